"""The rules of an interview's debrief: its own team writes it, by the report's headings."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts import bookings
from concord_contracts.facts.debrief import DebriefCompleted, DebriefSaved
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    TeamFormed,
)
from concord_contracts.facts.schedule import InterviewBooked, ScheduleReleased
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import rules_of

from concord_review.debriefs.commands import CompleteDebrief, DebriefCommand, SaveDebrief
from concord_review.listed import debrief_headings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.bookings import Bookings
    from concord_contracts.event import Event
    from concord_contracts.terms import TextRef
    from concord_kernel.context import Context

PROCESS: Final = "process"
"""Problems with the way the interviews go: beside the headings, and never among them."""


@dataclass(frozen=True, slots=True)
class Debrief:
    """What the rules need to know of a debrief.

    Attributes:
        booked: Every booking of the schedule as it stands.
        released: Those that stood when the schedule was last released.
        members: The reviewers of the team.
        signed: Reviews for which the reviewer's statement of confidentiality stands.
        texts: What is written, by heading.
        is_complete: Whether the team is done, and has changed nothing since.
    """

    booked: Bookings = field(default_factory=lambda: bookings.NONE)
    released: Bookings = field(default_factory=lambda: bookings.NONE)
    members: frozenset[str] = frozenset()
    signed: frozenset[str] = frozenset()
    texts: Mapping[str, TextRef] = field(default_factory=dict)
    is_complete: bool = False

    def booking(self, session: str) -> InterviewBooked:
        """The released booking of a session.

        Raises:
            Refused: there is none.
        """
        if found := self.released.get(session):
            return found
        raise Refused("interview.not-booked")


def streams(command: DebriefCommand) -> Streams:
    """The debrief's own, with the schedule, the team and the reviewer."""
    others = (f"schedule-{command.review}", f"team-{command.team}", f"reviewer-{command.reviewer}")
    return Streams(f"debrief-{command.session}", others)


def evolve(debrief: Debrief, fact: Event) -> Debrief:
    """Remember a fact."""
    match fact:
        case ScheduleReleased():
            return replace(debrief, released=debrief.booked)
        case TeamFormed(members=members):
            return replace(debrief, members=frozenset(one.reviewer for one in members))
        case ConfidentialitySigned(review=review) | ConfidentialityWithdrawn(review=review):
            stands = {review} if isinstance(fact, ConfidentialitySigned) else set()
            return replace(debrief, signed=debrief.signed - {review} | stands)
        case DebriefSaved(texts=texts, cleared=cleared):
            left = {code: ref for code, ref in debrief.texts.items() if code not in cleared}
            standing = left | {one.question: one.text for one in texts}
            return replace(debrief, texts=standing, is_complete=False)
        case DebriefCompleted():
            return replace(debrief, is_complete=True)
        case _:
            return replace(debrief, booked=bookings.after(debrief.booked, fact))


def decide(command: DebriefCommand, debrief: Debrief, context: Context) -> Sequence[Event]:
    """Turn a command into facts; what stands already is not recorded again.

    Raises:
        Refused: it is somebody else's interview, or a rule about debriefs forbids it.
    """
    if debrief.booking(command.session).team != command.team:
        raise Refused("debrief.another-team")
    if context.actor not in debrief.members or command.reviewer != context.actor:
        raise Refused("debrief.another-team")
    if command.review not in debrief.signed:
        raise Refused("debrief.not-signed")
    match command:
        case SaveDebrief():
            return _save(command, debrief, context)
        case CompleteDebrief():
            return _complete(command, debrief)
        case unknown:
            assert_never(unknown)


def _save(command: SaveDebrief, debrief: Debrief, context: Context) -> Sequence[Event]:
    known = {*debrief_headings(rules_of(context)).codes, PROCESS}
    if {one.question for one in command.texts} - known:
        raise Refused("debrief.unknown-heading")
    fact = DebriefSaved(
        review=command.review,
        session=command.session,
        texts=command.texts,
        cleared=tuple(one for one in command.cleared if one in known),
    )
    return [fact] if evolve(debrief, fact).texts != debrief.texts else []


def _complete(command: CompleteDebrief, debrief: Debrief) -> Sequence[Event]:
    if not debrief.texts.keys() - {PROCESS}:
        raise Refused("debrief.empty")
    if debrief.is_complete:
        return []
    return [DebriefCompleted(review=command.review, session=command.session)]


DEBRIEF: Final = Decider[DebriefCommand, Debrief](Debrief(), streams, evolve, decide)
