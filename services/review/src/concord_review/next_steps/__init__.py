"""What waits for whoever asks in a review: planning, sample, teams, interviews, themes.

Reads rows of the slices below it and keeps none of its own.
Screens: what is next.
"""
