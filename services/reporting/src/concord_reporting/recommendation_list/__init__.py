"""Recommendations, what became of each, with whom findings were shared, the reflections session.

Reader: ``recommendation-list``.
Screens: recommendations of a review, and their workbook.
"""
