"""Who leads: stream ``leadership-<review>``, and what the leaders decide, agree and dispute.

Those stand in ``agreement-<review>`` and ``disagreement-<review>``, and which counties come as
peers in ``peers-<review>``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.terms import AgencyCode, Code, Identifier, TextRef


class LeaderAdded(Event, name="review.leader-added.v1"):
    """A person who has a part in leading the review; the name is in the vault's directory."""

    review: Identifier
    person: Identifier
    name: TextRef
    home: AgencyCode


class PartTaken(Event, name="review.part-taken.v1"):
    """A person took a part in leading the review; one person may have several.

    Attributes:
        part: ``co-chair``, ``coordinator``, ``executive-team`` or ``planning-team``.
        kind: Which seat or whom the person stands for, of the edition's lists.
        duties: What a supporting body's person does, of the edition's list.
    """

    review: Identifier
    person: Identifier
    part: Code
    kind: Code
    duties: tuple[Code, ...] = ()


class PartEnded(Event, name="review.part-ended.v1"):
    """A person has that part no longer."""

    review: Identifier
    person: Identifier
    part: Code
    kind: Code


class PlanDecided(Event, name="review.plan-decided.v1"):
    """Something that is decided before the planning begins, or during it.

    Attributes:
        among: The edition's list that names the decision.
        answer: Where the question is whether: yes or no.
    """

    review: Identifier
    among: Code
    decision: Code
    on: date
    text: TextRef
    answer: Literal["yes", "no"] | None = None


class AgreementDrafted(Event, name="review.agreement-drafted.v1"):
    """What is to be agreed was written down, anew if it was before; nobody has signed it yet.

    Attributes:
        answer: Where the question is whether: yes or no.
    """

    review: Identifier
    topic: Code
    text: TextRef
    answer: Literal["yes", "no"] | None = None


class AgreementSigned(Event, name="review.agreement-signed.v1"):
    """One of those who have to agree did; the signature is under the last draft.

    Attributes:
        seat: Whose agreement it is.
        person: Who has that seat; none for a body.
        on_paper: Whether the coordinator recorded what was signed on paper.
    """

    review: Identifier
    topic: Code
    seat: Code
    person: Identifier | None = None
    on: date
    on_paper: bool = False


class AgreementResolved(Event, name="review.agreement-resolved.v1"):
    """Everybody who has to agree did.

    Attributes:
        on: The day of the last signature.
        due: The day by which it was due, if the event week was set.
    """

    review: Identifier
    topic: Code
    on: date
    due: date | None = None
    answer: Literal["yes", "no"] | None = None


class DisagreementRaised(Event, name="review.disagreement-raised.v1"):
    """A difference of opinion was told, at the lowest level.

    Attributes:
        by: Which side raised it.
        topic: The agreement that it is about, if it is about one.
        arose_on: The day on which it was noticed.
        told_on: The day on which the other side was told.
    """

    review: Identifier
    disagreement: Identifier
    by: Code
    topic: Code | None = None
    level: Code
    matter: TextRef
    arose_on: date
    told_on: date


class DisagreementEscalated(Event, name="review.disagreement-escalated.v1"):
    """A difference of opinion that was not resolved went one level up, with what was tried."""

    review: Identifier
    disagreement: Identifier
    level: Code
    on: date
    tried: TextRef


class DisagreementSettled(Event, name="review.disagreement-settled.v1"):
    """A difference of opinion is resolved."""

    review: Identifier
    disagreement: Identifier
    level: Code
    on: date
    how: TextRef


class PeerCountyChosen(Event, name="review.peer-county-chosen.v1"):
    """The host chose a county as a peer, with its reasons.

    Attributes:
        reasons: Of the edition's list.
        contiguous: Whether it borders on the host.
        high_performing: Whether it performs well in the focus area.
        together: Whether the two run their reviews together and share logistics and planning.
    """

    review: Identifier
    county: AgencyCode
    reasons: Annotated[tuple[Code, ...], Field(min_length=1)]
    contiguous: bool
    high_performing: bool
    together: bool
    text: TextRef


class PeerCountyDropped(Event, name="review.peer-county-dropped.v1"):
    """A county is a peer no longer."""

    review: Identifier
    county: AgencyCode
