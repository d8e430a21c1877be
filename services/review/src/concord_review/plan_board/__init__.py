"""The plan of a review: its timeline, its tasks, its meetings and trainings.

Reader: ``plan-board``.
Screens: timeline, tasks, meetings and trainings, a dated action plan.
"""
