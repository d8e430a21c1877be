"""Whoever of the staff is to be interviewed, in which role, and who is prepared for it.

Stream: ``staff-<review>``.
Commands: ListInterviewee, PrepareInterviewees, WithdrawPreparation.
Facts: IntervieweeListed, IntervieweePrepared, IntervieweePreparationWithdrawn.
"""
