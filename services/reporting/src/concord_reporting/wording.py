"""Holds what people write for the report against names, numbers and the words of an audit.

A refusal says where in the text and what the words look like; the words stay with whoever typed
them. Called by the pages that take a part of the report or a recommendation.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from concord_kernel.decider import Refused
from concord_kernel.levels import has_rule, keep_to
from concord_kernel.wording import DOUBTFUL, MARKUP, places

from concord_reporting.paper.words import words_of_an_audit

if TYPE_CHECKING:
    from concord_kernel.context import Context
    from concord_kernel.vault import NarrativeText
    from concord_kernel.web.desk import Desk

AUDIT: Final = "report.words-of-an-audit"
MOST_PLACES: Final = 20
"""Places that one refusal leads to."""
KNOWN: Final = """
SELECT object, field FROM known WHERE agency = %s AND review = %s LIMIT 20000
"""
"""Reviewers and workers, by the ids under which the directory has their names."""


async def look(
    desk: Desk, context: Context, review: str, text: NarrativeText
) -> tuple[tuple[str, ...], int]:
    """Words of an audit that stand in a text, and how many places look like a name.

    Raises:
        Refused: there is markup, or what identifies somebody, or a name without a reason.
    """
    said = text.show()
    found = [
        {"pointer": "/body/text", "rule": one.rule, "start": one.start, "end": one.end}
        for one in await asyncio.to_thread(places, said, await _names(desk, review))
    ]
    names = _must_tell_nobody(found, context)
    rules = context.rules.parameters if context.rules else ()
    watched = [one.value for one in rules if one.id == AUDIT]
    return words_of_an_audit(said, watched[0] if watched else ()), names


def _must_tell_nobody(found: list[dict[str, Any]], context: Context) -> int:
    if markup := [one for one in found if one["rule"] == MARKUP]:
        raise Refused("text.markup", places=markup[:MOST_PLACES])
    if not has_rule(context, "text.names"):
        return 0
    hard = [one for one in found if one["rule"] not in DOUBTFUL]
    keep_to(context, "text.identifiers", kept=not hard, words=len(hard), places=hard[:MOST_PLACES])
    soft = [one for one in found if one["rule"] in DOUBTFUL]
    keep_to(context, "text.names", kept=not soft, words=len(soft), places=soft[:MOST_PLACES])
    return len(soft)


async def _names(desk: Desk, review: str) -> list[str]:
    rows = await desk.rows("report-draft", KNOWN, desk.agency, review)
    named: list[str] = []
    for field in ("name", "worker-name"):
        objects = [one["object"] for one in rows if one["field"] == field]
        found = await desk.directory(objects, field) if objects else {}
        named += [one.show() for one in found.values()]
    return named
