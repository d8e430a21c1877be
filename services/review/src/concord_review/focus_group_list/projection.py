"""Rows of focus groups: the plan, who leads, what is arranged, and how many voices were heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.focus_group import (
    FocusGroupArranged,
    FocusGroupCancelled,
    FocusGroupHeld,
    FocusGroupPlanned,
    FocusGroupStaffed,
)
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope
    from concord_contracts.facts.focus_group import GroupStaff
    from concord_kernel.readers import Connection

TABLES = """
CREATE TABLE focus_group (
    agency text, review text, focus_group text, on_day date NOT NULL, starts time NOT NULL,
    people int NOT NULL, minutes int NOT NULL, question_minutes int NOT NULL,
    reviews_themes boolean NOT NULL, stakeholders text[] NOT NULL, place text, questions text,
    voices int, PRIMARY KEY (agency, review, focus_group)
);
CREATE TABLE staff (
    agency text, review text, focus_group text, nth int, person text NOT NULL, name text NOT NULL,
    role text NOT NULL, of_host boolean NOT NULL, PRIMARY KEY (agency, review, focus_group, nth)
);
CREATE TABLE arranged (
    agency text, review text, focus_group text, arrangement text, on_day date NOT NULL,
    needed boolean NOT NULL, PRIMARY KEY (agency, review, focus_group, arrangement)
);
"""

PLAN = """
INSERT INTO focus_group VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, focus_group) DO UPDATE SET
on_day = excluded.on_day, starts = excluded.starts, people = excluded.people,
minutes = excluded.minutes, question_minutes = excluded.question_minutes,
reviews_themes = excluded.reviews_themes, stakeholders = excluded.stakeholders,
place = excluded.place, questions = excluded.questions
"""
NOBODY = "DELETE FROM staff WHERE agency = %s AND review = %s AND focus_group = %s"
STAFF = "INSERT INTO staff VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
ARRANGE = """
INSERT INTO arranged VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (agency, review, focus_group, arrangement) DO UPDATE SET
on_day = excluded.on_day, needed = excluded.needed
"""
CANCEL = "DELETE FROM focus_group WHERE agency = %s AND review = %s AND focus_group = %s"
HOLD = """
UPDATE focus_group SET voices = %s WHERE agency = %s AND review = %s AND focus_group = %s
"""


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the rows up to date."""
    for envelope in envelopes:
        await _apply(db, envelope)


async def _apply(db: Connection, envelope: Envelope) -> None:
    agency = envelope.agency
    match envelope.fact:
        case FocusGroupPlanned() as planned:
            await db.execute(PLAN, (agency, *_row(planned)))
        case FocusGroupStaffed(review=review, group=group, staff=staff):
            await db.execute(NOBODY, (agency, review, group))
            async with db.cursor() as cursor:
                rows = [(agency, review, group, nth, *_staff(one)) for nth, one in enumerate(staff)]
                await cursor.executemany(STAFF, rows)
        case FocusGroupArranged() as one:
            what = (one.arrangement, one.on, one.needed)
            await db.execute(ARRANGE, (agency, one.review, one.group, *what))
        case FocusGroupCancelled(review=review, group=group):
            await db.execute(CANCEL, (agency, review, group))
        case FocusGroupHeld(review=review, group=group, participants=voices):
            await db.execute(HOLD, (len(voices), agency, review, group))
        case _:
            pass


def _staff(one: GroupStaff) -> tuple[object, ...]:
    return (one.person, one.name.model_dump_json(), one.role, one.of_host)


def _row(one: FocusGroupPlanned) -> tuple[object, ...]:
    place = one.place.model_dump_json() if one.place else None
    questions = one.questions.model_dump_json() if one.questions else None
    lengths = (one.people, one.minutes, one.question_minutes, one.reviews_themes)
    where = (one.review, one.group, one.on, one.starts)
    return (*where, *lengths, list(one.stakeholders), place, questions)


FOCUS_GROUP_LIST = Reader(
    name="focus-group-list",
    tables=TABLES,
    facts=(
        FocusGroupPlanned,
        FocusGroupStaffed,
        FocusGroupArranged,
        FocusGroupCancelled,
        FocusGroupHeld,
    ),
    apply=apply,
)
