"""The sample as it stands: what bounds it, strata with their quotas, cases and their way.

Reader: ``case-list``.
Screens: cases of a review, one case, the list they are drawn from, its import.
"""
