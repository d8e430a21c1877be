"""What the planning rests on: documents, scope, other counties' experience, costs.

Stream: ``grounds-<review>``.
Commands: AttachDocument, DetachDocument, DecideScope, NoteExperience, WithdrawExperience,
    StateAllocation, PlanCost, DropCost.
Facts: DocumentAttached, DocumentDetached, ScopeDecided, ExperienceNoted, ExperienceWithdrawn,
    AllocationStated, CostPlanned, CostDropped, RuleOverridden.
"""
