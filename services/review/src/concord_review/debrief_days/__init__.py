"""The daily debrief: what the teams put on a day's board, agree on, and write down for the report.

Stream: ``debriefs-<review>``.
Commands: NameFacilitator, NotePoint, WithdrawPoint, RaiseProblem, AgreeDay, SummariseDay.
Facts: DebriefFacilitatorNamed, PointNoted, PointWithdrawn, ProcessProblemRaised, DayAgreed,
    DaySummarised, RuleOverridden.
"""
