"""The rules of importing a frame and drawing a sample from it."""

from __future__ import annotations

from contextlib import suppress
from itertools import starmap
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.planning import RuleOverridden
from concord_contracts.facts.sample import PART_SIZE, CaseSelected
from concord_contracts.facts.schedule import TimeFramesSet
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.sample.commands import DrawSample, ImportFrame
from concord_review.sample.decide import SAMPLE
from concord_review.sample.draw import digest, in_order
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import (
    OSRI,
    OTHER_REVIEW,
    REASON,
    REVIEW,
    candidate,
    context,
    drawn,
    durham,
    focus_area,
    frame_of,
    opened,
    stratum,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event
    from concord_contracts.facts.sample import Candidate

sample = Given(SAMPLE, context())
in_durham = Given(SAMPLE, durham())

TWELVE = [candidate(number) for number in range(12)]
PLANNED = (opened(), focus_area())


def frame(candidates: Sequence[Candidate]) -> ImportFrame:
    return ImportFrame(review=REVIEW, frame="frame-1", candidates=tuple(candidates))


def draw(**changes: Any) -> DrawSample:
    asked: dict[str, Any] = {
        "review": REVIEW,
        "frame": "frame-1",
        "seed": "seed-1",
        "wanted": {"child-welfare": 3},
        "backups": 2,
    }
    return DrawSample(**(asked | changes))


def chosen(candidates: Sequence[Candidate], selected: int, backups: int) -> list[CaseSelected]:
    """What a draw of one stratum says of each case, in drawing order."""
    order = in_order(candidates, "seed-1")[: selected + backups]
    return [
        CaseSelected(
            review=REVIEW,
            case=one.case,
            worker=one.worker,
            stratum=one.stratum,
            order=nth,
            standing="selected" if nth <= selected else "backup",
        )
        for nth, one in enumerate(order, 1)
    ]


def test_a_frame_is_recorded_with_the_digest_of_its_cases() -> None:
    part, whole = frame_of(TWELVE)
    whole = whole.model_copy(update={"digest": digest(TWELVE)})

    sample(opened()).when(frame(TWELVE)).then(part, whole)


def test_a_large_frame_is_recorded_in_parts_in_the_order_of_the_file() -> None:
    many = [candidate(number) for number in range(2 * PART_SIZE + 1)]

    facts = SAMPLE.decide(frame(many), SAMPLE.fold([opened()]), context())

    parts = [fact.model_dump()["candidates"] for fact in facts[:-1]]
    assert [len(part) for part in parts] == [PART_SIZE, PART_SIZE, 1]
    assert [fact.model_dump()["part"] for fact in facts[:-1]] == [1, 2, 3]
    assert [one.case for one in many] == [one["case"] for part in parts for one in part]
    assert many == [*SAMPLE.fold(facts).candidates]


@pytest.mark.proves("PQCR-111")
def test_no_more_cases_are_drawn_than_interviews_were_decided_on() -> None:
    decided = TimeFramesSet(review=REVIEW, interviews=2, interview_minutes=45, debrief_minutes=15)
    ready = sample(*PLANNED, *frame_of(TWELVE), decided)

    ready.when(draw()).then_refused("sample.number-decided", cases=3, decided=2)
    two = draw(wanted={"child-welfare": 2})
    assert SAMPLE.decide(two, SAMPLE.fold([*PLANNED, *frame_of(TWELVE), decided]), context())


def test_a_frame_is_imported_once() -> None:
    sample(opened(), *frame_of(TWELVE)).when(frame(TWELVE)).then_refused(
        "frame.already-imported", frame="frame-1"
    )


def test_no_frame_is_imported_for_a_review_nobody_opened() -> None:
    sample().when(frame(TWELVE)).then_refused("review.unknown", review=REVIEW)


def test_a_case_is_of_a_stratum_that_the_edition_names() -> None:
    strange = [candidate(1), candidate(2, "courts"), candidate(3, "schools")]

    sample(opened()).when(frame(strange)).then_refused(
        "sample.unknown-stratum", unknown=2, known=["child-welfare", "probation"]
    )


def test_strata_follow_the_sampling_design_where_an_edition_has_one() -> None:
    mixed = [candidate(1, "foster-care"), candidate(2, "child-welfare")]

    in_durham(opened(code=OSRI)).when(frame(mixed)).then_refused(
        "sample.unknown-stratum", unknown=1, known=["foster-care", "in-home"]
    )


def test_no_case_stands_in_a_frame_twice() -> None:
    repeated = [candidate(1), candidate(1), candidate(2), candidate(2), candidate(3)]

    sample(opened()).when(frame(repeated)).then_refused("frame.duplicate-cases", cases=2)


def test_cases_and_backups_are_drawn_in_the_order_of_the_seed() -> None:
    sample(*PLANNED, *frame_of(TWELVE)).when(draw()).then(
        drawn(stratum("child-welfare", 3, 12, 3), backups=2), *chosen(TWELVE, 3, 2)
    )


def test_strata_are_drawn_apart_and_back_ups_come_after_all_selected() -> None:
    both = [*TWELVE, *(candidate(number, "probation") for number in range(20, 26))]
    wanted = {"probation": 2, "child-welfare": 3}

    facts = SAMPLE.decide(
        draw(wanted=wanted, backups=1), SAMPLE.fold([*PLANNED, *frame_of(both)]), context()
    )

    cases = [fact for fact in facts if isinstance(fact, CaseSelected)]
    assert facts[0] == drawn(
        stratum("child-welfare", 3, 12, 3), stratum("probation", 2, 6, 2), backups=2
    )
    assert list(range(1, 8)) == [one.order for one in cases]
    assert [*["selected"] * 5, *["backup"] * 2] == [one.standing for one in cases]
    assert [one.stratum for one in cases] == ["child-welfare"] * 3 + ["probation"] * 2 + [
        "child-welfare",
        "probation",
    ]


def test_a_sample_is_drawn_once() -> None:
    history = (*PLANNED, *frame_of(TWELVE), drawn(stratum("child-welfare", 3, 12, 3)))

    sample(*history).when(draw()).then_refused("sample.already-drawn")
    sample(*history).when(draw(seed="seed-2")).then_refused("sample.already-drawn")


@pytest.mark.parametrize("history", [(), frame_of(TWELVE)[:1]])
def test_nothing_is_drawn_from_a_frame_that_is_not_whole(history: tuple[Event, ...]) -> None:
    sample(*PLANNED, *history).when(draw()).then_refused("frame.unknown", frame="frame-1")


def test_nothing_is_drawn_from_the_frame_of_another_review() -> None:
    elsewhere = frame_of(TWELVE, review=OTHER_REVIEW)

    sample(*PLANNED, *elsewhere).when(draw()).then_refused("frame.unknown", frame="frame-1")


def test_the_focus_area_is_chosen_before_the_sample() -> None:
    sample(opened(), *frame_of(TWELVE)).when(draw()).then_refused("focus-area.choose-first")


def test_a_protocol_without_a_focus_area_draws_without_one() -> None:
    cases = [candidate(number, "in-home") for number in range(3)]

    facts = SAMPLE.decide(
        draw(wanted={"in-home": 2}), SAMPLE.fold([opened(code=OSRI), *frame_of(cases)]), durham()
    )

    assert facts[0] == drawn(stratum("in-home", 2, 3, 2), backups=1)


def test_without_quotas_somebody_says_how_many() -> None:
    sample(*PLANNED, *frame_of(TWELVE)).when(draw(wanted={})).then_refused("sample.how-many")


@pytest.mark.parametrize(
    ("agency", "quotas"),
    [
        ("nc-durham", {"foster-care": 63, "in-home": 50}),
        ("nc-alamance", {"foster-care": 56, "in-home": 44}),
    ],
)
def test_the_plans_quotas_are_drawn_where_the_edition_sets_them(
    agency: str, quotas: dict[str, int]
) -> None:
    kinds = ("foster-care",) * 100 + ("in-home",) * 100
    cases = list(starmap(candidate, enumerate(kinds)))
    state = SAMPLE.fold([opened(code=OSRI), *frame_of(cases)])

    facts = SAMPLE.decide(draw(wanted={}, backups=0), state, durham(agency=agency))

    assert facts[0] == drawn(*(stratum(kind, n, 100, n) for kind, n in sorted(quotas.items())))
    assert sum(quotas.values()) == len(facts) - 1


def test_a_stratum_with_too_few_cases_gives_what_it_has_and_says_so() -> None:
    few = TWELVE[:2]
    with_a_reason = sample.under(overrides={"sample.back-ups": REASON})

    with_a_reason(*PLANNED, *frame_of(few)).when(draw(wanted={"child-welfare": 8})).then(
        RuleOverridden(review=REVIEW, rule="sample.back-ups", reason=REASON),
        drawn(stratum("child-welfare", 8, 2, 2)),
        *chosen(few, 2, 0),
    )


def test_only_strata_of_the_edition_are_wanted() -> None:
    sample(*PLANNED, *frame_of(TWELVE)).when(draw(wanted={"courts": 1})).then_refused(
        "sample.unknown-stratum", unknown=1, known=["child-welfare", "probation"]
    )


@pytest.mark.parametrize("wanted", [{"probation": 3}, {"child-welfare": 0}])
def test_a_draw_of_nothing_is_no_sample(wanted: dict[str, int]) -> None:
    sample(*PLANNED, *frame_of(TWELVE)).when(draw(wanted=wanted)).then_refused(
        "sample.nothing-drawn"
    )


SHARED = [candidate(number, worker=number // 2) for number in range(6)]


@pytest.mark.parametrize(
    ("candidates", "changes", "rule"),
    [
        (TWELVE, {"backups": 0}, "sample.back-ups"),
        (SHARED, {}, "sample.cases-per-worker"),
    ],
)
def test_advice_on_samples_is_gone_past_with_a_reason(
    candidates: list[Candidate], changes: dict[str, int], rule: str
) -> None:
    planned = sample(*PLANNED, *frame_of(candidates))
    backups = changes.get("backups", 2)

    planned.when(draw(**changes)).then_refused(rule, overridable=True)
    planned.under(overrides={rule: REASON}).when(draw(**changes)).then(
        RuleOverridden(review=REVIEW, rule=rule, reason=REASON),
        drawn(stratum("child-welfare", 3, len(candidates), 3), backups=backups),
        *chosen(candidates, 3, backups),
    )


def test_one_back_up_is_a_back_up() -> None:
    sample(*PLANNED, *frame_of(TWELVE)).when(draw(backups=1)).then(
        drawn(stratum("child-welfare", 3, 12, 3), backups=1), *chosen(TWELVE, 3, 1)
    )


def test_a_reason_that_was_not_needed_is_not_recorded() -> None:
    needless = sample(*PLANNED, *frame_of(TWELVE)).under(overrides={"sample.back-ups": REASON})

    needless.when(draw()).then(
        drawn(stratum("child-welfare", 3, 12, 3), backups=2), *chosen(TWELVE, 3, 2)
    )


def test_nothing_is_drawn_for_a_review_nobody_opened() -> None:
    sample().when(draw()).then_refused("review.unknown", review=REVIEW)


@given(any_history())
def test_whatever_was_recorded_a_command_is_answered(facts: list[Event]) -> None:
    state = SAMPLE.fold(facts)

    with suppress(Refused):
        SAMPLE.decide(draw(), state, context())
    with suppress(Refused):
        SAMPLE.decide(frame(TWELVE), state, context())
