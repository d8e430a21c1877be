"""How themes came about: research attached, themes coded alone, revealed at once, agreed or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from concord_demo.client import RefusedError
from concord_demo.outcome import AGAINST_A_RULE, must_be_refused

if TYPE_CHECKING:
    from concord_demo.client import Caller
    from concord_demo.santa_cruz import Story

TEAM_SIZE = 3
PROPOSED: tuple[tuple[slice, str, str, str], ...] = (
    (slice(5), "strengths-and-promising-practices", "focus-area", "strength"),
    (slice(5, 6), "strengths-and-promising-practices", "focus-area", "strength"),
    (slice(2, 8), "documentation", "system-wide", "improvement"),
    (slice(6), "training-needs", "focus-area", "improvement"),
)
"""Where each theme was heard, under which heading, how wide it is, and on which side."""


def attach(story: Story) -> None:
    """The state consultant attaches research, and says what it guides."""
    item = {
        "kind": "literature-review",
        "level": "highest",
        "citation": story.typed("citation", 0),
        "summary": story.typed("summary", 0),
        "year": 2008,
    }
    where = f"/{story.review}/literature"
    story.item = story.consultant.post("review", where, item)["id"]
    for use in ("case-selection", "analysis"):
        story.consultant.post("review", f"{where}/{story.item}/uses", {"use": use})
    other = item | {"kind": "other-research", "level": "lower", "year": 2006}
    typed = {name: story.typed(name, 1) for name in ("citation", "summary")}
    story.consultant.post("review", where, other | typed)
    story.tell("Two made-up items of research attached; one guides the cases and the analysis")


def agree(story: Story) -> None:
    """One theme that many voices support, one that too few do, and two on their way."""
    first = story.reviewers[0]
    where = f"/{story.review}/themes"
    for number, (heard, heading, scope, side) in enumerate(PROPOSED):
        body = {
            "heading": heading,
            "scope": scope,
            "side": side,
            "practice": None if number else "emerging",
            "statement": story.typed("statement", number),
            "sessions": story.sessions[heard],
        }
        story.themes.append(first.post("review", where, body)["id"])
    everybody = range(len(story.reviewers))
    for number, coders in enumerate((everybody, (1, 4), everybody, (1,))):
        for coder in coders:
            _code(story, number, coder)
    for number in range(TEAM_SIZE):
        _with_a_reason(story, first, f"{where}/{story.themes[number]}/reveal")
    _conclude(story, first, where)


def _conclude(story: Story, first: Caller, where: str) -> None:
    """What the teams make of it."""
    agreed, refused, disputed, _ = story.themes
    first.post("review", f"{where}/{agreed}/agreement")
    align = {"relation": "supports", "item": story.item}
    first.post("review", f"{where}/{agreed}/alignment", align)
    dissent = {"text": story.typed("dissent", 0)}
    story.reviewers[4].post("review", f"{where}/{disputed}/dissent", dissent)
    said = must_be_refused(
        AGAINST_A_RULE, lambda: first.post("review", f"{where}/{refused}/agreement")
    ).said
    story.tell(f"A theme coded alone, revealed, agreed by five voices. Another refused: {said}")


def _code(story: Story, number: int, coder: int) -> None:
    """What one reviewer says alone; of the other team's interviews nobody can say anything."""
    heard = story.sessions[PROPOSED[number][0]]
    team = coder // TEAM_SIZE
    codes = {
        session: _said(session in heard, nth, coder) if nth % 2 == team else "cannot-say"
        for nth, session in enumerate(story.sessions)
    }
    path = f"/{story.review}/themes/{story.themes[number]}/codes"
    story.reviewers[coder].put("review", path, {"codes": codes})


def _said(is_heard: bool, nth: int, coder: int) -> str:  # ruff: ignore[boolean-type-hint-positional-argument] -- a table's cell
    """One reviewer of each team sees some interviews otherwise, where a theme is disputed."""
    differs = coder in {2, 4} and nth in {6, 7}
    return "heard" if is_heard != differs else "not-heard"


def _with_a_reason(story: Story, who: Caller, path: str) -> dict[str, Any]:
    """Send a command; where not all have coded, send it again with a reason.

    Raises:
        RefusedError: a rule speaks against it that nobody may go past.
    """
    try:
        return who.post("review", path)
    except RefusedError as refused:
        if not refused.overridable:
            raise
        reason = {"rule": refused.rule, "reason": story.typed("early", 0)}
        return who.post("review", path, {"overrides": [reason]})
