"""What somebody is told of a theme: one's own codes, and everybody's once they are revealed.

Pure: rows in, an answer out; texts are still references. Called by ``data``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from concord_review.theme_board.agreement import Agreement, Unit, of_units, units

OPEN: Final = frozenset({"revealed", "agreed"})
"""States in which the codes of a theme's round are everybody's."""

KEPT: Final = (
    "theme",
    "heading",
    "scope",
    "version",
    "statement",
    "side",
    "practice",
    "drafted_in",
    "state",
    "round",
    "voices",
    "workers",
    "merged_into",
    "reason",
    "cleared",
)
"""What of a theme's own row is told as it is."""

Codings = dict[str, dict[str, dict[str, Any]]]
"""Reviewer and session to what was coded."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside some themes' own rows.

    Attributes:
        actor: Who asks.
        sessions: Every session there is to code.
        coders: Who is to code.
        codes: What was coded, by theme and round.
        said: Dissents, alignments and rules gone past, by theme.
    """

    actor: str
    sessions: list[str]
    coders: set[str]
    codes: dict[tuple[str, int], Codings]
    said: dict[str, dict[str, list[dict[str, Any]]]]


def told(row: dict[str, Any], beside: Beside) -> dict[str, Any]:
    """A theme as who asks may know it."""
    codes = beside.codes.get((row["theme"], row["round"]), {})
    mine = codes.get(beside.actor, {})
    said = beside.said.get(row["theme"], {})
    is_agreed = row["state"] == "agreed"
    done = {*beside.sessions}
    return {name: row[name] for name in KEPT} | {
        "sessions": row["sessions"] if is_agreed else [],
        "groups": json.loads(row["groups"]) if is_agreed else {},
        "coders": len(beside.coders),
        "coded": sum(1 for one in beside.coders if done <= codes.get(one, {}).keys()),
        "mine": {session: one["said"] for session, one in mine.items()},
        "my_people": {name: one["people"] for name, one in mine.items() if one.get("people")},
        **_revealed(row, beside, codes),
        "dissents": [one["text"] for one in said.get("dissents", [])],
        "aligned": [
            {"item": one["item"] or None, "relation": one["relation"]}
            for one in said.get("aligned", [])
        ],
        "past": [{"rule": one["rule"], "reason": one["reason"]} for one in said.get("past", [])],
    }


def _revealed(row: dict[str, Any], beside: Beside, codes: Codings) -> dict[str, Any]:
    """What all coded, for everybody at once; before that, nothing."""
    if row["state"] not in OPEN:
        return {"units": None, "agreement": None}
    said = {one: {name: each["said"] for name, each in some.items()} for one, some in codes.items()}
    people: dict[str, list[int]] = {}
    for some in codes.values():
        for name, each in some.items():
            if each.get("people"):
                people.setdefault(name, []).append(each["people"])
    found = units(said, beside.sessions, beside.coders, people)
    return {"units": [_unit(one) for one in found], "agreement": agreement_out(of_units(found))}


def _unit(one: Unit) -> dict[str, Any]:
    """A session's codes, as they are answered."""
    return {
        "session": one.session,
        "verdict": one.verdict,
        "heard": one.heard,
        "not_heard": one.not_heard,
        "cannot_say": one.cannot_say,
        "blank": one.blank,
        "people": one.people,
    }


def agreement_out(one: Agreement) -> dict[str, Any]:
    """How far codes agree, as it is answered."""
    rounded = None if one.alpha is None else round(one.alpha, 3)
    return {"alpha": rounded, "because": one.because, "compared": one.compared}
