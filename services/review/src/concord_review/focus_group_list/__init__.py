"""Focus groups as they are planned, arranged and led; whether they were held, for the inside only.

Reader: ``focus-group-list``.
Screens: focus groups of a review, one group, its agenda, its notes.
"""
