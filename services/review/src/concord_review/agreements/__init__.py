"""What is decided before the planning, and what the co-chairs agree on and sign.

Stream: ``agreement-<review>``.
Commands: RecordDecision, DraftAgreement, SignAgreement.
Facts: PlanDecided, AgreementDrafted, AgreementSigned, AgreementResolved, RuleOverridden.
"""
