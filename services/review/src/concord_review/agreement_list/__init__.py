"""What was decided, agreed and disputed on the way to the event week, and by when it was due.

Reader: ``agreement-list``.
Screens: agreements of a review.
"""
