"""The reviews of an agency, and the steps of one review.

Reader: ``review-overview``.
Screens: list of reviews, one review.
"""
