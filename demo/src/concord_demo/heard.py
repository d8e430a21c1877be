"""After the report: recommendations followed until answered, findings shared, a look back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from concord_demo.santa_cruz import Story

MADE: Final = (
    ("specific", "focus-area", "segment"),
    ("plan-change", "system-wide", "management-team"),
    ("future-exploration", "focus-area", "segment"),
)
SHARED: Final = (
    ("executives", "2010-02-12", ("strengths", "improvements", "follow-up")),
    ("staff-took-no-part", "2010-04-14", ("strengths", "improvements")),
    ("staff-took-part", "2010-03-30", ("strengths", "improvements", "follow-up")),
)
INVITED: Final = ("support-staff", "interviewees", "review-team", "planning-team", "management")
LOOKS: Final = 50


def recommend(story: Story) -> None:
    """Three recommendations follow from what was heard; somebody else clears each."""
    where = f"/{story.review}/recommendations"
    for nth, (kind, scope, route) in enumerate(MADE):
        theme = {"theme": story.themes[0]} if nth == 0 else {}
        said = {"kind": kind, "scope": scope, "route": route} | theme
        text = {"text": story.typed("recommendation", nth)}
        story.coordinator.post("reporting", where, said | text)
    for one in _recommendations(story):
        read = {"text": one["text_id"]}
        story.consultant.post("reporting", f"{where}/{one['recommendation']}/clearance", read)
    story.tell(f"{len(MADE)} recommendations made, each cleared by another")


def answer(story: Story) -> None:
    """One recommendation is taken up and stands in the plan, one is considered, one is open."""
    by_kind = {one["kind"]: one["recommendation"] for one in _recommendations(story)}
    first, second, _ = (f"/{by_kind[kind]}" for kind, *_ in MADE)
    for nth, one in enumerate((first, second)):
        owner = {"owner": story.typed("owner", nth), "by_when": f"2010-0{6 + nth}-30"}
        _post(story, f"{one}/owner", owner)
    taken = {"standing": "taken-up", "on": "2010-05-17", "text": story.typed("heard", 0)}
    _post(story, f"{first}/answers", taken)
    where = {"document": "sip", "where": story.typed("stands-in", 0)}
    _post(story, f"{first}/documents", where)
    considered = {"standing": "considered", "on": "2010-06-02", "text": story.typed("heard", 1)}
    _post(story, f"{second}/answers", considered)
    story.tell("One recommendation taken up, one being considered, one not answered yet")


def share(story: Story) -> None:
    """Executives and staff hear what was found; the session of reflections looks back and ahead."""
    for nth, (audience, on, what) in enumerate(SHARED):
        told = {"audience": audience, "on": on, "what": what, "note": story.typed("shared", nth)}
        story.manager.post("reporting", f"/{story.review}/sharings", told)
    worked, otherwise, ahead = (story.typed("reflection", nth) for nth in range(3))
    session = {
        "on": "2010-03-30",
        "invited": INVITED,
        "presented": True,
        "worked_well": worked,
        "otherwise": otherwise,
        "next_steps": ahead,
    }
    story.manager.post("reporting", f"/{story.review}/reflections", session)
    story.tell("Executives and staff heard what was found; all looked back together")


def _recommendations(story: Story) -> list[dict[str, Any]]:
    """The recommendations, once all that was recorded is shown."""
    found: dict[str, Any] = {}
    for _ in range(LOOKS):
        found = story.coordinator.get("reporting", f"/{story.review}/recommendations", at=story.at)
        if found["current"]:
            break
    listed: list[dict[str, Any]] = found["recommendations"]
    return listed


def _post(story: Story, path: str, body: dict[str, Any]) -> None:
    story.manager.post("reporting", f"/{story.review}/recommendations{path}", body)
