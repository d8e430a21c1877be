"""Who leads a review: three co-chairs, the executive team, the planning team, the coordinator.

Stream: ``leadership-<review>``.
Commands: NameLeader, TakePart, EndPart.
Facts: LeaderAdded, PartTaken, PartEnded, RuleOverridden.
"""
