"""The auditor's replay: each fact of a review, and the state of the review after it.

Reader: ``replay``.
Screens: replay of a review.
"""
