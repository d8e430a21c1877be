"""The rules of telling people: only those whose own schedule changed, and somebody approves it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.bookings import NONE, Bookings, after, changed_for, people_of
from concord_contracts.facts.notice import (
    CalendarLinkEnded,
    CalendarLinkGiven,
    NoticesApproved,
    NoticesHeldBack,
)
from concord_contracts.facts.schedule import ScheduleReleased
from concord_kernel.decider import Decider, Refused, Streams

from concord_scheduling.notices.commands import (
    ApproveNotices,
    EndCalendarLink,
    GiveCalendarLink,
    HoldBackNotices,
    NoticeCommand,
    NoticesCommand,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

LONGEST: Final = timedelta(days=366)
"""How far ahead the last day of a link may be; the source says nothing of links."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """What the rules need to know of releases and of who was told.

    Attributes:
        bookings: What is booked.
        releases: Release to what was given out with it.
        told: Person to the last release of which the person was told.
        held_back: Release and person of each notice that somebody held back.
        links: Links that answer, each with its person.
    """

    bookings: Bookings = field(default_factory=lambda: NONE)
    releases: Mapping[int, Bookings] = field(default_factory=dict)
    told: Mapping[str, int] = field(default_factory=dict)
    held_back: frozenset[tuple[int, str]] = frozenset()
    links: Mapping[str, str] = field(default_factory=dict)

    def last_told(self, person: str) -> Bookings:
        """What the person was told last; nothing, if nobody told them."""
        return self.releases.get(self.told.get(person, 0), NONE)

    def is_known(self, person: str) -> bool:
        """Whether the person is part of any interview that was given out or is booked."""
        given_out = (*self.releases.values(), self.bookings)
        return any(person in people_of(one) for each in given_out for one in each.values())


def streams(command: NoticesCommand) -> Streams:
    """The notices, with the schedule."""
    return Streams(f"notices-{command.review}", (f"schedule-{command.review}",))


def evolve(outbox: Outbox, fact: Event) -> Outbox:
    """Remember a fact."""
    match fact:
        case ScheduleReleased(release=release):
            return replace(outbox, releases={**outbox.releases, release: outbox.bookings})
        case NoticesApproved(release=release, people=people):
            return replace(outbox, told={**outbox.told, **dict.fromkeys(people, release)})
        case NoticesHeldBack(release=release, people=people):
            held_back = {(release, person) for person in people}
            return replace(outbox, held_back=outbox.held_back | held_back)
        case CalendarLinkGiven(link=link, person=person):
            return replace(outbox, links={**outbox.links, link: person})
        case CalendarLinkEnded(link=link):
            return replace(outbox, links={k: v for k, v in outbox.links.items() if k != link})
        case _:
            return replace(outbox, bookings=after(outbox.bookings, fact))


def decide(command: NoticesCommand, outbox: Outbox, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: it is about another release than the last, or about people whom it does not
            concern, or a link would answer too long.
    """
    match command:
        case ApproveNotices() | HoldBackNotices():
            return _notify(command, outbox)
        case GiveCalendarLink():
            return _give(command, outbox, context)
        case EndCalendarLink():
            return _end(command, outbox)
        case unknown:
            assert_never(unknown)


def _notify(command: NoticeCommand, outbox: Outbox) -> Sequence[Event]:
    last = max(outbox.releases, default=0)
    if command.release not in outbox.releases:
        raise Refused("notice.unknown-release")
    if command.release != last:
        raise Refused("notice.a-later-release", last=last)
    wanted = [one for one in command.people if outbox.told.get(one) != last]
    given_out = outbox.releases[last]
    strangers = [
        one for one in wanted if not any(changed_for(one, outbox.last_told(one), given_out))
    ]
    if strangers:
        raise Refused("notice.not-concerned", people=len(strangers))
    if isinstance(command, HoldBackNotices):
        wanted = [one for one in wanted if (last, one) not in outbox.held_back]
    if not (people := tuple(dict.fromkeys(wanted))):
        return []
    if isinstance(command, ApproveNotices):
        return [NoticesApproved(review=command.review, release=last, people=people)]
    return [NoticesHeldBack(review=command.review, release=last, people=people)]


def _give(command: GiveCalendarLink, outbox: Outbox, context: Context) -> Sequence[Event]:
    if not outbox.is_known(command.person):
        raise Refused("calendar.nobody")
    today = context.at.date()
    if not today <= command.until <= today + LONGEST:
        raise Refused("calendar.last-day")
    return [CalendarLinkGiven(**command.model_dump())]


def _end(command: EndCalendarLink, outbox: Outbox) -> Sequence[Event]:
    if outbox.links.get(command.link) != command.person:
        return []
    return [CalendarLinkEnded(review=command.review, link=command.link)]


NOTICES: Final = Decider[NoticesCommand, Outbox](Outbox(), streams, evolve, decide)
