"""The report: written and cleared, commented on by the state, approved, handed in days late."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from concord_demo.outcome import AGAINST_A_RULE, must, must_be_refused

if TYPE_CHECKING:
    from concord_demo.client import Caller
    from concord_demo.santa_cruz import Story

PARTS: Final = (
    "purpose",
    "why-child-welfare",
    "why-probation",
    "data-trends",
    "peculiarities",
    "discoveries",
    "executive-summary",
)
TRENDS: Final = "data-trends"
IN_MORE_WORDS: Final = len(PARTS)
RECEIVED, RETURNED = "2010-02-26", "2010-03-10"
STEPS: Final = (("signed", "2010-04-06"), ("mailed", "2010-04-07"), ("posted", "2010-04-20"))
LOOKS: Final = 50


def write(story: Story) -> None:
    """The coordinator writes every part, the state's co-chair clears each, and a theme."""
    for nth, part in enumerate(PARTS):
        _write(story, part, nth)
    for part, text in _texts(story).items():
        _clear(story, part, text)
    found = _stands(story, story.consultant)
    for theme in found["themes"]:
        path = f"/{story.review}/report/themes/{theme['theme']}/clearance"
        story.consultant.post("reporting", path, {"text": theme["text_id"]})
    story.tell(f"{len(PARTS)} parts of the report written by one and cleared by another")


def approve(story: Story) -> None:
    """The state comments and gives the draft back; the director alone approves the second one."""
    where = f"/{story.review}/report"
    day = {"on": RECEIVED}
    story.coordinator.post("reporting", f"/{story.review}/documents/report.draft", day)
    _make(story, 1)
    story.consultant.post("reporting", f"/{story.review}/draft-received", day)
    comments = [
        story.consultant.post("reporting", f"{where}/versions/1/comments", said)["id"]
        for said in (
            {"part": TRENDS, "text": story.typed("draft-comment", 0)},
            {"text": story.typed("draft-comment", 1)},
        )
    ]
    back = {"on": RETURNED}
    story.consultant.post("reporting", f"{where}/versions/1/return", back | {"complete": False})
    _write(story, TRENDS, IN_MORE_WORDS)
    _clear(story, TRENDS, _texts(story)[TRENDS])
    done = {"text": story.typed("draft-answer", 0)}
    story.coordinator.post("reporting", f"{where}/comments/{comments[0]}/answer", done)
    _make(story, 2)
    story.consultant.post("reporting", f"{where}/versions/2/return", back | {"complete": True})
    named = {"person": story.manager.account, "name": story.typed("name", 63)}
    story.coordinator.post("reporting", f"{where}/director", named)
    approval = f"{where}/versions/2/approval"
    refused = must_be_refused(AGAINST_A_RULE, lambda: story.coordinator.post("reporting", approval))
    story.manager.post("reporting", approval)
    story.tell(f"The coordinator's approval refused: {refused.said} The director approved")


def hand_in(story: Story, went_in: str) -> None:
    """The approved report goes in, step by step; the state keeps it later."""
    where = f"/{story.review}/report/submission"
    for step, on in (("e-mailed", went_in), *STEPS):
        story.coordinator.post("reporting", f"{where}/{step}", {"on": on})


def _write(story: Story, part: str, nth: int) -> None:
    path = f"/{story.review}/report/parts/{part}"
    story.coordinator.post("reporting", path, {"text": story.typed("part", nth)})


def _clear(story: Story, part: str, text: str) -> None:
    path = f"/{story.review}/report/parts/{part}/clearance"
    story.consultant.post("reporting", path, {"text": text})


def _texts(story: Story) -> dict[str, str]:
    """The texts that wait to be cleared, by part."""
    parts = _stands(story, story.consultant)["parts"]
    return {one["part"]: one["text_id"] for one in parts if not one["cleared"]}


def _make(story: Story, version: int) -> None:
    _stands(story, story.coordinator)
    story.coordinator.post("reporting", f"/{story.review}/report/versions")
    made = _stands(story, story.coordinator)["versions"][0]["version"]
    must(f"version {version} is made", hold=made == version)


def _stands(story: Story, who: Caller) -> dict[str, Any]:
    """The report, once it shows everything that was recorded."""
    for _ in range(LOOKS):
        found = who.get("reporting", f"/{story.review}/report", at=story.at)
        if found["current"]:
            return found
    must("the report shows what was recorded", hold=False)
    return {}
