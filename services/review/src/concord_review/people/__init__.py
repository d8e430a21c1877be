"""Reviewers, their confidentiality statements, and teams.

Streams: ``reviewer-<id>``, ``team-<id>``.
Commands: InviteReviewer, SignConfidentiality, WithdrawConfidentiality, FormTeam.
Facts: ReviewerInvited, ConfidentialitySigned, ConfidentialityWithdrawn, RuleOverridden,
    TeamFormed.
"""
