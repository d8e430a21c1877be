"""The rules of frames and samples."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.planning import FocusAreaChosen, ReviewOpened, RuleOverridden
from concord_contracts.facts.sample import (
    PART_SIZE,
    Candidate,
    CaseSelected,
    FrameImported,
    FramePartRecorded,
    SampleDrawn,
    StratumDrawn,
)
from concord_contracts.strata import quotas_of, strata_of
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import has_rule, keep_to, rules_of

from concord_review.sample.commands import DrawSample, ImportFrame, SampleCommand
from concord_review.sample.draw import METHOD, Drawn, digest, draw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context


@dataclass(frozen=True, slots=True)
class Sample:
    """What the rules need to know of a review's sample.

    Attributes:
        is_open: Whether the review is.
        has_focus_area: Whether the review has one.
        frame_of: The review whose frame this is, once the frame is whole.
        candidates: The cases of the frame.
        is_drawn: Whether the sample is.
    """

    is_open: bool = False
    has_focus_area: bool = False
    frame_of: str = ""
    candidates: tuple[Candidate, ...] = ()
    is_drawn: bool = False


def streams(command: SampleCommand) -> Streams:
    """The frame, or the sample with the frame and the review it is drawn for."""
    match command:
        case ImportFrame():
            return Streams(f"frame-{command.frame}", (f"review-{command.review}",))
        case DrawSample():
            return Streams(
                f"sample-{command.review}",
                (f"review-{command.review}", f"frame-{command.frame}"),
            )


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
            return sample


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
        case unknown:
            assert_never(unknown)


def _import(command: ImportFrame, sample: Sample, context: Context) -> Iterator[Event]:
    if sample.frame_of:
        raise Refused("frame.already-imported", frame=command.frame)
    _must_know_strata({one.stratum for one in command.candidates}, context)
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
    _must_know_strata(set(wanted), context)
    drawn = draw(sample.candidates, command.seed, wanted, command.backups)
    if not any(one.selected for one in drawn):
        raise Refused("sample.nothing-drawn")
    yield from _advice(command, drawn, context)
    yield _drawn(command, drawn)
    yield from _cases(command.review, drawn)


def _advice(
    command: DrawSample, drawn: Sequence[Drawn], context: Context
) -> Iterator[RuleOverridden]:
    """What the edition advises on samples, gone past by a named person with a reason."""
    workers = Counter(case.worker for one in drawn for case in one.selected)
    backups = sum(len(one.backups) for one in drawn)
    advice = {
        "sample.cases-per-worker": max(workers.values()) == 1,
        "sample.back-ups": backups > 0,
    }
    for rule, kept in advice.items():
        if has_rule(context, rule) and keep_to(context, rule, kept=kept):
            yield RuleOverridden(review=command.review, rule=rule, reason=context.overrides[rule])


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
                    stratum=case.stratum,
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


def _must_be_different(candidates: Sequence[Candidate]) -> None:
    repeated = [
        case for case, times in Counter(one.case for one in candidates).items() if times > 1
    ]
    if repeated:
        raise Refused("frame.duplicate-cases", cases=len(repeated))


SAMPLE: Final = Decider[SampleCommand, Sample](Sample(), streams, evolve, decide)
