"""Reactions of the reporting service, one file a sentence."""
