"""A team's interviews: what is booked, what is recorded.

Reader: ``interview-list``.
Screens: my interviews of a review.
"""
