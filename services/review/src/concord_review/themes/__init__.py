"""Themes: what numerous parties said, never one.

Stream: ``theme-<id>``.
Commands: ProposeTheme, AgreeTheme.
Facts: ThemeProposed, ThemeAgreed.
"""
