"""Reviewers, their confidentiality statements, and teams.

Streams: ``reviewer-<id>``, ``team-<id>``.
Commands: InviteReviewer, AcceptFormerEmployee, SignConfidentiality, WithdrawConfidentiality,
    FormTeam.
Facts: ReviewerInvited, FormerEmployeeAccepted, ConfidentialitySigned, ConfidentialityWithdrawn,
    RuleOverridden, TeamFormed, HostStaffSeated.
"""
