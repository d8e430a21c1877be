"""Reviewers, their confidentiality statements, and teams.

Streams: ``reviewer-<id>``, ``team-<id>``.
Commands: InviteReviewer, NoteKnowledge, AcceptFormerEmployee, SignConfidentiality,
    WithdrawConfidentiality, FormTeam.
Facts: ReviewerInvited, ReviewerKnowledgeNoted, FormerEmployeeAccepted, ConfidentialitySigned,
    ConfidentialityWithdrawn, RuleOverridden, TeamFormed, HostStaffSeated.
"""
