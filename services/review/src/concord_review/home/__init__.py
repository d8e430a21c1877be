"""Where every review stands that somebody may see, in whatever agency: the most urgent first.

Reads rows of the slices below it and keeps none of its own.
Screens: your reviews.
"""
