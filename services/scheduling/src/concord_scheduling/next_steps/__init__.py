"""What waits for whoever asks in the schedule, and what happens at the site today.

Reads rows of the slices below it and keeps none of its own.
Screens: what is next.
"""
