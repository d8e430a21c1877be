"""Today, for one's own team: the interviews in order, each with form, debrief and how it stands.

Reader: ``today``.
Screens: today.
"""
