"""Reviewers, who has signed, and the teams they form.

Reader: ``team-list``.
Screens: teams of a review.
"""
