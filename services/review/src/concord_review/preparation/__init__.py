"""How those who are interviewed were prepared: their copy of the tool, a promise, a link.

Stream: ``preparation-<review>``.
Commands: GiveTool, PromiseAnonymity, PromiseInTeam, GiveLinks, EndLinks.
Facts: ToolGiven, AnonymityPromised, IntervieweeLinkGiven, IntervieweeLinkEnded, RuleOverridden.
"""
