"""Proposals for a whole week, watched while they get better, and what became of them.

Reader: ``proposals``.
Screens: proposals for the week of a review.
"""
