"""What a release says to each person: in which interviews, and what is other than before. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from concord_contracts.bookings import NONE, Bookings, Difference, difference, people_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_contracts.facts.schedule import InterviewBooked


class Change(NamedTuple):
    """One interview that is other than before.

    Attributes:
        kind: ``added``, ``moved`` or ``removed``.
        before: As it was; nothing where it is new.
        now: As it is; nothing where it is gone.
    """

    kind: str
    before: InterviewBooked | None
    now: InterviewBooked | None


class Notice(NamedTuple):
    """What one person is to be told.

    Attributes:
        person: A reviewer or a worker.
        is_worker: Whether the person is interviewed.
        changes: What is other than what the person was told last.
        is_held_back: Whether somebody decided not to tell this.
    """

    person: str
    is_worker: bool
    changes: tuple[Change, ...]
    is_held_back: bool


def changes(found: Difference, earlier: Bookings, later: Bookings) -> tuple[Change, ...]:
    """A difference, interview by interview, in the order of the days."""
    every = [
        *(Change("added", None, later[one]) for one in found.added),
        *(Change("moved", earlier[one], later[one]) for one in found.moved),
        *(Change("removed", earlier[one], None) for one in found.removed),
    ]
    return tuple(sorted(every, key=_when))


def _when(change: Change) -> tuple[object, ...]:
    booking = change.now or change.before
    assert booking  # ruff: ignore[assert] -- one of the two is there
    return (booking.on, booking.starts, booking.session)


def waiting(
    releases: Mapping[int, Bookings], told: Mapping[str, int], held_back: frozenset[str]
) -> list[Notice]:
    """Who is still to be told of the last release: whoever's own interviews changed since.

    Args:
        releases: Release to what was given out with it.
        told: Person to the last release of which the person was told.
        held_back: People whose notice of the last release somebody held back.
    """
    if not releases:
        return []
    own = {number: _by_person(bookings) for number, bookings in releases.items()}
    last = own[max(own)]
    workers = {one.interviewee for each in releases.values() for one in each.values()}
    found = []
    for person in sorted({person for each in own.values() for person in each}):
        before = own.get(told.get(person, 0), {}).get(person, NONE)
        now = last.get(person, NONE)
        if any(other := difference(before, now)):
            said = changes(other, before, now)
            found.append(Notice(person, person in workers, said, person in held_back))
    return found


def _by_person(bookings: Bookings) -> dict[str, dict[str, InterviewBooked]]:
    """Each person's own bookings."""
    found: dict[str, dict[str, InterviewBooked]] = {}
    for session, one in bookings.items():
        for person in people_of(one):
            found.setdefault(person, {})[session] = one
    return found
