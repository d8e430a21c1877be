"""Staff of the host for interview teams: trained, reported, and their ties to cases and workers.

Stream: ``hoststaff-<review>``.
Commands: RecordTraining, ReportTraining, DeclareTies.
Facts: HostStaffTrained, TrainingReported, TiesDeclared.
"""
