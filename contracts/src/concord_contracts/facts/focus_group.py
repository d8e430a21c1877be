"""A focus group, from its plan to what came of it: stream ``focus-group-<group>``.

Nobody who speaks in a group is named anywhere: people are voices, made up when the group was held.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from concord_contracts.event import Event
from concord_contracts.facts.tool import Written
from concord_contracts.questions import Name
from concord_contracts.terms import Code, Identifier, TextRef, WallTime


class FocusGroupPlanned(Event, name="review.focus-group-planned.v1"):
    """A focus group is planned, or planned anew: as it now is.

    Attributes:
        stakeholders: Of the edition's list ``focus-group.stakeholders``; as a rule one.
        people: How many are to take part.
        question_minutes: How long the questions take.
        reviews_themes: Whether themes are looked at together before the close.
        minutes: Of the whole agenda.
    """

    review: Identifier
    group: Identifier
    stakeholders: Annotated[tuple[Code, ...], Field(min_length=1)]
    people: Annotated[int, Field(ge=1)]
    on: date
    starts: WallTime
    question_minutes: Annotated[int, Field(gt=0)]
    reviews_themes: bool
    minutes: Annotated[int, Field(gt=0)]
    place: TextRef | None = None
    questions: TextRef | None = None


class GroupStaff(BaseModel):
    """Who leads a group or attends it without taking part; the name is in the vault's directory.

    Attributes:
        role: Of the edition's list ``focus-group.attendance``.
        of_host: Whether this is staff of the host agency.
        neutral: Whether this person said to stay neutral.
        ties: Which of the edition's ``focus-group.not-neutral`` this person has to a participant.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    person: Identifier
    name: TextRef
    role: Code
    of_host: bool
    neutral: bool
    ties: tuple[Code, ...] = ()


class FocusGroupStaffed(Event, name="review.focus-group-staffed.v1"):
    """Who leads, records and attends a group, as it now is."""

    review: Identifier
    group: Identifier
    staff: Annotated[tuple[GroupStaff, ...], Field(min_length=1)]


class FocusGroupArranged(Event, name="review.focus-group-arranged.v1"):
    """One thing to arrange for a group is done, or was found not to be needed.

    Attributes:
        arrangement: Of the edition's list ``focus-group.arrangements``.
    """

    review: Identifier
    group: Identifier
    arrangement: Code
    on: date
    needed: bool = True


class FocusGroupCancelled(Event, name="review.focus-group-cancelled.v1"):
    """A planned group will not be held."""

    review: Identifier
    group: Identifier


class FocusGroupNotesSaved(Event, name="review.focus-group-notes-saved.v1"):
    """Notes of a group were written, changed or taken back; they are raw text in the vault."""

    review: Identifier
    group: Identifier
    texts: tuple[Written, ...] = ()
    cleared: tuple[Name, ...] = ()


class FocusGroupHeld(Event, name="review.focus-group-held.v1"):
    """A group was held with so many people, each a voice without a name.

    Attributes:
        participants: The voices, minted when this was recorded; nothing leads from one to a person.
        addressed: Of the edition's list ``focus-group.to-be-said``: what was said to the group.
    """

    review: Identifier
    group: Identifier
    stakeholders: Annotated[tuple[Code, ...], Field(min_length=1)]
    on: date
    minutes: Annotated[int, Field(gt=0)]
    participants: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    addressed: tuple[Code, ...] = ()
