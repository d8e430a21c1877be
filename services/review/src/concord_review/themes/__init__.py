"""Themes: what numerous parties said, never one.

Each reviewer codes a theme alone; all codes are revealed at once; then the teams agree it, with
what dissent there is, or go on to a further round.

Streams: ``theme-<id>``, ``coding-<theme>``.
Commands: ProposeTheme, CodeTheme, RevealCodes, AgreeTheme, DissentFromTheme, ReopenTheme,
    WithdrawTheme, MergeTheme.
Facts: ThemeProposed, ThemeCoded, ThemeCodesRevealed, ThemeAgreed, ThemeDissented, ThemeReopened,
    ThemeWithdrawn, ThemeMerged, ThemeRuleOverridden.
"""
