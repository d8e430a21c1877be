"""A focus group's notes as they stand in the log, for who leads or records it and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from concord_contracts.facts.focus_group import (
    FocusGroupCancelled,
    FocusGroupNotesSaved,
    FocusGroupPlanned,
    FocusGroupStaffed,
)
from concord_kernel.vault import Reading, opened
from fastapi import HTTPException

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_contracts.terms import TextRef
    from concord_kernel.web.desk import Desk

LEADING = ("facilitator", "co-facilitator", "recorder")


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a group.

    Attributes:
        plan: The group as it is planned.
        texts: What is written.
        version: Where the group's stream stands.
        guards: What the permission to read it rests on.
    """

    plan: FocusGroupPlanned
    texts: Mapping[str, TextRef]
    version: int
    guards: Mapping[str, int]


async def notes_of(desk: Desk, review: str, group: str) -> Notes:
    """The notes, for somebody who leads or records the group as it is staffed now.

    Raises:
        HTTPException: 404, there are none for this person.
    """
    stream = f"focus-group-{group}"
    history = await desk.office.ledger.read(desk.agency, [stream])
    plan: FocusGroupPlanned | None = None
    texts: dict[str, TextRef] = {}
    leads: set[str] = set()
    for envelope in history:
        match envelope.fact:
            case FocusGroupPlanned() as fact:
                plan = fact if fact.review == review else None
            case FocusGroupCancelled():
                plan = None
            case FocusGroupStaffed():
                leads = _leading(envelope.fact)
            case FocusGroupNotesSaved(texts=written, cleared=cleared):
                texts = {code: ref for code, ref in texts.items() if code not in cleared}
                texts |= {one.question: one.text for one in written}
            case _:
                pass
    if plan is None or desk.person.actor not in leads or desk.person.home == desk.agency:
        raise HTTPException(404, "door.not-found")
    return Notes(plan, texts, len(history), {stream: len(history)})


async def former_notes_of(desk: Desk, review: str, group: str) -> FocusGroupPlanned:
    """A group whose notes were this person's to write before it was cancelled or led by others.

    Raises:
        HTTPException: 404, they never were.
    """
    history = await desk.office.ledger.read(desk.agency, [f"focus-group-{group}"])
    facts = [one.fact for one in history]
    plans = [one for one in facts if isinstance(one, FocusGroupPlanned) and one.review == review]
    led = set[str]().union(*(_leading(one) for one in facts if isinstance(one, FocusGroupStaffed)))
    if not plans or desk.person.actor not in led or desk.person.home == desk.agency:
        raise HTTPException(404, "door.not-found")
    return plans[-1]


def _leading(staffed: FocusGroupStaffed) -> set[str]:
    """Who of a group's staff writes its notes: nobody of the host."""
    return {one.person for one in staffed.staff if one.role in LEADING and not one.of_host}


async def texts_of(desk: Desk, group: str, notes: Notes) -> dict[str, str]:
    """What is written; each reading is recorded before it is given."""
    found = {}
    for code, ref in notes.texts.items():
        reading = Reading(
            agency=desk.agency,
            text=ref,
            about=group,
            reader=desk.person.actor,
            home=desk.person.home,
            purpose="answering",
            guards=notes.guards,
            correlation=str(desk.command),
        )
        with opened(await desk.vault.reveal(reading)) as text:
            found[code] = text
    return found
