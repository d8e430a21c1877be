"""A session's form as it stands: its questions, what is answered, how far each form has come.

Reader: ``answer-sheet``.
Screens: the form of an interview.
"""
