"""Who leads a review, with which parts, and which counties come as peers.

Reader: ``who-leads``.
Screens: who leads a review.
"""
