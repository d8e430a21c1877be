"""Holds what people type against the names and numbers that a review knows, before it is kept.

A refusal says where in the text and what the words look like; the words stay with whoever typed
them. It does not say whose name it is. Called by the pages that take a theme, a dissent, what
research says, what goes on a debrief's board or to those who write the report, and a focus group's
questions.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from concord_kernel.decider import Refused
from concord_kernel.levels import has_rule, keep_to
from concord_kernel.wording import CASE, DOUBTFUL, MARKUP, Place, places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_kernel.context import Context
    from concord_kernel.vault import NarrativeText
    from concord_kernel.web.desk import Desk

MOST_PEOPLE = 20_000
"""Workers of a review's frames whose names are looked through."""
MOST_PLACES = 20
"""Places that one refusal leads to."""

REVIEWERS = "SELECT reviewer FROM reviewer WHERE agency = %s AND review = %s"
WORKERS = """
SELECT DISTINCT worker FROM candidate WHERE agency = %s AND review = %s LIMIT %s
"""
CASES = "SELECT case_id FROM drawn WHERE agency = %s AND review = %s"


async def look(
    desk: Desk, context: Context, review: str, texts: Mapping[str, NarrativeText | None]
) -> int:
    """How many words of some texts look like somebody's name, where one may go on with a reason.

    Args:
        desk: Who asks.
        context: The rules that bind, and those that are gone past.
        review: Whose people are meant.
        texts: What was typed, by the field's name.

    Raises:
        Refused: there is markup, or what identifies somebody, or a name without a reason.
    """
    names, numbers = await _known(desk, review)
    given = {field: text.show() for field, text in texts.items() if text is not None}
    found = await asyncio.to_thread(_found, given, names, numbers)
    if markup := [one for one in found if one["rule"] == MARKUP]:
        raise Refused("text.markup", places=markup[:MOST_PLACES])
    if not has_rule(context, "text.names"):
        return 0
    hard = [one for one in found if one["rule"] not in DOUBTFUL]
    keep_to(context, "text.identifiers", kept=not hard, words=len(hard), places=hard[:MOST_PLACES])
    soft = [one for one in found if one["rule"] in DOUBTFUL]
    keep_to(context, "text.names", kept=not soft, words=len(soft), places=soft[:MOST_PLACES])
    return len(soft)


async def look_for_cases(desk: Desk, context: Context, review: str, text: NarrativeText) -> None:
    """Look through what people agree on for case numbers that the review knows; names belong there.

    Raises:
        Refused: one of them stands in it.
    """
    if not has_rule(context, "text.identifiers"):
        return
    _, numbers = await _known(desk, review)
    said = text.show()
    known = {one.strip().upper() for one in numbers}
    hard = [
        _at("text", one)
        for one in await asyncio.to_thread(places, said, (), numbers)
        if one.rule == CASE and said[one.start : one.end].upper() in known
    ]
    keep_to(context, "text.identifiers", kept=not hard, words=len(hard), places=hard[:MOST_PLACES])


async def _known(desk: Desk, review: str) -> tuple[list[str], list[str]]:
    """Names of reviewers and of workers, and case numbers, as the vault's directory has them."""
    where = (desk.agency, review)
    reviewers = [one["reviewer"] for one in await desk.rows("team-list", REVIEWERS, *where)]
    workers = await desk.rows("case-list", WORKERS, *where, MOST_PEOPLE)
    cases = [one["case_id"] for one in await desk.rows("case-list", CASES, *where)]
    people = await desk.directory(reviewers, "name")
    people |= await desk.directory([one["worker"] for one in workers], "worker-name")
    numbers = await desk.directory(cases, "case-number")
    return [one.show() for one in people.values()], [one.show() for one in numbers.values()]


def _found(
    texts: Mapping[str, str], names: Sequence[str], numbers: Sequence[str]
) -> list[dict[str, Any]]:
    return [
        _at(field, place) for field, text in texts.items() for place in places(text, names, numbers)
    ]


def _at(field: str, place: Place) -> dict[str, Any]:
    return {"pointer": f"/body/{field}", "rule": place.rule, "start": place.start, "end": place.end}
