"""Frame and sample of a review.

Streams: ``frame-<id>``, ``sample-<review>``.
Commands: ImportFrame, DrawSample.
Facts: FramePartRecorded, FrameImported, RuleOverridden, SampleDrawn, CaseSelected.
"""
