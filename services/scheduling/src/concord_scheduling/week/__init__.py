"""The schedule of a review's event week.

Stream: ``schedule-<review>``.
Commands: SetEventWeek, BookInterview, MoveInterview, CancelInterview, ReplaceInterview, TakePlan,
    RotateRoles, ReleaseSchedule.
Facts: EventWeekSet, InterviewBooked, InterviewMoved, InterviewCancelled, SeatsTaken,
    RuleOverridden, ScheduleReleased.
"""
