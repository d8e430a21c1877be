"""Quick cards for the event week: half a sheet of paper for each role, to be printed.

Screens: cards, card.
"""
