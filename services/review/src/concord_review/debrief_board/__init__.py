"""Debriefs as the teams see them: an interview's, a day's, the final one; none for the host.

Reader: ``debrief-board``.
Screens: debrief of an interview, daily debrief, final debrief, final day.
"""
