"""What is planned and prepared: streams ``tasks-<review>`` and ``meetings-<review>``.

What the planning rests on stands in ``grounds-<review>``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.terms import AgencyCode, Code, Digest, Identifier, TextRef


class TaskAssigned(Event, name="review.task-assigned.v1"):
    """A task of the edition's lists was given to somebody, and has to be done by a day.

    Attributes:
        to: Who takes part in the planning, of the edition's list.
        due: The day, if one was said.
    """

    review: Identifier
    task: Code
    to: Code
    due: date | None = None


class TaskDone(Event, name="review.task-done.v1"):
    """A task was done.

    Attributes:
        text: What was decided or where it stands, if that was written down.
    """

    review: Identifier
    task: Code
    on: date
    text: TextRef | None = None


class TaskWaived(Event, name="review.task-waived.v1"):
    """A task is not needed in this review, with a reason."""

    review: Identifier
    task: Code
    reason: TextRef


class TaskReopened(Event, name="review.task-reopened.v1"):
    """A task that was done or set aside is to be done again."""

    review: Identifier
    task: Code


class ElementCompleted(Event, name="review.element-completed.v1"):
    """One of the elements that make a whole review is complete, in a named person's judgement."""

    review: Identifier
    element: Code
    on: date


class ElementReopened(Event, name="review.element-reopened.v1"):
    """An element that was complete is not."""

    review: Identifier
    element: Code


class ActionPlanDated(Event, name="review.action-plan-dated.v1"):
    """The timeline and the tasks as they stand became a dated document, kept by its content."""

    review: Identifier
    number: Annotated[int, Field(gt=0)]
    on: date
    digest: Digest
    dates: Annotated[int, Field(ge=0)]
    tasks: Annotated[int, Field(ge=0)]


class MeetingHeld(Event, name="review.meeting-held.v1"):
    """A meeting, a call or a training took place.

    Attributes:
        kind: Of the edition's list.
        parties: Who took part, of the edition's list; never by name.
        led_by: Who led it, of the same list.
        topics: What it was about.
        reviewers: Reviewers who were trained in it.
        notes: What was said.
        minutes: How long it was, where that was said.
    """

    review: Identifier
    meeting: Identifier
    kind: Code
    on: date
    parties: tuple[Code, ...] = ()
    led_by: tuple[Code, ...] = ()
    topics: tuple[Code, ...] = ()
    reviewers: tuple[Identifier, ...] = ()
    notes: TextRef | None = None
    minutes: Annotated[int, Field(gt=0)] | None = None


class MeetingWithdrawn(Event, name="review.meeting-withdrawn.v1"):
    """A meeting was recorded by mistake."""

    review: Identifier
    meeting: Identifier


class PacketGiven(Event, name="review.packet-given.v1"):
    """The review teams got their packet.

    Attributes:
        contents: What was in it, of the edition's list.
    """

    review: Identifier
    on: date
    contents: Annotated[tuple[Code, ...], Field(min_length=1)]


class HelpRequested(Event, name="review.help-requested.v1"):
    """The state was asked for help."""

    review: Identifier
    request: Identifier
    topic: Code
    on: date
    text: TextRef


class HelpAnswered(Event, name="review.help-answered.v1"):
    """The state answered."""

    review: Identifier
    request: Identifier
    on: date
    text: TextRef


class DocumentAttached(Event, name="review.document-attached.v1"):
    """A document that the choice of the focus area rests on, and where it is found.

    Attributes:
        kind: Of the edition's list.
        first: Its date, or the first day of the period that it is about.
        last: The last day of that period, if it is about one.
        what: What it is.
        where: An https address, or a place on paper.
    """

    review: Identifier
    document: Identifier
    kind: Code
    first: date
    last: date | None = None
    what: TextRef
    where: TextRef


class DocumentDetached(Event, name="review.document-detached.v1"):
    """A document was attached by mistake."""

    review: Identifier
    document: Identifier


class ScopeDecided(Event, name="review.scope-decided.v1"):
    """Whether the review examines what it may examine as necessary; a later fact replaces it.

    Attributes:
        part: Of the edition's list.
        included: Whether it is examined.
    """

    review: Identifier
    part: Code
    included: bool
    on: date
    reason: TextRef


class ExperienceNoted(Event, name="review.experience-noted.v1"):
    """What another county learned from a review of its own.

    Attributes:
        year: In which its review was, if that was said.
        told_by: Who takes part in the planning and told it, of the edition's list.
    """

    review: Identifier
    experience: Identifier
    county: AgencyCode
    year: Annotated[int, Field(ge=1990, le=2200)] | None = None
    told_by: Code
    on: date
    text: TextRef


class ExperienceWithdrawn(Event, name="review.experience-withdrawn.v1"):
    """An experience was noted by mistake."""

    review: Identifier
    experience: Identifier


class AllocationStated(Event, name="review.allocation-stated.v1"):
    """What the county may spend on the review; a later fact replaces it.

    Attributes:
        cents: In hundredths of the edition's currency.
        source: Where the amount stands.
    """

    review: Identifier
    cents: Annotated[int, Field(ge=0)]
    source: TextRef


class CostPlanned(Event, name="review.cost-planned.v1"):
    """A cost of the review: so many people, so often, at so much each.

    Attributes:
        kind: Of the edition's list.
        times: Nights or journeys of each.
        cents: Of one person once, in hundredths of the edition's currency.
        text: What it is for.
    """

    review: Identifier
    cost: Identifier
    kind: Code
    people: Annotated[int, Field(gt=0)]
    times: Annotated[int, Field(gt=0)]
    cents: Annotated[int, Field(ge=0)]
    text: TextRef


class CostDropped(Event, name="review.cost-dropped.v1"):
    """A cost is no longer planned."""

    review: Identifier
    cost: Identifier
