"""The list of cases: frames, strata as they were drawn, cases in drawing order."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.sample import (
    PART_SIZE,
    CaseEliminated,
    CaseReplaced,
    CaseScreened,
    CaseSummaryReopened,
    FramePartRecorded,
    ScreeningAnswer,
)
from concord_review.case_list.projection import CASE_LIST

from tests.support import story
from tests.support.reviews import (
    REASON,
    REVIEW,
    candidate,
    drawn,
    frame_of,
    selected,
    stratum,
    summarised,
)
from tests.support.rows import Keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster
    from tests.support.site import Site

pytestmark = pytest.mark.anyio


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "review", CASE_LIST, new_agency)


async def test_a_frame_is_listed_when_it_is_whole(keep: Keeping) -> None:
    part, whole = frame_of([candidate(number) for number in range(7)])

    assert (await keep(part))["frame"] == []
    assert (await keep(part, whole))["frame"] == [
        {
            "review": "pqcr-1",
            "frame": "frame-1",
            "candidates": 7,
            "workers": 7,
            "left_out": 0,
        }
    ]


async def test_the_cases_of_a_frame_stand_in_the_order_of_the_file(keep: Keeping) -> None:
    many = [candidate(number) for number in range(PART_SIZE + 2)]
    rest = FramePartRecorded(
        review=REVIEW, frame="frame-1", part=2, candidates=tuple(many[PART_SIZE:])
    )

    first, whole = frame_of(many[:PART_SIZE])
    kept = (await keep(first, rest, whole))["candidate"]

    listed = sorted(kept, key=itemgetter("ordinal"))
    assert [one["ordinal"] for one in listed] == list(range(1, PART_SIZE + 3))
    assert [one["case_id"] for one in listed] == [one.case for one in many]


async def test_a_draw_shows_its_strata_with_seed_and_method(keep: Keeping) -> None:
    kept = await keep(
        drawn(stratum("child-welfare", 4, 9, 4), stratum("probation", 3, 1, 1), backups=2)
    )

    of_the_draw = {"review": "pqcr-1", "seed": "seed-1", "method": "sha256-order.1"}
    assert kept["stratum"] == [
        of_the_draw | {"stratum": "child-welfare", "wanted": 4, "in_frame": 9, "selected": 4},
        of_the_draw | {"stratum": "probation", "wanted": 3, "in_frame": 1, "selected": 1},
    ]


async def test_cases_stand_in_drawing_order(keep: Keeping) -> None:
    kept = await keep(
        drawn(stratum("child-welfare", 2, 3, 2), backups=1),
        selected(7, order=1),
        selected(3, order=2),
        selected(5, order=3, standing="backup"),
    )

    cases = sorted(kept["drawn"], key=lambda one: int(one["ordinal"]))
    assert [(one["case_id"], one["worker"], one["standing"]) for one in cases] == [
        ("case-007", "worker-7", "selected"),
        ("case-003", "worker-3", "selected"),
        ("case-005", "worker-5", "backup"),
    ]


async def test_every_move_of_a_case_is_kept_with_where_it_stands(keep: Keeping) -> None:
    one, other = {"review": REVIEW, "case": "case-001"}, {"review": REVIEW, "case": "case-003"}
    place = {"by": "case-003", "worker": "worker-3", "cause": "refusal", "reason": REASON}
    kept = await keep(
        selected(1, order=1),
        selected(3, order=2, standing="backup"),
        CaseScreened(**one, answers=(ScreeningAnswer(question="family-takes-part", answer="no"),)),
        CaseReplaced(**one, **place),
        summarised(3),
        CaseSummaryReopened(**other, reason=REASON),
        summarised(3),
        CaseEliminated(**one, was="replaced", reason=REASON),
    )

    cases = {each["case_id"]: each for each in kept["drawn"]}
    assert (cases["case-001"]["standing"], cases["case-001"]["replaced_by"]) == (
        "eliminated",
        "case-003",
    )
    assert (cases["case-003"]["standing"], cases["case-003"]["instead_of"]) == (
        "selected",
        "case-001",
    )
    assert str(cases["case-003"]["summarised_on"]) == "2010-01-15"
    assert [each["unfit"] for each in kept["remark"]] == [True]
    assert [(each["case_id"], each["what"]) for each in kept["move"]] == [
        ("case-001", "unfit"),
        ("case-001", "replaced"),
        ("case-001", "eliminated"),
        ("case-003", "selected"),
        ("case-003", "summarised"),
        ("case-003", "reopened"),
        ("case-003", "summarised"),
    ]


async def test_the_screen_shows_frames_strata_with_their_shortfall_and_cases(site: Site) -> None:
    one = await story.drawn(site)

    shown = (await one.coordinator.get("review", f"{one.where}/cases")).json()

    assert shown["frames"] == [{"frame": one.frame, "candidates": 18, "workers": 18, "left_out": 0}]
    assert [
        (stratum["stratum"], stratum["wanted"], stratum["in_frame"], stratum["selected"])
        for stratum in shown["strata"]
    ] == [("child-welfare", 4, 12, 4), ("probation", 2, 6, 2)]
    assert [stratum["short"] for stratum in shown["strata"]] == [0, 0]
    assert [case["ordinal"] for case in shown["cases"]] == list(range(1, 9))
    assert [case["standing"] for case in shown["cases"]] == ["selected"] * 6 + ["backup"] * 2


async def test_a_stratum_that_fell_short_says_by_how_many(site: Site) -> None:
    one = await story.opened(site)
    await (await one.plan()).import_frame(story.HEADER + story.rows(3))
    reason = [{"rule": "sample.back-ups", "reason": "There are no more."}]
    await one.draw(wanted={"child-welfare": 5}, overrides=reason)

    shown = (await one.coordinator.get("review", f"{one.where}/cases")).json()

    assert shown["strata"][0]["short"] == 2


async def test_before_anything_is_drawn_the_list_is_empty(site: Site) -> None:
    one = await story.opened(site)
    await site.read()

    shown = (await one.coordinator.get("review", f"{one.where}/cases")).json()

    assert shown == {"current": True, "frames": [], "strata": [], "cases": [], "next": None}


async def test_case_numbers_are_on_the_page_and_not_in_the_data(site: Site) -> None:
    one = await story.drawn(site)

    page = await one.coordinator.page("review", f"{one.where}/cases")
    data = await one.coordinator.get("review", f"{one.where}/cases")

    assert len(set(re.findall(r"(?:SC|PR)-0000\d+", page.text))) == 8
    assert "SC-0" not in data.text
    assert "Worker" not in data.text
