"""How those who are interviewed were prepared: their copy of the tool, and what was promised.

Stream: ``preparation-<review>``.
Commands: GiveTool, PromiseAnonymity, PromiseInTeam.
Facts: ToolGiven, AnonymityPromised, RuleOverridden.
"""
