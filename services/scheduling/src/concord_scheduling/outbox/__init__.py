"""What was given out: releases with their differences, who is told, packets, calendars.

Reader: ``outbox``.
Screens: releases and notices of a review, packets of teams and people, a person's calendar.
"""
