"""The rules of a case's way: screened, selected or back-up, summarised, replaced, eliminated."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.capacity import most
from concord_contracts.facts.planning import ReviewOpened, RuleOverridden
from concord_contracts.facts.sample import (
    CapacityStated,
    CaseEliminated,
    CaseMoved,
    CaseReplaced,
    CaseScreened,
    CaseSelected,
    CaseSummarised,
    CaseSummaryReopened,
    ScreeningAnswer,
)
from concord_contracts.facts.schedule import TimeFramesSet
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_review.case_moves.commands import (
    CaseCommand,
    EliminateCase,
    MoveCase,
    ReopenSummary,
    ReplaceCase,
    ScreenCase,
    SummariseCases,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

CANDIDATE, SELECTED, BACKUP = "candidate", "selected", "backup"
REPLACED, ELIMINATED = "replaced", "eliminated"
TO_BE_HEARD: Final = (SELECTED, BACKUP)
"""How a case stands that is heard, or may be."""


@dataclass(frozen=True, slots=True)
class Cases:
    """What the rules need to know of the cases of a review.

    Attributes:
        is_open: Whether the review is.
        drawn: Case to how it was drawn, in drawing order.
        standing: Case to where it stands, if anything was said of it.
        answers: Case to what its questions of eligibility were answered.
        summarised: Cases whose summary is complete.
        capacity: How many can be heard, as it was last said.
        interviews: How many the planning team decided on; none where it has not yet.
    """

    is_open: bool = False
    drawn: Mapping[str, CaseSelected] = field(default_factory=dict)
    standing: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, tuple[ScreeningAnswer, ...]] = field(default_factory=dict)
    summarised: frozenset[str] = frozenset()
    capacity: CapacityStated | None = None
    interviews: int | None = None

    def of(self, case: str) -> str:
        """Where a case stands."""
        return self.standing.get(case, CANDIDATE)

    def standing_as(self, standing: str) -> list[CaseSelected]:
        """The cases that stand so, in drawing order."""
        return [one for one in self.drawn.values() if self.of(one.case) == standing]

    def is_unfit(self, case: str) -> bool:
        """Whether a question of eligibility was answered no."""
        return any(one.answer == "no" for one in self.answers.get(case, ()))


def streams(command: CaseCommand) -> Streams:
    """The sample's own, with the review it is of and what was decided of its week."""
    reads = (f"review-{command.review}", f"schedule-{command.review}")
    return Streams(f"sample-{command.review}", reads)


def evolve(cases: Cases, fact: Event) -> Cases:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(cases, is_open=True)
        case CapacityStated():
            return replace(cases, capacity=fact)
        case CaseSelected(case=case, standing=standing):
            return _stands(replace(cases, drawn={**cases.drawn, case: fact}), case, standing)
        case CaseScreened(case=case, answers=answers):
            return replace(cases, answers={**cases.answers, case: answers})
        case CaseSummarised() | CaseSummaryReopened():
            done = {fact.case} if isinstance(fact, CaseSummarised) else set()
            return replace(cases, summarised=cases.summarised - {fact.case} | done)
        case _:
            return _evolve_moves(cases, fact)


def _evolve_moves(cases: Cases, fact: Event) -> Cases:
    match fact:
        case CaseMoved(case=case, standing=standing):
            return _stands(cases, case, standing)
        case CaseEliminated(case=case):
            return _stands(cases, case, ELIMINATED)
        case CaseReplaced(case=case, by=by):
            return _stands(_stands(cases, case, REPLACED), by, SELECTED)
        case TimeFramesSet(interviews=interviews):
            return replace(cases, interviews=interviews)
        case _:
            return cases


def _stands(cases: Cases, case: str, standing: str) -> Cases:
    return replace(cases, standing={**cases.standing, case: standing})


def decide(command: CaseCommand, cases: Cases, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule of the sample forbids it.
    """
    if not cases.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case ScreenCase():
            decided = _screen(command, cases, context)
        case MoveCase():
            decided = _move(command, cases, context)
        case EliminateCase():
            decided = _eliminate(command, cases)
        case ReplaceCase():
            decided = _replace(command, cases, context)
        case SummariseCases() | ReopenSummary():
            decided = _summarise(command, cases, context)
        case unknown:
            assert_never(unknown)
    return list(decided)


def _screen(command: ScreenCase, cases: Cases, context: Context) -> Iterator[Event]:
    asked = [one.question for one in command.answers]
    known = next((one.codes for one in rules_of(context).lists if one.id == "sample.screening"), ())
    if len(set(asked)) < len(asked) or not set(asked) <= set(known):
        raise Refused("case.unknown-question", known=list(known))
    answers = tuple(sorted(command.answers, key=lambda one: known.index(one.question)))
    if answers != cases.answers.get(command.case, ()):
        yield CaseScreened(review=command.review, case=command.case, answers=answers)


def _move(command: MoveCase, cases: Cases, context: Context) -> Iterator[Event]:
    was = cases.of(command.case)
    if command.standing == was:
        return
    if (command.standing == CANDIDATE) is (command.case in cases.drawn):
        raise Refused("case.not-drawn" if command.standing != CANDIDATE else "case.drawn")
    if command.standing == SELECTED:
        taken, then = cases.drawn[command.case], len(cases.standing_as(SELECTED)) + 1
        if cases.interviews is not None and then > cases.interviews:
            raise Refused("sample.number-decided", cases=then, decided=cases.interviews)
        yield from _advice(taken, cases, context, more=1)
    yield CaseMoved(**command.model_dump(), was=was)


def _eliminate(command: EliminateCase, cases: Cases) -> Iterator[Event]:
    was = cases.of(command.case)
    if was != ELIMINATED:
        yield CaseEliminated(**command.model_dump(), was=was)


def _replace(command: ReplaceCase, cases: Cases, context: Context) -> Iterator[Event]:
    if cases.of(command.case) != SELECTED:
        raise Refused("case.not-selected")
    causes = rules_of(context).codes("sample.replacement-causes")
    if command.cause not in causes:
        raise Refused("case.unknown-cause", known=list(causes))
    stratum = cases.drawn[command.case].stratum
    backups = (one for one in cases.standing_as(BACKUP) if one.stratum == stratum)
    by = next((one for one in backups if not cases.is_unfit(one.case)), None)
    if by is None:
        raise Refused("case.no-backup-left", stratum=stratum)
    yield from _advice(by, cases, context, instead_of=command.case)
    yield CaseReplaced(**command.model_dump(), by=by.case, worker=by.worker)


def _advice(
    taken: CaseSelected, cases: Cases, context: Context, *, more: int = 0, instead_of: str = ""
) -> Iterator[RuleOverridden]:
    """What the edition advises on a case that is selected by hand, gone past with a reason."""
    others = [one for one in cases.standing_as(SELECTED) if one.case != instead_of]
    limit = most(cases.capacity) if cases.capacity else len(others) + more
    advice: dict[str, tuple[bool, dict[str, int]]] = {
        "sample.screened": (not cases.is_unfit(taken.case), {}),
        "sample.cases-per-worker": (all(one.worker != taken.worker for one in others), {}),
        "sample.limits": (
            not more or len(others) + more <= limit,
            {"cases": len(others) + more, "most": limit},
        ),
    }
    for rule, (kept, facts) in advice.items():
        if has_rule(context, rule) and keep_to(context, rule, kept=kept, **facts):
            reason = context.overrides[rule]
            yield RuleOverridden(review=taken.review, rule=rule, reason=reason)


def _summarise(
    command: SummariseCases | ReopenSummary, cases: Cases, context: Context
) -> Iterator[Event]:
    if isinstance(command, ReopenSummary):
        if command.case in cases.summarised:
            yield CaseSummaryReopened(**command.model_dump())
        return
    known = [one for one in rules_of(context).lists if one.id == "case-summary.contents"]
    if not set(command.contents) <= {code for one in known for code in one.codes}:
        raise Refused("case.unknown-contents")
    if others := [one for one in command.cases if cases.of(one) not in TO_BE_HEARD]:
        raise Refused("case.not-to-be-heard", cases=len(others))
    for case in dict.fromkeys(command.cases):
        if case not in cases.summarised:
            yield CaseSummarised(
                review=command.review, case=case, on=command.on, contents=command.contents
            )


CASES: Final = Decider[CaseCommand, Cases](Cases(), streams, evolve, decide)
