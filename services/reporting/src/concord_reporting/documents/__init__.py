"""A review's report and the documents that follow it.

Stream: ``report-<review>``.
Commands: OpenReport, ReceiveDraft, SubmitDocument.
Facts: ReportOpened, DraftReceived, DocumentSubmitted.
"""
