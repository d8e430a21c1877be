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
    # how sure the reading of a rule is
    "certain": to_say("Certain"),
    "inferred": to_say("Inferred"),
    "unconfirmed": to_say("Unconfirmed"),
}
"""Code to English label; other languages are in the catalogs."""


def in_words(code: str) -> str:
    """A code without a label as words: placement-stability becomes Placement stability."""
    return code.replace("-", " ").replace(".", ", ").capitalize()
