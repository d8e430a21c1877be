"""Reviewers, their confidentiality statements, and teams.

Streams: ``reviewer-<id>``, ``team-<id>``, ``teams-<review>``.
Commands: InviteReviewer, NoteKnowledge, NotePart, AcceptFormerEmployee, SignConfidentiality,
    WithdrawConfidentiality, FormTeam, SetTeamSize, CompleteTeams.
Facts: ReviewerInvited, ReviewerKnowledgeNoted, ReviewerPartNoted, FormerEmployeeAccepted,
    ConfidentialitySigned, ConfidentialityWithdrawn, RuleOverridden, TeamFormed, HostStaffSeated,
    TeamSizeSet, TeamsCompleted.
"""
