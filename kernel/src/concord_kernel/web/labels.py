"""How codes are called where people read them: roles, strata, scopes, readings.

Labels of an edition stand in the edition, in its own language; these are the codes that the
product itself knows, and those that every protocol shares.
"""

from __future__ import annotations

from typing import Final

from concord_kernel.web.language import to_say

LABELS: Final = {
    # roles of people at the site
    "administrator": to_say("Administrator"),
    "coordinator": to_say("Coordinator"),
    "co-chair": to_say("Co-chair"),
    "reviewer": to_say("Reviewer"),
    "observer": to_say("Observer"),
    "site-lead": to_say("Site lead"),
    "quality-assurance": to_say("Quality assurance"),
    "consultant": to_say("State consultant"),
    "auditor": to_say("Auditor"),
    "manager": to_say("Manager"),
    "service": to_say("Program"),
    # purposes of a grant
    "peer-review": to_say("Peer review"),
    "state-consultation": to_say("State consultation"),
    "audit": to_say("Audit"),
    "observation": to_say("Observation"),
    # roles in a team
    "interviewer": to_say("Interviewer"),
    "timekeeper": to_say("Timekeeper"),
    "recorder": to_say("Recorder"),
    # whom a time is taken of
    "team": to_say("Team"),
    "person": to_say("Reviewer"),
    "worker": to_say("Worker"),
    "room": to_say("Room"),
    # who leads a review
    "state": to_say("State"),
    "co-chairs": to_say("Co-chairs"),
    "executive-team": to_say("Executive team"),
    "planning-team": to_say("Planning team"),
    "training-academy": to_say("Training academy"),
    "county-consultant": to_say("Consultant of the county"),
    "chief-probation-officer": to_say("Chief probation officer"),
    "child-welfare-director": to_say("Child welfare director"),
    "deputy-or-manager": to_say("Deputies or managers"),
    "peer-county": to_say("Peer county"),
    "line-staff": to_say("Line staff"),
    "peer-counties": to_say("Peer counties"),
    "research": to_say("Research"),
    "data-analysis": to_say("Analysis of the data"),
    "shared-priority": to_say("Shared priority"),
    "not-correctable": to_say("Not to be mended by a system"),
    "on-practice": to_say("About practice"),
    # what joins somebody to a case
    "same-region": to_say("Same region"),
    "knows-case": to_say("Knows the case"),
    "supervises": to_say("Supervises the worker"),
    # strata
    "child-welfare": to_say("Child welfare"),
    "probation": to_say("Probation"),
    "foster-care": to_say("Foster care"),
    "in-home": to_say("In-home services"),
    "in-home-differential-response": to_say("In-home services, differential response"),
    # scopes of themes
    "focus-area": to_say("Focus area"),
    "system-wide": to_say("System-wide"),
    # how a case stands in the sample
    "selected": to_say("Selected"),
    "backup": to_say("Back-up"),
    "candidate": to_say("Candidate"),
    "screened": to_say("Screened"),
    "unfit": to_say("Screened: not eligible"),
    "summarised": to_say("Summary complete"),
    "interviewed": to_say("Interviewed"),
    "replaced": to_say("Replaced"),
    "eliminated": to_say("Eliminated"),
    "reopened": to_say("Summary reopened"),
    # why a case is replaced
    "no-show": to_say("Did not come"),
    "unable-to-attend": to_say("Unable to attend"),
    "refusal": to_say("Refused"),
    "not-eligible": to_say("Not eligible after all"),
    # what is selected, and how its outcome went
    "case": to_say("Case"),
    "referral": to_say("Referral"),
    "outcome-achieved": to_say("Outcome achieved"),
    "outcome-not-achieved": to_say("Outcome not achieved"),
    # who is interviewed
    "social-worker": to_say("Social worker"),
    "probation-officer": to_say("Probation officer"),
    "supervisor": to_say("Supervisor"),
    # how sure the reading of a rule is
    "certain": to_say("Certain"),
    "inferred": to_say("Inferred"),
    "unconfirmed": to_say("Unconfirmed"),
}
"""Code to English label; other languages are in the catalogs."""


def in_words(code: str) -> str:
    """A code without a label as words: placement-stability becomes Placement stability."""
    return code.replace("-", " ").replace(".", ", ").capitalize()
