"""Literature: the research a review rests on, what it is used for, and where practice differs.

Streams: ``literature-<review>``, ``theme-<id>``, ``gap-<id>``.
Commands: AddLiterature, LinkLiterature, UnlinkLiterature, WithdrawLiterature, AlignTheme, NoteGap,
    WithdrawGap.
Facts: LiteratureAdded, LiteratureLinked, LiteratureUnlinked, LiteratureWithdrawn, ThemeAligned,
    PracticeGapNoted, PracticeGapWithdrawn, RuleOverridden, ThemeRuleOverridden.
"""
