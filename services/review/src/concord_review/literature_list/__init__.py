"""Literature as it stands: items, what they are used for, and gaps between evidence and practice.

Reader: ``literature-list``.
Screens: literature of a review.
"""
