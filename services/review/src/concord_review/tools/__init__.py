"""A review's tools: the questions that its interviews and other sessions ask, as data.

Stream: ``tools-<review>``.
Commands: DraftTool, DecideComments, OpenComments, CommentOnTool, TryTool, ApproveTool, PublishTool.
Facts: ToolDrafted, ToolCommentsDecided, ToolCommentsOpened, ToolCommented, ToolTried, ToolApproved,
    ToolPublished, RuleOverridden.
"""
