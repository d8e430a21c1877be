"""The scheduling service: the event week, who interviews whom when, and what is given out.

| slice | what it is | stream or screen |
|---|---|---|
| ``week`` | set the event week; book, move, cancel interviews; release | ``schedule-<review>`` |
| ``availability`` | sites, rooms, duties, travel, who is away | ``availability-<review>`` |
| ``notices`` | approve who is told, give calendar links | ``notices-<review>`` |
| ``week_plan`` | the week as it is booked, a picture to change | reader ``week-plan`` |
| ``sites`` | sites and rooms, and who is away | reader ``sites`` |
| ``outbox`` | releases and differences, notices, packets, calendars | reader ``outbox`` |
| ``plans`` | accept a proposed plan whole, take it back | ``schedule-<review>`` |
| ``proposals`` | watch proposals get better, see what was accepted | reader ``proposals`` |
| ``next_steps`` | what waits for whoever asks | |
| ``planner`` | searches for a plan, and says why there is none | |
"""
