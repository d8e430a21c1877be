"""An interview as it was recorded; its notes go to the vault.

Stream: ``session-<id>``.
Commands: RecordInterview.
Facts: InterviewRecorded.
"""
