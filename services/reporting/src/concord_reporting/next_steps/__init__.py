"""What waits for whoever asks in the report and after it.

Reads rows of the slices below it and keeps none of its own.
Screens: what is next.
"""
