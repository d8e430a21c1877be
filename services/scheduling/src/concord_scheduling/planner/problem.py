"""A week that is to be planned, as plain values: who has to meet, when, where, and what forbids it.

Nothing here searches, and nothing knows where the values are from: ``ground`` makes a problem out
of what is recorded, ``options`` says what it leaves open. Times are minutes since midnight at the
site.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal["person", "team", "room"]

MIDNIGHT: Final = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A day and the minute at which an interview begins."""

    on: date
    starts: int

    @property
    def clock(self) -> time:
        """The beginning as the clock on the wall has it."""
        return time(self.starts // 60, self.starts % 60)


@dataclass(frozen=True, slots=True)
class Crew:
    """A team: its id, the number people know it by, and who is in it."""

    team: str
    number: int
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Room:
    """A room and the site it is at; the site's number is what people know it by."""

    room: str
    place: str


@dataclass(frozen=True, slots=True)
class Interview:
    """A case whose worker has to be interviewed.

    Attributes:
        number: Its place in the list of cases.
        group: The stratum it was drawn from.
    """

    case: str
    number: int
    worker: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """A person, a team or a room cannot be booked on these days, between these minutes of each."""

    kind: Kind
    whom: str
    first: date
    last: date
    starts: int = 0
    ends: int = MIDNIGHT

    def forbids(self, slot: Slot, before: int, after: int) -> bool:
        """Whether it meets what begins so many minutes before a slot and ends so many after."""
        is_on = self.first <= slot.on <= self.last
        return is_on and self.starts < slot.starts + after and slot.starts - before < self.ends


@dataclass(frozen=True, slots=True)
class Barred:
    """A team that may not, or had better not, interview a worker about a case, by a rule.

    Attributes:
        is_open: Whether the planner is ready to go past it, with a reason.
    """

    team: str
    case: str
    rule: str
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """An interview that is booked.

    Attributes:
        is_told: Whether a release gave it out as it stands.
        stays: Whether it can no longer be moved: it was held, or its day is over.
    """

    session: str
    interview: Interview
    team: str
    slot: Slot
    room: str | None = None
    is_told: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of a rule that a week keeps to.

    Attributes:
        rule: The rule's id.
        most: The number.
        is_open: Whether the planner is ready to go past it, with a reason.
    """

    rule: str
    most: int
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Measures:
    """What the rules say in numbers.

    Attributes:
        team_minutes: How long a team is busy with one interview.
        talk_minutes: How long its interviewee is, from the beginning.
        early_minutes: How long before it the interviewee comes.
        a_day: Cases of a team on one day.
        days: Days of interviews of one team.
        usual_least: Interviews that a team's day usually has at least; a plan with fewer is worse.
    """

    team_minutes: int = 60
    talk_minutes: int = 60
    early_minutes: int = 0
    a_day: Limit = Limit("interview.cases-per-team-per-day", 4)
    days: Limit = Limit("interview.days-most", 3)
    usual_least: int = 1


@dataclass(frozen=True)
class Problem:
    """A week that is to be planned.

    Attributes:
        days: Days on which interviews may be held.
        starts: Minutes at which one may begin.
        standing: What is booked.
        may_move: Whether what is booked may be moved; else all of it stays as it is.
        interviews: What is not booked yet and has to be.
        travel: Minutes between two sites, either way.
        closed: Teams that take nothing new.
    """

    days: tuple[date, ...]
    starts: tuple[int, ...]
    teams: tuple[Crew, ...]
    interviews: tuple[Interview, ...]
    rooms: tuple[Room, ...] = ()
    away: tuple[Away, ...] = ()
    barred: tuple[Barred, ...] = ()
    standing: tuple[Standing, ...] = ()
    travel: tuple[tuple[str, str, int], ...] = ()
    measures: Measures = Measures()
    may_move: bool = False
    closed: frozenset[str] = frozenset()

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """Every slot that may be taken, and those that are, in order."""
        offered = {Slot(on, starts) for on in self.days for starts in self.starts}
        return tuple(sorted(offered | {one.slot for one in self.standing}))

    @cached_property
    def places(self) -> Mapping[str | None, str]:
        """Room to site."""
        return {one.room: one.place for one in self.rooms}

    @cached_property
    def forbidden(self) -> frozenset[tuple[str, str]]:
        """Team and case that may not meet."""
        return frozenset((one.team, one.case) for one in self.barred if not one.is_open)

    @cached_property
    def advised_against(self) -> Mapping[tuple[str, str], str]:
        """Team and case that may meet with a reason, to the rule."""
        return {(one.team, one.case): one.rule for one in self.barred if one.is_open}

    @property
    def wanted(self) -> int:
        """How many interviews there are in all, booked or not."""
        return len(self.interviews) + len(self.standing)

    @cached_property
    def fixed(self) -> tuple[Standing, ...]:
        """What is booked and stays."""
        return tuple(one for one in self.standing if one.stays or not self.may_move)

    @cached_property
    def movable(self) -> tuple[Standing, ...]:
        """What is booked and may be moved."""
        return tuple(one for one in self.standing if self.may_move and not one.stays)

    @property
    def worker_minutes(self) -> int:
        """How long after the beginning of an interview its worker can begin another one."""
        measures = self.measures
        return max(measures.team_minutes, measures.talk_minutes + measures.early_minutes)

    def minutes_between(self, one: str, other: str) -> int:
        """How long it takes from one site to another; nothing where nobody said."""
        return self._travel.get((one, other), 0)

    @cached_property
    def _travel(self) -> Mapping[tuple[str, str], int]:
        there = {(one, other): minutes for one, other, minutes in self.travel}
        return {(other, one): minutes for (one, other), minutes in there.items()} | there

    def is_away(self, kind: Kind, whom: str, slot: Slot, before: int, after: int) -> bool:
        """Whether somebody is away in a stretch around the beginning of a slot."""
        return any(one.forbids(slot, before, after) for one in self._away.get((kind, whom), ()))

    @cached_property
    def _away(self) -> Mapping[tuple[Kind, str], list[Away]]:
        found: dict[tuple[Kind, str], list[Away]] = {}
        for one in self.away:
            found.setdefault((one.kind, one.whom), []).append(one)
        return found


def meet(one: int, other: int, minutes: int) -> bool:
    """Whether two stretches of so many minutes meet on a day, by when they begin."""
    return abs(one - other) < minutes


def starts_of(first: int, last: int, length: int, pause: tuple[int, int]) -> tuple[int, ...]:
    """Beginnings one after the other from one minute to another, with a pause at noon.

    Args:
        first: The first beginning.
        last: When the last one has ended.
        length: Minutes of one.
        pause: Minutes in which none is held; the first one after it begins at its end.
    """
    found: list[int] = []
    at = first
    while at + length <= last:
        if at < pause[1] and pause[0] < at + length:
            at = pause[1]
        else:
            found.append(at)
            at += length
    return tuple(found)
