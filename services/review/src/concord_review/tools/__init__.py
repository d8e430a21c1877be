"""A review's tools: the questions that its interviews ask, as data.

Stream: ``tools-<review>``.
Commands: PublishTool.
Facts: ToolPublished.
"""
