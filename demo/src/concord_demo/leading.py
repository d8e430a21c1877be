"""Who leads the review and what they agree: three co-chairs, teams, peer counties, signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from concord_demo import made_up

if TYPE_CHECKING:
    from concord_demo.santa_cruz import Story

ON: Final = "2009-11-20"
AGREED: Final = ("focus-area", "research", "case-selection", "peer-counties")
DRAFTED: Final = ("interview-teams",)
PARTS: Final = (
    ("executive-team", "child-welfare-director"),
    ("planning-team", "manager"),
    ("planning-team", "supervisor"),
    ("planning-team", "line-staff"),
)


def lead(story: Story) -> None:
    """Three co-chairs are named, one of whom coordinates; then the teams and the peer counties."""
    home = story.coordinator.agency
    _name(story, 60, home, "co-chair", "child-welfare")
    probation = _name(story, 61, home, "co-chair", "probation")
    state = {"person": story.consultant.account}
    _name(story, 62, story.consultant.home, "co-chair", "state", **state)
    for part, kind in (("coordinator", "coordinator"), ("executive-team", "state")):
        person = probation if part == "coordinator" else story.consultant.account
        taken = {"person": person, "part": part, "kind": kind}
        _post(story, "/leaders/parts", taken)
    chief = {"person": probation, "part": "executive-team", "kind": "chief-probation-officer"}
    _post(story, "/leaders/parts", chief)
    for nth, (part, kind) in enumerate(PARTS):
        _name(story, 63 + nth, home, part, kind)
    duties = {"duties": ["training", "debrief-help"]}
    _name(story, 70, "ca-elsewhere", "planning-team", "training-academy", **duties)
    for county in dict.fromkeys(peer.home for peer in story.troupe.peers):
        chosen = {"county": county, "reasons": ["performance", "proximity"]}
        known = {"high_performing": True, "contiguous": True, "text": _typed("peer", 0)}
        _post(story, "/peer-counties", chosen | known)
    story.tell("Three co-chairs named; one of them coordinates; three peer counties chosen")


def agree(story: Story) -> None:
    """Four of seven agreements are signed, one is written down, one difference is settled."""
    for topic in (*AGREED, *DRAFTED):
        _post(story, f"/agreements/{topic}", {"text": _typed("agreement", 0)})
    for topic in AGREED:
        for seat in ("child-welfare", "probation"):
            _sign(story, topic, seat)
        signed = f"/{story.review}/agreements/{topic}/signatures"
        story.consultant.post("review", signed, {"seat": "state", "on": ON})
    talked = {"by": "probation", "on": "2009-09-08", "data_reviewed": True}
    _post(story, "/focus-area/talks", talked | {"note": _typed("agreement", 1)})
    decision = {"among": "pre-planning.decisions", "decision": "co-chairs", "on": "2009-09-01"}
    _post(story, "/decisions", decision | {"text": _typed("agreement", 2)})
    told = {"by": "state", "topic": "roles", "arose_on": "2009-11-02", "told_on": "2009-11-02"}
    raised = _post(story, "/disagreements", told | {"matter": _typed("disagreement", 0)})
    where = f"/disagreements/{raised['id']}"
    _post(story, f"{where}/escalation", {"on": "2009-11-04", "tried": _typed("disagreement", 1)})
    _post(story, f"{where}/settlement", {"on": "2009-11-06", "how": _typed("disagreement", 2)})
    story.tell("Four of seven agreements signed by all three; one difference settled")


def _name(story: Story, nth: int, home: str, part: str, kind: str, **more: Any) -> str:
    person = {"name": made_up.person(nth), "home": home, "part": part, "kind": kind}
    return str(_post(story, "/leaders", person | more)["id"])


def _sign(story: Story, topic: str, seat: str) -> None:
    _post(story, f"/agreements/{topic}/signatures", {"seat": seat, "on": ON})


def _typed(kind: str, nth: int) -> str:
    return made_up.TYPED[kind][nth]


def _post(story: Story, path: str, body: dict[str, Any]) -> dict[str, Any]:
    return story.coordinator.post("review", f"/{story.review}{path}", body)
