"""What the rules of decisions and agreements need to know of a review, folded from its facts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from concord_contracts import bookings
from concord_contracts.facts.leading import (
    AgreementDrafted,
    AgreementResolved,
    AgreementSigned,
    DisagreementRaised,
    DisagreementSettled,
    PartEnded,
    PartTaken,
    PeerCountyChosen,
    PeerCountyDropped,
    PlanDecided,
)
from concord_contracts.facts.plan import (
    DocumentAttached,
    DocumentDetached,
    TaskDone,
    TaskReopened,
    TaskWaived,
)
from concord_contracts.facts.planning import FocusAreaTalked, ReviewOpened
from concord_contracts.facts.schedule import EventWeekSet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from concord_contracts.bookings import Bookings
    from concord_contracts.event import Event

CO_CHAIR: Final = "co-chair"


@dataclass(frozen=True, slots=True)
class Plan:
    """A review on its way to its agreements.

    Attributes:
        is_open: Whether the review is.
        first_day: Of the event week, once it is set.
        booked: The interviews as they stand.
        parts: Part and kind to the persons who have it.
        peers: The peer counties.
        talked: Agencies that talked early with the state.
        disputed: Differences of opinion that are open, each with its topic.
        decided: List and code of what is decided.
        drafts: Topic to its last draft.
        signed: Topic to the seats under the last draft.
        resolved: Topics that everybody agreed on, as they were drafted last.
        documents: Attached documents and their kinds.
        closed: Tasks that are done or set aside.
    """

    is_open: bool = False
    first_day: date | None = None
    booked: Bookings = field(default_factory=lambda: bookings.NONE)
    parts: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    peers: frozenset[str] = frozenset()
    talked: frozenset[str] = frozenset()
    disputed: Mapping[str, str | None] = field(default_factory=dict)
    decided: frozenset[tuple[str, str]] = frozenset()
    drafts: Mapping[str, AgreementDrafted] = field(default_factory=dict)
    signed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    resolved: frozenset[str] = frozenset()
    documents: Mapping[str, str] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()

    @property
    def first_interview(self) -> date | None:
        """The day of the first interview that is booked."""
        return min((one.on for one in self.booked.values()), default=None)

    def in_seat(self, seat: str) -> str:
        """The co-chair in a seat; nobody, if it is empty."""
        return next(iter(sorted(self.parts.get((CO_CHAIR, seat), ()))), "")

    def kinds(self, part: str) -> frozenset[str]:
        """The kinds of a part that somebody has."""
        return frozenset(kind for (one, kind), held in self.parts.items() if one == part and held)


def evolve(plan: Plan, fact: Event) -> Plan:
    """Remember a fact."""
    match fact:
        case PlanDecided(among=among, decision=decision):
            return replace(plan, decided=plan.decided | {(among, decision)})
        case AgreementDrafted(topic=topic):
            return replace(
                plan,
                drafts={**plan.drafts, topic: fact},
                signed={**plan.signed, topic: frozenset()},
                resolved=plan.resolved - {topic},
            )
        case AgreementSigned(topic=topic, seat=seat):
            under = plan.signed.get(topic, frozenset()) | {seat}
            return replace(plan, signed={**plan.signed, topic: under})
        case AgreementResolved(topic=topic):
            return replace(plan, resolved=plan.resolved | {topic})
        case _:
            return _evolve_around(plan, fact)


def _evolve_around(plan: Plan, fact: Event) -> Plan:
    """Remember a fact of the slices beside this one."""
    match fact:
        case ReviewOpened():
            return replace(plan, is_open=True)
        case EventWeekSet(first_day=first_day):
            return replace(plan, first_day=first_day)
        case FocusAreaTalked(by=by):
            return replace(plan, talked=plan.talked | {by})
        case PartTaken(part=part, kind=kind, person=person):
            held = plan.parts.get((part, kind), frozenset()) | {person}
            return replace(plan, parts={**plan.parts, (part, kind): held})
        case PartEnded(part=part, kind=kind, person=person):
            held = plan.parts.get((part, kind), frozenset()) - {person}
            return replace(plan, parts={**plan.parts, (part, kind): held})
        case _:
            return _evolve_peers_and_disputes(plan, fact)


def _evolve_peers_and_disputes(plan: Plan, fact: Event) -> Plan:
    match fact:
        case PeerCountyChosen(county=county):
            return replace(plan, peers=plan.peers | {county})
        case PeerCountyDropped(county=county):
            return replace(plan, peers=plan.peers - {county})
        case DisagreementRaised(disagreement=one, topic=topic):
            return replace(plan, disputed={**plan.disputed, one: topic})
        case DisagreementSettled(disagreement=settled):
            rest = {one: topic for one, topic in plan.disputed.items() if one != settled}
            return replace(plan, disputed=rest)
        case _:
            return _evolve_inputs(plan, fact)


def _evolve_inputs(plan: Plan, fact: Event) -> Plan:
    match fact:
        case DocumentAttached(document=name, kind=kind):
            return replace(plan, documents={**plan.documents, name: kind})
        case DocumentDetached(document=name):
            left = {one: kind for one, kind in plan.documents.items() if one != name}
            return replace(plan, documents=left)
        case TaskDone(task=task) | TaskWaived(task=task):
            return replace(plan, closed=plan.closed | {task})
        case TaskReopened(task=task):
            return replace(plan, closed=plan.closed - {task})
        case _:
            return replace(plan, booked=bookings.after(plan.booked, fact))
