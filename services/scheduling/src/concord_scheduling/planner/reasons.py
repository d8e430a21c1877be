"""Why not every interview finds a slot: which needs cannot hold together, and what would help.

A need is something that the week has to keep to. Each is taken away in turn and the week is
searched again, so what is said here was tried and not guessed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import groupby
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Literal

from concord_scheduling.planner.first import first_plan
from concord_scheduling.planner.options import Options
from concord_scheduling.planner.problem import Crew
from concord_scheduling.planner.search import Search

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from concord_scheduling.planner.options import Alike
    from concord_scheduling.planner.problem import Away, Interview, Limit, Problem

What = Literal["away", "barred", "rooms", "booked", "hours", "limit", "day", "teams"]

EACH: Final = 2.0
"""Seconds for one try."""


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a week has to keep to.

    Attributes:
        rule: The rule it comes from; empty where somebody asked for it.
        away: Who is away when.
        number: What a limit allows, how many rooms there are, or when the day is over.
        on: A day on which nothing is to be held.
    """

    what: What
    rule: str = ""
    away: tuple[Away, ...] = ()
    number: int = 0
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """What would help: without this need, so many interviews would be left."""

    need: Need
    left: int


@dataclass(frozen=True, slots=True)
class Alone:
    """An interview that nobody can hold at any time that was asked for.

    Attributes:
        is_away: Whether its worker is away; else no team may take it.
        rules: The rules that bar teams from it.
    """

    interview: Interview
    is_away: bool
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortage:
    """Interviews that are too many for the slots there are for them.

    Attributes:
        interviews: How many they are.
        missing: How many of them find no slot.
        groups: The strata they are from, if they are not from all.
        teams: Numbers of the teams that may hold them, if not all may.
        needs: What cannot hold together: without any one of them the rest could.
        ways: What would help, each alone, the best first.
        is_sure: Whether there is no better week; else the time was up.
    """

    interviews: int
    missing: int
    groups: tuple[str, ...]
    teams: tuple[int, ...]
    needs: tuple[Need, ...]
    ways: tuple[Way, ...]
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why interviews are left."""

    alone: tuple[Alone, ...] = ()
    shortage: Shortage | None = None


class Explaining:
    """Looks for the reasons, and can be stopped from another thread."""

    def __init__(self, problem: Problem, more_days: Sequence[date], seed: int = 1) -> None:
        self.problem = problem
        self.is_stopped = False
        self._more_days = more_days
        self._seed = seed
        self._search: Search | None = None
        self._ends = 0.0
        self._is_sure = True

    def stop(self) -> None:
        """End soon; what was found so far is told."""
        self.is_stopped = True
        if self._search:
            self._search.stop()

    def run(self, seconds: float) -> Reasons:
        """Look for so many seconds at most."""
        self._ends = monotonic() + seconds
        options = Options(self.problem)
        lost = [kind for kind in options.kinds if not _has_any(kind, options)]
        alone = [_alone(self.problem, one) for kind in lost for one in _interviews(kind)]
        rest = _without(self.problem, {one.interview.case for one in alone})
        left = self._left(rest)
        if not left:
            return Reasons(tuple(alone))
        return Reasons(tuple(alone), self._shortage(rest, left))

    def _shortage(self, problem: Problem, left: int) -> Shortage:
        core = self._core(problem)
        missing = self._left(core)
        needs = self._needs_of(core)
        together = self._irreducible(core, needs)
        more = [*needs, Need("teams", number=len(problem.teams) + 1)]
        ways = [Way(need, self._left(_eased(problem, need))) for need in more]
        helpful = sorted((way for way in ways if way.left < left), key=lambda way: way.left)
        allowed = {at[0] for kind in Options(core).kinds for at in kind.free}
        wanted = [*core.interviews, *(one.interview for one in core.movable)]
        groups = sorted({one.group for one in wanted})
        every = {one.group for one in problem.interviews}
        is_everybody = len(allowed) == len(problem.teams)
        return Shortage(
            interviews=len(wanted),
            missing=missing,
            groups=() if set(groups) == every else tuple(groups),
            teams=() if is_everybody else tuple(sorted(core.teams[nth].number for nth in allowed)),
            needs=tuple(together),
            ways=tuple(helpful),
            is_sure=self._is_sure,
        )

    def _core(self, problem: Problem) -> Problem:
        """The fewest kinds of interviews that are too many by themselves."""
        kinds: dict[frozenset[int], set[str]] = defaultdict(set)
        for kind in Options(problem).kinds:
            teams = frozenset(at[0] for at in kind.free)
            kinds[teams] |= {one.case for one in _interviews(kind)}
        core = problem
        for teams in sorted(kinds, key=len, reverse=True):
            fewer = _without(core, kinds[teams])
            if len(kinds) > 1 and self._left(fewer):
                core = fewer
        return core

    def _irreducible(self, problem: Problem, needs: Iterable[Need]) -> list[Need]:
        """Needs of which none can be spared from what cannot hold together."""
        kept: list[Need] = []
        for need in needs:
            freed = _dropped(problem, need)
            if self._left(freed):
                problem = freed
            else:
                kept.append(need)
        return kept

    def _needs_of(self, problem: Problem) -> list[Need]:
        """What could be in the way, the most particular first."""
        measures = problem.measures
        closing = max(problem.starts, default=0) + measures.team_minutes
        found = [Need("hours", number=closing)]
        if problem.fixed and not problem.may_move:
            found.append(Need("booked"))
        if problem.rooms:
            found.append(Need("rooms", "interview.double-booked", number=len(problem.rooms)))
        found += _notes(problem)
        barring = sorted({one.rule for one in problem.barred if not one.is_open})
        found += [Need("barred", rule) for rule in barring]
        found += [Need("day", on=on) for on in self._more_days]
        limits = [one for one in (measures.days, measures.a_day) if not one.is_open]
        return [*found, *(Need("limit", one.rule, number=one.most) for one in limits if one.rule)]

    def _left(self, problem: Problem) -> int:
        """How many interviews are left at best, as far as the time allows."""
        options = Options(problem)
        left = len(first_plan(options).left)
        rest = min(EACH, self._ends - monotonic())
        if not left or self.is_stopped or rest <= 0:
            self._is_sure = self._is_sure and not left
            return left
        self._search = search = Search(problem, _nothing, self._seed)
        outcome = search.count(rest)
        self._is_sure = self._is_sure and outcome.is_most
        return outcome.best.worth.left


def _notes(problem: Problem) -> list[Need]:
    """Who is away, each once with all the times."""
    in_order = sorted(problem.away, key=lambda one: (one.kind, one.whom, one.first))
    return [
        Need("away", "interview.while-away", tuple(notes))
        for _, notes in groupby(in_order, key=lambda one: (one.kind, one.whom))
    ]


def _nothing(_: object) -> None:
    """Nobody watches these searches."""


def _interviews(kind: Alike) -> list[Interview]:
    return [*(one.interview for one in kind.standing), *kind.fresh]


def _has_any(kind: Alike, options: Options) -> bool:
    return bool(kind.free) or any(one.session in options.may_stay for one in kind.standing)


def _alone(problem: Problem, one: Interview) -> Alone:
    rules = {each.rule for each in problem.barred if each.case == one.case and not each.is_open}
    barred = {each.team for each in problem.barred if each.case == one.case and not each.is_open}
    return Alone(one, is_away=len(barred) < len(problem.teams), rules=tuple(sorted(rules)))


def _without(problem: Problem, cases: Iterable[str]) -> Problem:
    gone = set(cases)
    return replace(
        problem,
        interviews=tuple(one for one in problem.interviews if one.case not in gone),
        standing=tuple(
            one
            for one in problem.standing
            if one.interview.case not in gone or one in problem.fixed
        ),
    )


def _dropped(problem: Problem, need: Need) -> Problem:
    """The week without a need at all."""
    if need.what in {"limit", "hours"}:
        return _freed(problem, need, 24)
    return _eased(problem, need)


def _eased(problem: Problem, need: Need) -> Problem:
    """The week with a need given up, or with one more of what there is too little of."""
    if need.what in {"limit", "hours"}:
        return _freed(problem, need, 1)
    if need.what == "rooms":
        standing = tuple(replace(one, room=None) for one in problem.standing)
        return replace(problem, rooms=(), standing=standing)
    days = {*problem.days, *([need.on] if need.on else [])}
    changes: dict[str, dict[str, Any]] = {
        "away": {"away": tuple(one for one in problem.away if one not in need.away)},
        "barred": {"barred": tuple(one for one in problem.barred if one.rule != need.rule)},
        "booked": {"may_move": True},
        "day": {"days": tuple(sorted(days))},
        "teams": {"teams": (*problem.teams, Crew("one-more", need.number))},
    }
    return replace(problem, **changes[need.what])


def _freed(problem: Problem, need: Need, by: int) -> Problem:
    measures = problem.measures
    if need.what == "hours":
        length = measures.team_minutes
        later = [need.number + nth * length for nth in range(by)]
        fitting = [one for one in later if one + length <= 24 * 60]
        return replace(problem, starts=(*problem.starts, *fitting))
    is_a_day = need.rule == measures.a_day.rule
    limit: Limit = measures.a_day if is_a_day else measures.days
    more = replace(limit, most=limit.most + by)
    changed = replace(measures, a_day=more) if is_a_day else replace(measures, days=more)
    return replace(problem, measures=changed)
