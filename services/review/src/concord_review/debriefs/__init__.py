"""The debrief of one interview, by the report's headings, saved as it is written.

Stream: ``debrief-<session>``.
Commands: SaveDebrief, CompleteDebrief.
Facts: DebriefSaved, DebriefCompleted.
"""
