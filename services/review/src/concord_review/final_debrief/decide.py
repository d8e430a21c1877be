"""The rules of the final debrief: executives first, what was heard first, two voices apart."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts import bookings
from concord_contracts.facts.debrief import (
    AggregateRecorded,
    DaySummarised,
    ExecutivesBriefed,
    FinalDebriefOpened,
    FinalPointNoted,
    InterpretationOpened,
    PointNoted,
    PracticeShared,
)
from concord_contracts.facts.people import ConfidentialitySigned, ConfidentialityWithdrawn
from concord_contracts.facts.planning import ReviewOpened, RuleOverridden
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_review.final_debrief.commands import (
    BriefExecutives,
    FinalCommand,
    InTheRoom,
    NoteFinalPoint,
    OpenFinalDebrief,
    OpenInterpretation,
    RecordAggregate,
    SharePractice,
)
from concord_review.listed import debrief_headings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from concord_contracts.bookings import Bookings
    from concord_contracts.event import Event
    from concord_kernel.context import Context


NAMES: Final = "text.names"
BRIEFED: Final = "debrief.executives-first"
SHORTEST, LONGEST = "debrief.final-minutes-least", "debrief.final-minutes-most"


@dataclass(frozen=True, slots=True)
class Closing:
    """What the rules need to know of the final debrief.

    Attributes:
        is_open: Whether the review is.
        signed: Whether the reviewer's statement of confidentiality stands.
        booked: The bookings of the schedule as they stand.
        noted: The days with a point on their board.
        summarised: The days that are written down.
        briefed: When the executive team was told; none before.
        has_begun: Whether the final debrief has.
        is_interpreting: Whether the reviewers' own views are asked for.
        recorded: The aggregate figures, by who recorded them.
    """

    is_open: bool = False
    signed: bool = False
    booked: Bookings = field(default_factory=lambda: bookings.NONE)
    noted: frozenset[date] = frozenset()
    summarised: frozenset[date] = frozenset()
    briefed: date | None = None
    has_begun: bool = False
    is_interpreting: bool = False
    recorded: Mapping[str, AggregateRecorded] = field(default_factory=dict)


def streams(command: FinalCommand) -> Streams:
    """The review's debriefs, its practices or its figures, with what a command rests on."""
    review = f"review-{command.review}"
    asks = command.reviewer if isinstance(command, InTheRoom) else None
    others = (review, f"schedule-{command.review}", *([f"reviewer-{asks}"] if asks else []))
    match command:
        case RecordAggregate():
            return Streams(f"aggregate-{command.review}", (review,))
        case SharePractice():
            return Streams(f"practices-{command.review}", others)
        case _:
            return Streams(f"debriefs-{command.review}", others)


def evolve(final: Closing, fact: Event) -> Closing:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(final, is_open=True)
        case ConfidentialitySigned() | ConfidentialityWithdrawn():
            return replace(final, signed=isinstance(fact, ConfidentialitySigned))
        case PointNoted(day=day):
            return replace(final, noted=final.noted | {day})
        case DaySummarised(day=day):
            return replace(final, summarised=final.summarised | {day})
        case _:
            return _evolve_later(final, fact)


def _evolve_later(final: Closing, fact: Event) -> Closing:
    match fact:
        case ExecutivesBriefed(on=on):
            return replace(final, briefed=on)
        case FinalDebriefOpened():
            return replace(final, has_begun=True)
        case InterpretationOpened():
            return replace(final, is_interpreting=True)
        case AggregateRecorded(by=by):
            return replace(final, recorded={**final.recorded, by: fact})
        case _:
            return replace(final, booked=bookings.after(final.booked, fact))


def decide(command: FinalCommand, final: Closing, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about the final debrief forbids it.
    """
    if not final.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case BriefExecutives():
            return [ExecutivesBriefed(review=command.review, on=command.on)]
        case RecordAggregate():
            return _record(command, final)
        case _:
            return _in_the_room(command, final, context)


def _record(command: RecordAggregate, final: Closing) -> Sequence[Event]:
    fact = AggregateRecorded(**command.model_dump())
    return [] if final.recorded.get(command.by) == fact else [fact]


def _in_the_room(command: InTheRoom, final: Closing, context: Context) -> Sequence[Event]:
    if command.reviewer and not final.signed:
        raise Refused("debrief.not-signed")
    match command:
        case OpenFinalDebrief():
            return _open(command, final, context)
        case OpenInterpretation():
            return _interpret(command, final)
        case NoteFinalPoint():
            return _note(command, final, context)
        case SharePractice():
            return _share(command, context)
        case unknown:
            assert_never(unknown)


def _open(command: OpenFinalDebrief, final: Closing, context: Context) -> Sequence[Event]:
    if final.has_begun:
        return []
    told = final.briefed is not None and final.briefed <= command.on
    past = [BRIEFED] if keep_to(context, BRIEFED, kept=told) else []
    past += _of_another_length(command, context)
    held = {one.on for one in final.booked.values() if one.on <= command.on}
    unwritten = sorted((held | final.noted) - final.summarised)
    days = [one.isoformat() for one in unwritten]
    keep_to(context, "debrief.daily-summary", kept=not unwritten, days=days)
    overridden = [
        RuleOverridden(review=command.review, rule=rule, reason=context.overrides[rule])
        for rule in past
    ]
    said = command.model_dump(exclude={"reviewer"})
    return [*overridden, FinalDebriefOpened(**said)]


def _of_another_length(command: OpenFinalDebrief, context: Context) -> list[str]:
    """Advice on how long it is, where that was said."""
    if command.minutes is None or not has_rule(context, LONGEST):
        return []
    rules = rules_of(context)
    least, most = rules.number(SHORTEST), rules.number(LONGEST)
    lengths = {SHORTEST: command.minutes >= least, LONGEST: command.minutes <= most}
    said = {"minutes": command.minutes, "least": least, "most": most}
    return [rule for rule, kept in lengths.items() if keep_to(context, rule, kept=kept, **said)]


def _interpret(command: OpenInterpretation, final: Closing) -> Sequence[Event]:
    if not final.has_begun:
        raise Refused("debrief.final-not-begun")
    if final.is_interpreting:
        return []
    return [InterpretationOpened(review=command.review)]


def _note(command: NoteFinalPoint, final: Closing, context: Context) -> Sequence[Event]:
    rules = rules_of(context)
    if not final.has_begun:
        raise Refused("debrief.final-not-begun")
    _must_be_known(command.heading, context)
    heard, *_ = voices = rules.codes("debrief.final-voices")
    keep_to(context, "debrief.final-voices", kept=command.voice in voices)
    kept = command.voice == heard or final.is_interpreting
    rules_kept = {"debrief.objective-first": kept, NAMES: not command.names}
    fact = FinalPointNoted(**command.model_dump(exclude={"reviewer", "names"}))
    return [*_past(command, rules_kept, context), fact]


def _past(
    command: NoteFinalPoint | SharePractice, kept: Mapping[str, bool], context: Context
) -> Sequence[Event]:
    """What is gone past, each with its reason."""
    return [
        RuleOverridden(review=command.review, rule=rule, reason=context.overrides[rule])
        for rule, is_kept in kept.items()
        if not is_kept and keep_to(context, rule, kept=False, **_words(rule, command))
    ]


def _words(rule: str, command: NoteFinalPoint | SharePractice) -> dict[str, int]:
    return {"words": command.names} if rule == NAMES else {}


def _must_be_known(heading: str, context: Context) -> None:
    if heading not in debrief_headings(rules_of(context)).codes:
        raise Refused("debrief.unknown-heading")


def _share(command: SharePractice, context: Context) -> Sequence[Event]:
    """A practice is a peer's: a reviewer speaks for the agency that sent them.

    Raises:
        Refused: it is the host's own, or another peer's than the reviewer's.
    """
    if command.county == context.agency:
        raise Refused("debrief.practice-of-the-host")
    if command.reviewer and command.county != command.home:
        raise Refused("debrief.practice-of-another")
    over = _past(command, {NAMES: not command.names}, context)
    return [*over, PracticeShared(**command.model_dump(exclude={"reviewer", "home", "names"}))]


FINAL: Final = Decider[FinalCommand, Closing](Closing(), streams, evolve, decide)
