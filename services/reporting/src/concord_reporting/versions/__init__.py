"""The report's versions: made, commented on, returned, approved, handed in.

Stream: ``report-<review>``.
Commands: MakeDraft, CommentOnDraft, AnswerComment, ReturnDraft, NameDirector, ApproveReport,
DoStep, UndoStep.
Facts: DraftMade, DraftCommented, CommentAnswered, DraftReturned, DirectorNamed, ReportApproved,
SubmissionStepDone, SubmissionStepUndone, DocumentSubmitted, RuleOverridden.
"""
