"""The week as it is booked, and what was released.

Reader: ``week-plan``.
Screens: the schedule of a review.
"""
