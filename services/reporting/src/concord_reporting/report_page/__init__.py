"""The outline of the report, and the chain of dates.

Reader: ``report-page``.
Screens: report and dates of a review.
"""
