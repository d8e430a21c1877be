"""The schedule of a review's event week.

Stream: ``schedule-<review>``.
Commands: SetEventWeek, BookInterview, ReleaseSchedule.
Facts: EventWeekSet, InterviewBooked, RuleOverridden, ScheduleReleased.
"""
