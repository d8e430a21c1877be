"""The staff who are to be interviewed, by role, and who of them is prepared.

Reader: ``staff-list``.
Screens: the interviewees of a review.
"""
