"""The schedule of a review's event week.

Stream: ``schedule-<review>``.
Commands: SetEventWeek, SetTimeFrames, BookInterview, MoveInterview, CancelInterview,
    ReplaceInterview, TakePlan, RotateRoles, ReleaseSchedule.
Facts: EventWeekSet, TimeFramesSet, InterviewBooked, InterviewMoved, InterviewCancelled, SeatsTaken,
    RuleOverridden, ScheduleReleased.
"""
