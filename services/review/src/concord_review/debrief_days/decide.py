"""The rules of a daily debrief: whose it is, what it agrees on, and that it is written down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts import bookings
from concord_contracts.facts.debrief import (
    DayAgreed,
    DaySummarised,
    DebriefCompleted,
    DebriefFacilitatorNamed,
    DebriefSaved,
    PointNoted,
    PointWithdrawn,
    ProcessProblemRaised,
)
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    Tie,
    TiesDeclared,
)
from concord_contracts.facts.planning import ReviewOpened, RuleOverridden
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import keep_to, rules_of

from concord_review.debrief_days.commands import (
    AgreeDay,
    BoardCommand,
    DayCommand,
    NameFacilitator,
    NotePoint,
    RaiseProblem,
    SummariseDay,
    WithdrawPoint,
)
from concord_review.listed import debrief_headings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from concord_contracts.bookings import Bookings
    from concord_contracts.event import Event
    from concord_kernel.context import Context


NAMES: Final = "text.names"
SUPERVISES: Final = "debrief.supervises-interviewee"


@dataclass(frozen=True, slots=True)
class Board:
    """What the rules need to know of the daily debriefs of a review.

    Attributes:
        is_open: Whether the review is.
        signed: Whether the reviewer's statement of confidentiality stands.
        facilitator: Who facilitates; empty before somebody is named.
        points: The points that stand.
        agreed: The days with a consensus, each with its points.
        booked: The bookings of the schedule as they stand.
        recorded: The sessions that were held.
        debriefed: Those of them whose debrief is finished.
        ties: What joins people of the host to cases and workers.
    """

    is_open: bool = False
    signed: bool = False
    facilitator: str = ""
    points: Mapping[str, PointNoted] = field(default_factory=dict)
    agreed: Mapping[date, tuple[str, ...]] = field(default_factory=dict)
    booked: Bookings = field(default_factory=lambda: bookings.NONE)
    recorded: frozenset[str] = frozenset()
    debriefed: frozenset[str] = frozenset()
    ties: Mapping[str, tuple[Tie, ...]] = field(default_factory=dict)

    def of_day(self, day: date) -> tuple[str, ...]:
        """The points of a day, in the order in which they were noted."""
        return tuple(one.point for one in self.points.values() if one.day == day)


def streams(command: DayCommand) -> Streams:
    """The review's debriefs, with what a command rests on."""
    others = [f"review-{command.review}"]
    if isinstance(command, BoardCommand) and command.reviewer:
        others.append(f"reviewer-{command.reviewer}")
    if isinstance(command, AgreeDay):
        others += [f"schedule-{command.review}", f"hoststaff-{command.review}"]
        others += [f"session-{one}" for one in command.sessions]
        others += [f"debrief-{one}" for one in command.sessions]
    return Streams(f"debriefs-{command.review}", tuple(others))


def evolve(board: Board, fact: Event) -> Board:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(board, is_open=True)
        case ConfidentialitySigned() | ConfidentialityWithdrawn():
            return replace(board, signed=isinstance(fact, ConfidentialitySigned))
        case InterviewRecorded(session=session):
            return replace(board, recorded=board.recorded | {session})
        case DebriefCompleted(session=session):
            return replace(board, debriefed=board.debriefed | {session})
        case DebriefSaved(session=session):
            return replace(board, debriefed=board.debriefed - {session})
        case _:
            return _evolve_board(board, fact)


def _evolve_board(board: Board, fact: Event) -> Board:
    match fact:
        case DebriefFacilitatorNamed(person=person):
            return replace(board, facilitator=person)
        case PointNoted(point=point):
            return replace(board, points={**board.points, point: fact})
        case PointWithdrawn(point=point):
            left = {name: one for name, one in board.points.items() if name != point}
            return replace(board, points=left)
        case DayAgreed(day=day, points=points):
            return replace(board, agreed={**board.agreed, day: points})
        case TiesDeclared(reviewer=reviewer, ties=ties):
            return replace(board, ties={**board.ties, reviewer: ties})
        case _:
            return replace(board, booked=bookings.after(board.booked, fact))


def decide(command: DayCommand, board: Board, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule about daily debriefs forbids it.
    """
    if not board.is_open:
        raise Refused("review.unknown", review=command.review)
    if isinstance(command, NameFacilitator):
        return [DebriefFacilitatorNamed(**command.model_dump())]
    if command.reviewer and not board.signed:
        raise Refused("debrief.not-signed")
    return _on_the_board(command, board, context)


def _on_the_board(command: BoardCommand, board: Board, context: Context) -> Sequence[Event]:
    said = command.model_dump(exclude={"reviewer", "names"})
    match command:
        case NotePoint():
            _must_be_known(command, context)
            return [*_named(command, context), PointNoted(**said)]
        case WithdrawPoint():
            _must_stand(command, board)
            return [PointWithdrawn(**said)]
        case RaiseProblem():
            return [ProcessProblemRaised(**said)]
        case AgreeDay():
            return _agree(command, board, context)
        case SummariseDay():
            if command.day not in board.agreed:
                raise Refused("debrief.agree-first")
            return [*_named(command, context), DaySummarised(**said)]
        case unknown:
            assert_never(unknown)


def _named(command: NotePoint | AgreeDay | SummariseDay, context: Context) -> Sequence[Event]:
    """Words that look like a name stay only with a reason, which is recorded."""
    if not (command.names and keep_to(context, NAMES, kept=False, words=command.names)):
        return []
    return [RuleOverridden(review=command.review, rule=NAMES, reason=context.overrides[NAMES])]


def _must_be_known(command: NotePoint, context: Context) -> None:
    rules = rules_of(context)
    if command.heading not in debrief_headings(rules).codes:
        raise Refused("debrief.unknown-heading")
    if command.kind not in rules.catalogue("debrief.points").codes:
        raise Refused("debrief.unknown-kind")


def _must_stand(command: WithdrawPoint, board: Board) -> None:
    if command.point not in board.points:
        raise Refused("debrief.unknown-point")
    if any(command.point in points for points in board.agreed.values()):
        raise Refused("debrief.point-agreed")


def _agree(command: AgreeDay, board: Board, context: Context) -> Sequence[Event]:
    points = board.of_day(command.day)
    if not points:
        raise Refused("debrief.nothing-noted")
    if board.agreed.get(command.day) == points:
        return []
    missing = set(rules_of(context).codes("debrief.consensus-of")) - set(command.parties)
    keep_to(context, "debrief.consensus-of", kept=not missing, missing=sorted(missing))
    strange = set(command.parties) - set(rules_of(context).codes("debrief.daily-attendance"))
    keep_to(context, "debrief.daily-attendance", kept=not strange)
    known = bookings.supervisors(command.day, board.booked, board.ties)
    is_told = not command.supervisor_present and known <= set(command.kept_out)
    past = [SUPERVISES] if keep_to(context, SUPERVISES, kept=is_told) else []
    _must_be_gathered(command, board, context)
    facilitates = keep_to(context, "debrief.facilitator-named", kept=bool(board.facilitator))
    past += ["debrief.facilitator-named"] if facilitates else []
    fact = DayAgreed(
        review=command.review,
        day=command.day,
        points=points,
        parties=command.parties,
        dissent=command.dissent,
        kept_out=tuple(sorted(known & set(command.kept_out))),
    )
    overridden = [
        RuleOverridden(review=command.review, rule=rule, reason=context.overrides[rule])
        for rule in past
    ]
    return [*_named(command, context), *overridden, fact]


def _must_be_gathered(command: AgreeDay, board: Board, context: Context) -> None:
    """Every interview that was held on the day has its debrief.

    Raises:
        Refused: an interview of the day was left out, or its debrief is not finished.
    """
    of_day = {one.session for one in board.booked.values() if one.on == command.day}
    if of_day - set(command.sessions):
        raise Refused("debrief.schedule-moved")
    missing = (of_day & board.recorded) - board.debriefed
    keep_to(context, "debrief.tools-gathered", kept=not missing, missing=len(missing))


DAY: Final = Decider[DayCommand, Board](Board(), streams, evolve, decide)
