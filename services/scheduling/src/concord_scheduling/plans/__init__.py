"""Plans that somebody accepts, and takes back.

Stream: ``schedule-<review>``.
Commands: AcceptPlan, UndoPlan.
Facts: PlanAccepted, PlanUndone.
"""
