"""The rules of frames and samples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import combinations, count, starmap
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.capacity import most
from concord_contracts.facts.planning import FocusAreaChosen, ReviewOpened, RuleOverridden
from concord_contracts.facts.sample import (
    PART_SIZE,
    Candidate,
    CapacityStated,
    CaseEliminated,
    CaseMoved,
    CaseScreened,
    CaseSelected,
    FrameImported,
    FramePartRecorded,
    SampleDrawn,
    SelectionExplained,
    StratumDrawn,
)
from concord_contracts.facts.schedule import TimeFramesSet
from concord_contracts.strata import kinds_of, outcomes_of, parts_of, quotas_of, strata_of
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_review.sample.commands import (
    DrawSample,
    ExplainSelection,
    ImportFrame,
    SampleCommand,
    StateCapacity,
)
from concord_review.sample.draw import METHOD, Drawn, digest, draw

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from concord_contracts.event import Event
    from concord_contracts.facts.sample import ScreeningAnswer
    from concord_contracts.rules import Edition
    from concord_kernel.context import Context

SCREENING = "sample.screening"
"""The list of questions of eligibility."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What the rules need to know of a review's sample.

    Attributes:
        is_open: Whether the review is.
        has_focus_area: Whether the review has one.
        frame_of: The review whose frame this is, once the frame is whole.
        candidates: The cases of the frame.
        is_drawn: Whether the sample is.
        capacity: How many cases can be heard, as it was last said.
        explained: What the cases are reviewed for, as it was last said.
        unfit: Case to whether a question of eligibility was answered no, since the import.
        eliminated: Cases that will not be reviewed.
        interviews: How many the planning team decided on; none where it has not yet.
    """

    is_open: bool = False
    has_focus_area: bool = False
    frame_of: str = ""
    candidates: tuple[Candidate, ...] = ()
    is_drawn: bool = False
    capacity: CapacityStated | None = None
    explained: SelectionExplained | None = None
    unfit: Mapping[str, bool] = field(default_factory=dict)
    eliminated: frozenset[str] = frozenset()
    interviews: int | None = None

    @property
    def left_out(self) -> frozenset[str]:
        """Cases that are not drawn."""
        answered = {one.case: _is_unfit(one.answers) for one in self.candidates if one.answers}
        unfit = {**answered, **self.unfit}
        return self.eliminated | {case for case, is_unfit in unfit.items() if is_unfit}


def _is_unfit(answers: Iterable[ScreeningAnswer]) -> bool:
    return any(one.answer == "no" for one in answers)


def streams(command: SampleCommand) -> Streams:
    """The frame, or the sample with the review, its week and the frame it is drawn from."""
    match command:
        case StateCapacity() | ExplainSelection():
            return Streams(f"sample-{command.review}", (f"review-{command.review}",))
        case ImportFrame():
            return Streams(f"frame-{command.frame}", (f"review-{command.review}",))
        case DrawSample():
            reads = (f"review-{command.review}", f"schedule-{command.review}")
            return Streams(f"sample-{command.review}", (*reads, f"frame-{command.frame}"))


def evolve(sample: Sample, fact: Event) -> Sample:
    """Remember a fact."""
    match fact:
        case ReviewOpened():
            return replace(sample, is_open=True)
        case FocusAreaChosen():
            return replace(sample, has_focus_area=True)
        case FramePartRecorded(candidates=more):
            return replace(sample, candidates=sample.candidates + more)
        case FrameImported(review=review):
            return replace(sample, frame_of=review)
        case SampleDrawn():
            return replace(sample, is_drawn=True)
        case _:
            return _evolve_sample(sample, fact)


def _evolve_sample(sample: Sample, fact: Event) -> Sample:
    match fact:
        case CapacityStated():
            return replace(sample, capacity=fact)
        case SelectionExplained():
            return replace(sample, explained=fact)
        case CaseScreened(case=case, answers=answers):
            return replace(sample, unfit={**sample.unfit, case: _is_unfit(answers)})
        case CaseEliminated(case=case):
            return replace(sample, eliminated=sample.eliminated | {case})
        case CaseMoved(case=case):
            return replace(sample, eliminated=sample.eliminated - {case})
        case _:
            framed = fact.interviews if isinstance(fact, TimeFramesSet) else sample.interviews
            return replace(sample, interviews=framed)


def decide(command: SampleCommand, sample: Sample, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: a rule of sampling forbids it.
    """
    if not sample.is_open:
        raise Refused("review.unknown", review=command.review)
    match command:
        case ImportFrame():
            return list(_import(command, sample, context))
        case DrawSample():
            return list(_draw(command, sample, context))
        case StateCapacity():
            return list(_state(command, sample, context))
        case ExplainSelection():
            explained = SelectionExplained(**command.model_dump())
            return [] if explained == sample.explained else [explained]
        case unknown:
            assert_never(unknown)


def _import(command: ImportFrame, sample: Sample, context: Context) -> Iterator[Event]:
    if sample.frame_of:
        raise Refused("frame.already-imported", frame=command.frame)
    _must_know_strata({one.stratum for one in command.candidates}, context)
    _must_know_marks(command.candidates, rules_of(context))
    _must_be_different(command.candidates)
    parts = range(0, len(command.candidates), PART_SIZE)
    for part, start in enumerate(parts, 1):
        some = command.candidates[start : start + PART_SIZE]
        yield FramePartRecorded(
            review=command.review, frame=command.frame, part=part, candidates=some
        )
    yield FrameImported(
        review=command.review,
        frame=command.frame,
        candidates=len(command.candidates),
        digest=digest(command.candidates),
    )


def _draw(command: DrawSample, sample: Sample, context: Context) -> Iterator[Event]:
    if sample.is_drawn:
        raise Refused("sample.already-drawn")
    if sample.frame_of != command.review:
        raise Refused("frame.unknown", frame=command.frame)
    _must_have_its_focus_area(sample, context)
    wanted = command.wanted or quotas_of(rules_of(context), context.agency)
    if not wanted:
        raise Refused("sample.how-many")
    _must_know_parts(set(wanted), context)
    drawn = draw(sample.candidates, command.seed, wanted, command.backups, sample.left_out)
    if not any(one.selected for one in drawn):
        raise Refused("sample.nothing-drawn")
    _must_be_among_those_decided(sum(len(one.selected) for one in drawn), sample)
    yield from _advice(command.review, drawn, sample, context)
    yield _drawn(command, drawn)
    yield from _cases(command.review, drawn)


def _must_be_among_those_decided(cases: int, sample: Sample) -> None:
    """No more cases are to be heard than interviews were decided on; back-ups come beside them.

    Raises:
        Refused: there are more.
    """
    if sample.interviews is not None and cases > sample.interviews:
        raise Refused("sample.number-decided", cases=cases, decided=sample.interviews)


CASES_A_DAY = "interview.cases-per-team-per-day"


def _state(command: StateCapacity, sample: Sample, context: Context) -> Iterator[Event]:
    """The four factors; more cases a team a day than usual need a reason."""
    stated = CapacityStated(**command.model_dump())
    if stated == sample.capacity:
        return
    if has_rule(context, CASES_A_DAY):
        usual, asked = rules_of(context).number(CASES_A_DAY), command.cases_a_day
        if keep_to(context, CASES_A_DAY, kept=asked <= usual, cases=asked, usual=usual):
            reason = context.overrides[CASES_A_DAY]
            yield RuleOverridden(review=command.review, rule=CASES_A_DAY, reason=reason)
    yield stated


def _advice(
    review: str, drawn: Sequence[Drawn], sample: Sample, context: Context
) -> Iterator[RuleOverridden]:
    """What the edition advises on samples, gone past by a named person with a reason.

    Where there are fewer workers than cases are wanted, some have to come twice: then it is asked
    why the population is so narrow, and not again why a worker comes twice.
    """
    times = Counter(case.worker for one in drawn for case in one.selected)
    workers, cases = len(set().union(*(one.workers for one in drawn))), times.total()
    backups = sum(len(one.backups) for one in drawn)
    is_narrow = has_rule(context, "sample.different-workers") and workers < cases
    advice: dict[str, tuple[bool, dict[str, int]]] = {
        "sample.different-workers": (not is_narrow, {"workers": workers, "cases": cases}),
        "sample.cases-per-worker": (is_narrow or max(times.values()) == 1, {}),
        "sample.back-ups": (backups > 0, {}),
        "sample.limits": _within_limits(cases, backups, sample, context),
    }
    for rule, (kept, facts) in advice.items():
        if has_rule(context, rule) and keep_to(context, rule, kept=kept, **facts):
            yield RuleOverridden(review=review, rule=rule, reason=context.overrides[rule])


def _within_limits(
    cases: int, backups: int, sample: Sample, context: Context
) -> tuple[bool, dict[str, int]]:
    """Whether as many can be heard; back-ups count where the edition says so."""
    if sample.capacity is None:
        return True, {}
    counts = has_rule(context, "sample.back-ups-count")
    if counts and rules_of(context).flag("sample.back-ups-count"):
        cases += backups
    limit = most(sample.capacity)
    return cases <= limit, {"cases": cases, "most": limit}


def _drawn(command: DrawSample, drawn: Sequence[Drawn]) -> SampleDrawn:
    return SampleDrawn(
        review=command.review,
        frame=command.frame,
        seed=command.seed,
        method=METHOD,
        strata=tuple(
            StratumDrawn(
                stratum=one.stratum,
                wanted=one.wanted,
                in_frame=one.in_frame,
                selected=len(one.selected),
            )
            for one in drawn
        ),
        backups=sum(len(one.backups) for one in drawn),
    )


def _cases(review: str, drawn: Sequence[Drawn]) -> Iterator[CaseSelected]:
    order = count(1)
    for standing in ("selected", "backup"):
        for stratum in drawn:
            cases = stratum.selected if standing == "selected" else stratum.backups
            for case in cases:
                yield CaseSelected(
                    review=review,
                    case=case.case,
                    worker=case.worker,
                    stratum=stratum.stratum,
                    order=next(order),
                    standing="selected" if standing == "selected" else "backup",
                )


def _must_have_its_focus_area(sample: Sample, context: Context) -> None:
    if has_rule(context, "focus-area.count") and not sample.has_focus_area:
        raise Refused("focus-area.choose-first")


def _must_know_strata(strata: set[str], context: Context) -> None:
    known = strata_of(rules_of(context))
    if unknown := sorted(strata - known):
        raise Refused("sample.unknown-stratum", unknown=len(unknown), known=sorted(known))


def _must_know_marks(candidates: Sequence[Candidate], rules: Edition) -> None:
    """Kinds, outcomes and questions are those of the edition.

    Raises:
        Refused: one of them is not.
    """
    strange = {one.kind for one in candidates} - {None, *kinds_of(rules)}
    strange |= {one.outcome for one in candidates} - {None, *outcomes_of(rules)}
    asked = next((one.codes for one in rules.lists if one.id == SCREENING), ())
    strange |= {said.question for one in candidates for said in one.answers} - {*asked}
    if strange:
        raise Refused("sample.unknown-mark", unknown=len(strange))


def _must_know_parts(wanted: set[str], context: Context) -> None:
    """Each is a stratum of the edition or a part of one, and no case belongs to two of them.

    Raises:
        Refused: one is none of them, or two have cases in common.
    """
    dimensions = parts_of(rules_of(context))
    places = {name: _place(name.split("."), dimensions) for name in wanted}
    if unknown := [name for name, place in places.items() if not place]:
        known = sorted(dimensions[0])
        raise Refused("sample.unknown-stratum", unknown=len(unknown), known=known)
    if any(starmap(_overlap, combinations(places.values(), 2))):
        raise Refused("sample.overlapping-strata")


def _place(marks: Sequence[str], dimensions: Sequence[frozenset[str]]) -> tuple[str, ...]:
    """A stratum's name and its further marks, one of each dimension or none; empty if unknown."""
    found = [next((mark for mark in marks if mark in known), "") for known in dimensions]
    is_known = found[0] == marks[0] and len([one for one in found if one]) == len(marks)
    return tuple(found) if is_known else ()


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    pairs = zip(one, other, strict=True)
    return all(mine == theirs or not mine or not theirs for mine, theirs in pairs)


def _must_be_different(candidates: Sequence[Candidate]) -> None:
    repeated = [
        case for case, times in Counter(one.case for one in candidates).items() if times > 1
    ]
    if repeated:
        raise Refused("frame.duplicate-cases", cases=len(repeated))


SAMPLE: Final = Decider[SampleCommand, Sample](Sample(), streams, evolve, decide)
