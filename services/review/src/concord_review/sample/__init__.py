"""Frame and sample of a review.

Streams: ``frame-<id>``, ``sample-<review>``.
Commands: ImportFrame, DrawSample, StateCapacity, ExplainSelection.
Facts: FramePartRecorded, FrameImported, RuleOverridden, SampleDrawn, CaseSelected, CapacityStated,
SelectionExplained.
"""
