"""What stands on paper in the end: agreements signed, tasks and elements closed, help asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from concord_demo.santa_cruz import Story

ON: Final = "2009-12-10"
SEATS: Final = ("child-welfare", "probation")
DONE: Final = (
    *((f"v.a.2.{nth}", "2010-01-15") for nth in range(1, 5)),
    *((f"v.a.3.{nth}", "2010-01-29") for nth in (2, 5, 6)),
    ("v.a.4.4", "2010-04-07"),
)
ELEMENTS: Final = (
    "data-analysis",
    "literature-review",
    "case-selection",
    "case-interviews",
    "staff-interviews",
    "debriefs",
    "report",
)
DECIDED: Final = {
    "logistics": ("locations", "central-location", "support-staff", "who-prepares-cases"),
    "week": ("number-of-interviews", "time-frames", "training-day", "verbal-report", "inviters"),
    "means": ("travel-and-hotel", "allocation", "earlier-experience"),
}
ALIGNED_BY: Final = (
    "co-chair-child-welfare",
    "co-chair-probation",
    "co-chair-state",
    "planning-team",
)
PACKET: Final = ("schedule", "literature-review", "tools", "contacts", "confidentiality-form")


def sign_the_rest(story: Story) -> None:
    """The three agreements that were left, a fortnight later; help that was asked for and given."""
    text = {"text": story.typed("agreement", 0)}
    for topic in ("interview-teams", "focus-groups", "roles"):
        if topic != "interview-teams":
            _post(story, f"/agreements/{topic}", text)
        more = ("planning-team",) if topic == "interview-teams" else ()
        for seat in (*SEATS, *more):
            _post(story, f"/agreements/{topic}/signatures", {"seat": seat, "on": ON})
        signed = f"/{story.review}/agreements/{topic}/signatures"
        story.consultant.post("review", signed, {"seat": "state", "on": ON})
    asked = {"topic": "drawing", "on": "2009-12-01", "text": story.typed("help", 0)}
    request = _post(story, "/help", asked)["id"]
    _post(story, f"/help/{request}/answer", {"on": "2009-12-03", "text": story.typed("help", 1)})
    story.tell("All seven agreements signed; the state helped to draw the sample")


def decide(story: Story) -> None:
    """What the planning team decides on logistics, the week and its means, each in words."""
    decided = [(f"decisions.{name}", one) for name, each in DECIDED.items() for one in each]
    for nth, (among, decision) in enumerate(decided):
        said = {"among": among, "decision": decision, "on": ON}
        _post(story, "/decisions", said | {"text": story.typed("decision", nth)})
    story.tell(f"{len(decided)} decisions of the planning team recorded")


def complete_teams(story: Story) -> None:
    """Teams of three, each peer for the whole week: no kind and no knowledge is missing."""
    _post(story, "/teams/size", {"least": 3, "most": 3})
    for reviewer in story.reviewer_ids:
        _post(story, f"/reviewers/{reviewer}/part", {"days": 5})
    _post(story, "/teams/completion", {})
    story.tell("The teams are complete: every kind of peer, and the subject knowledge")


def close(story: Story) -> None:
    """Trainings, tasks and elements are recorded as what they are: over."""
    trained = {"kind": "staff-training", "on": "2010-01-14", "parties": ["host-staff"]}
    topics = {"topics": ["purpose", "case-presentations", "literature"]}
    _post(story, "/meetings", trained | topics)
    aligned = {"kind": "alignment", "on": "2010-02-08", "parties": ALIGNED_BY}
    about = {"topics": ["literature", "county-practice", "strategies"]}
    _post(story, "/meetings", aligned | about)
    _post(story, "/packet", {"on": "2010-01-25", "contents": PACKET})
    for task, on in DONE:
        _post(story, f"/tasks/{task}/completion", {"on": on})
    for element in ELEMENTS:
        _post(story, f"/elements/{element}/completion", {"on": "2010-04-07"})
    story.tell(f"{len(DONE)} tasks and every element of the review closed")


def _post(story: Story, path: str, body: dict[str, Any]) -> dict[str, Any]:
    return story.coordinator.post("review", f"/{story.review}{path}", body)
