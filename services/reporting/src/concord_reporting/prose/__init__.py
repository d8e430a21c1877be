"""The report's text: what the county writes, which themes are told, and who cleared each.

Stream: ``report-<review>``.
Commands: WriteProse, ClearProse, TakeBackProse, ClearTheme, TakeBackTheme.
Facts: ProseWritten, ProseCleared, ThemeCleared, ClearanceWithdrawn, RuleOverridden.
"""
