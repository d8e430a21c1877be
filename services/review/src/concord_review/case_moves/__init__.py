"""Where a case of the sample stands, and every move with its reason.

Stream: ``sample-<review>``.
Commands: ScreenCase, MoveCase, EliminateCase, ReplaceCase, SummariseCases, ReopenSummary.
Facts: CaseScreened, CaseMoved, CaseEliminated, CaseReplaced, CaseSummarised, CaseSummaryReopened,
RuleOverridden.
"""
