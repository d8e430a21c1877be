"""The scheduling service: the event week, who interviews whom when, and what is given out.

| slice | what it is | stream or screen |
|---|---|---|
| ``week`` | set the event week, book interviews, release the schedule | ``schedule-<review>`` |
| ``week_plan`` | the week as it is booked, and what was released | reader ``week-plan`` |
"""
