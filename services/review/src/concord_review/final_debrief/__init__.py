"""The final debrief in two voices, practices of peer agencies, and the aggregate figures.

Streams: ``debriefs-<review>``, ``practices-<review>``, ``aggregate-<review>``.
Commands: BriefExecutives, OpenFinalDebrief, OpenInterpretation, NoteFinalPoint, SharePractice,
    RecordAggregate.
Facts: ExecutivesBriefed, FinalDebriefOpened, InterpretationOpened, FinalPointNoted,
    PracticeShared, AggregateRecorded, RuleOverridden.
"""
