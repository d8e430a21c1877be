"""The sample as it stands: strata with their quotas, cases in drawing order.

Reader: ``case-list``.
Screens: cases of a review.
"""
