"""The schedule of a review's event week.

Stream: ``schedule-<review>``.
Commands: SetEventWeek, SetTimeFrames, PlanDays, BookInterview, MoveInterview, CancelInterview,
    ReplaceInterview, TakePlan, RotateRoles, ReleaseSchedule.
Facts: EventWeekSet, TimeFramesSet, DaysPlanned, InterviewBooked, InterviewMoved,
    InterviewCancelled, SeatsTaken, RuleOverridden, ScheduleReleased.
"""
