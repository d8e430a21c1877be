"""Themes: what was proposed, how many voices support it, what is agreed.

Reader: ``theme-board``.
Screens: themes of a review.
"""
