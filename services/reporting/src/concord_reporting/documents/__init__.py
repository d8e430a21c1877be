"""A review's report and the documents that follow it.

Stream: ``report-<review>``.
Commands: OpenReport, ReceiveDraft, SubmitDocument, RecordDueDate.
Facts: ReportOpened, DraftReceived, DocumentSubmitted, DueDateRecorded.
"""
