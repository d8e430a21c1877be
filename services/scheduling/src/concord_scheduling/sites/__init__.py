"""Sites and rooms, who is there for them, and who is away when.

Reader: ``sites``.
Screens: sites and people of a review's event week.
"""
