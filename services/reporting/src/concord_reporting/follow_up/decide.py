"""The rules of sharing and reflecting: known groups of people, after the on-site days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.report import FindingsShared, ReflectionsHeld, ReportOpened
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import rules_of

from concord_reporting.follow_up.commands import FollowUpCommand, HoldReflections

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from concord_contracts.event import Event
    from concord_kernel.context import Context


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the rules need to know.

    Attributes:
        last_day: The last on-site day, once the schedule is out.
    """

    last_day: date | None = None


def streams(command: FollowUpCommand) -> Streams:
    """The report."""
    return Streams(f"report-{command.review}")


def evolve(state: FollowUp, fact: Event) -> FollowUp:
    """Remember a fact."""
    return replace(state, last_day=fact.last_day) if isinstance(fact, ReportOpened) else state


def decide(command: FollowUpCommand, state: FollowUp, context: Context) -> Sequence[Event]:
    """Turn a command into a fact.

    Raises:
        Refused: an unknown group or matter, or a day before the on-site days are over.
    """
    if state.last_day is None:
        raise Refused("report.not-open")
    if command.on < state.last_day:
        raise Refused("report.before-the-last-day", last_day=state.last_day.isoformat())
    if isinstance(command, HoldReflections):
        _must_be_among("reflections.invited", command.invited, context)
        return [ReflectionsHeld(**command.model_dump())]
    _must_be_among("sharing.audiences", [command.audience], context)
    _must_be_among("sharing.matters", command.what, context)
    return [FindingsShared(**command.model_dump())]


def _must_be_among(name: str, codes: Sequence[str], context: Context) -> None:
    known = {code for one in rules_of(context).lists if one.id == name for code in one.codes}
    if not set(codes) <= known:
        raise Refused("recommendation.not-in-the-list")


FOLLOW_UP: Final = Decider[FollowUpCommand, FollowUp](FollowUp(), streams, evolve, decide)
