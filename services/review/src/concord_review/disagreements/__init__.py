"""Differences of opinion: told at once, settled at the lowest level that can.

Stream: ``disagreement-<review>``.
Commands: RaiseDisagreement, EscalateDisagreement, SettleDisagreement.
Facts: DisagreementRaised, DisagreementEscalated, DisagreementSettled.
"""
