"""What the teams make of interviews: streams ``debrief-<session>`` and ``debriefs-<review>``.

Beside them ``practices-<review>`` of peer agencies, and ``aggregate-<review>``, the plain figures.
What was heard in one interview is raw text; only what the teams put on a day's board leaves it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.facts.tool import Written
from concord_contracts.questions import Name
from concord_contracts.terms import AgencyCode, Code, Identifier, TextRef

Points = Annotated[tuple[Identifier, ...], Field(min_length=1)]


class DebriefSaved(Event, name="review.debrief-saved.v1"):
    """What a team heard in an interview, by the report's headings; raw text in the vault."""

    review: Identifier
    session: Identifier
    texts: tuple[Written, ...] = ()
    cleared: tuple[Name, ...] = ()


class DebriefCompleted(Event, name="review.debrief-completed.v1"):
    """The team is done with the debrief of an interview."""

    review: Identifier
    session: Identifier


class DebriefFacilitatorNamed(Event, name="review.debrief-facilitator-named.v1"):
    """Who facilitates the daily debriefs; the name is in the vault's directory."""

    review: Identifier
    person: Identifier
    name: TextRef


class PointNoted(Event, name="review.debrief-point-noted.v1"):
    """A team put a point on a day's board, under a heading of the report.

    Attributes:
        kind: Of the edition's list ``debrief.points``.
    """

    review: Identifier
    point: Identifier
    day: date
    heading: Code
    kind: Code
    text: TextRef


class PointWithdrawn(Event, name="review.debrief-point-withdrawn.v1"):
    """A point was taken off its day's board."""

    review: Identifier
    point: Identifier


class ProcessProblemRaised(Event, name="review.process-problem-raised.v1"):
    """A problem with the way the interviews go, kept apart from what was heard."""

    review: Identifier
    problem: Identifier
    day: date
    text: TextRef


class DayAgreed(Event, name="review.debrief-day-agreed.v1"):
    """Interview teams and planning team came to a consensus on a day's points.

    Attributes:
        parties: Of the edition's ``debrief.daily-attendance``: who agreed.
        dissent: What somebody still saw otherwise.
        kept_out: Who supervises somebody interviewed that day, and was not in the room.
    """

    review: Identifier
    day: date
    points: Points
    parties: Annotated[tuple[Code, ...], Field(min_length=1)]
    dissent: TextRef | None = None
    kept_out: tuple[Identifier, ...] = ()


class DaySummarised(Event, name="review.debrief-day-summarised.v1"):
    """A day's debrief in writing, for those who write the report; a later one counts."""

    review: Identifier
    day: date
    summary: TextRef


class ExecutivesBriefed(Event, name="review.executives-briefed.v1"):
    """The co-chairs met the executive team, on process and preliminary findings in aggregate."""

    review: Identifier
    on: date


class FinalDebriefOpened(Event, name="review.final-debrief-opened.v1"):
    """The final debrief began, with what was heard and nothing else.

    Attributes:
        minutes: How long it is planned to be, where that was said.
    """

    review: Identifier
    on: date
    minutes: Annotated[int, Field(gt=0)] | None = None


class InterpretationOpened(Event, name="review.interpretation-opened.v1"):
    """From now on the reviewers also say what they think of what they heard."""

    review: Identifier


class FinalPointNoted(Event, name="review.final-point-noted.v1"):
    """A point of the final debrief, in one of its voices.

    Attributes:
        voice: Of the edition's ``debrief.final-voices``.
    """

    review: Identifier
    point: Identifier
    voice: Code
    heading: Code
    text: TextRef


class PracticeShared(Event, name="review.practice-shared.v1"):
    """A promising practice of a peer agency; the agency is named and no person."""

    review: Identifier
    practice: Identifier
    county: AgencyCode
    text: TextRef


class AggregateRecorded(Event, name="review.aggregate-recorded.v1"):
    """One of the two who have to record aggregate data did; a later one of the same counts."""

    review: Identifier
    by: Literal["host", "state"]
    interviews: Annotated[int, Field(ge=0)]
    focus_groups: Annotated[int, Field(ge=0)]
