"""Importing a frame and drawing a sample, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.sample import FrameImported, FramePartRecorded, SampleDrawn
from concord_kernel import clock
from concord_review.sample.commands import LARGEST_FRAME
from concord_review.sample.draw import digest

from tests.support import story
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.site import House, Site

pytestmark = pytest.mark.anyio

CANARY = "Jane Doe"


async def test_a_frame_is_recorded_with_pseudonyms_and_its_names_in_the_vault(site: Site) -> None:
    one = await story.opened(site)

    said = made(await one.send_frame(story.FRAME))

    _, part, whole = [envelope.fact for envelope in await site.history()]
    assert isinstance(part, FramePartRecorded)
    assert whole == FrameImported(
        review=one.review, frame=said["id"], candidates=18, digest=digest(part.candidates)
    )
    assert len({one.case for one in part.candidates}) == 18
    numbers = await of(site, [one.case for one in part.candidates], "case-number")
    workers = await of(site, [one.worker for one in part.candidates], "worker-name")
    assert [numbers[one.case] for one in part.candidates][:2] == ["SC-000000", "SC-000001"]
    assert workers[part.candidates[0].worker] == "Worker 0 of SC"


async def of(site: Site, objects: list[str], field: str) -> dict[str, str]:
    vault = site.house.office("review").vault
    assert vault is not None
    shown = await vault.directory_about(site.agency, objects, field)
    return {name: text.show() for name, text in shown.items()}


async def test_the_same_case_has_the_same_pseudonym_in_its_agency_only(
    site: Site, all_services: House, new_agency: Callable[[], str]
) -> None:
    elsewhere = await all_services.join(new_agency())
    ids = []
    for place in (site, site, elsewhere):
        one = await story.opened(place)
        await one.import_frame()
        parts = [e.fact for e in await place.history() if e.name == FramePartRecorded.NAME]
        ids.append({case.case for case in parts[-1].model_copy().candidates})  # type: ignore[attr-defined]  # a part

    assert ids[0] == ids[1]
    assert not ids[0] & ids[2]


async def test_a_frame_sent_twice_under_one_key_is_recorded_once(site: Site) -> None:
    one, key = await story.opened(site), str(clock.new_command_id())

    first = made(await one.send_frame(story.FRAME, key=key))
    again = made(await one.send_frame(story.FRAME, key=key))

    assert again == first | {"repeated": True}
    assert facts(await site.history()).count(FrameImported.NAME) == 1


async def test_another_frame_under_the_same_key_is_refused(site: Site) -> None:
    one, key = await story.opened(site), str(clock.new_command_id())
    made(await one.send_frame(story.FRAME, key=key))

    answer = await one.send_frame(story.HEADER + story.rows(3, prefix="XX"), key=key)

    refused(answer, 422, "command.id-used-for-another")


async def test_a_frame_under_a_used_key_is_refused_when_only_a_worker_changed(site: Site) -> None:
    one, key = await story.opened(site), str(clock.new_command_id())
    made(await one.send_frame(story.FRAME, key=key))

    answer = await one.send_frame(story.FRAME.replace("Worker 3 of", "Somebody of"), key=key)

    refused(answer, 422, "command.id-used-for-another")


BAD: dict[str, tuple[str | bytes, list[tuple[int, str, str]]]] = {
    "wrong columns": ("a,b,c,d\n1,2,3,4\n", [(1, "", "frame.wrong-columns")]),
    "empty": ("", [(1, "", "frame.wrong-columns")]),
    "no case": (story.HEADER, [(1, "", "frame.empty")]),
    "a repeated case": (
        story.HEADER + story.rows(1) * 2,
        [(2, "case_number", "frame.duplicate-case"), (3, "case_number", "frame.duplicate-case")],
    ),
    "an unparsable day": (
        story.HEADER + f"{CANARY},probation,{CANARY},01/29/2010\n",
        [(2, "opened_on", "frame.not-a-date")],
    ),
    "a formula": (
        story.HEADER + f'=HYPERLINK("{CANARY}"),probation,{CANARY},2010-01-29\n',
        [(2, "case_number", "frame.formula")],
    ),
    "an unknown stratum": (
        story.HEADER + f"1,{CANARY},x,2010-01-29\n",
        [(2, "stratum", "frame.unknown-stratum")],
    ),
    "not UTF-8": (b"\xff\xfe\x00", [(1, "", "frame.not-utf-8")]),
    "broken CSV": (
        story.HEADER + f'1,probation,"{CANARY},2010-01-29\n',
        [(2, "", "frame.not-csv")],
    ),
    "a row too short": (
        story.HEADER + f"1,probation,{CANARY}\n",
        [(2, "", "frame.wrong-number-of-cells")],
    ),
}


@pytest.mark.parametrize("what", BAD)
async def test_a_bad_frame_is_rejected_whole_with_each_place_and_a_sentence(
    site: Site, what: str
) -> None:
    one = await story.opened(site)
    content, expected = BAD[what]

    answer = await one.send_frame(content)

    said = refused(answer, 422, "frame.cannot-be-read")
    assert [(e["row"], e["column"], e["rule"]) for e in said["errors"]] == expected
    assert all(error["sentence"].endswith(".") for error in said["errors"])
    assert said["total"] == len(expected)
    assert said["title"].startswith(f"The file was not imported: {len(expected)} place")
    assert CANARY not in answer.text
    assert facts(await site.history()) == ["review.opened.v1"]


async def test_a_frame_with_a_row_too_many_is_rejected(site: Site) -> None:
    one = await story.opened(site)

    answer = await one.send_frame(story.HEADER + story.rows(LARGEST_FRAME + 1, workers=50))

    said = refused(answer, 422, "frame.cannot-be-read")
    assert [(e["row"], e["rule"]) for e in said["errors"]] == [(100_002, "frame.too-many-rows")]


async def test_a_frame_of_a_hundred_thousand_cases_is_taken_and_drawn_from(site: Site) -> None:
    one = await (await story.opened(site)).plan()
    reason = [{"rule": "sample.cases-per-worker", "reason": "There are a thousand workers."}]

    await one.import_frame(story.HEADER + story.rows(LARGEST_FRAME, workers=1000))
    await one.draw(wanted={"child-welfare": 100}, backups=10, overrides=reason)

    whole = next(e.fact for e in await site.history() if e.name == FrameImported.NAME)
    assert isinstance(whole, FrameImported)
    assert whole.candidates == LARGEST_FRAME
    assert len(one.cases) == 100


async def test_a_draw_is_repeated_by_its_seed(site: Site) -> None:
    reviews = []
    for seed in ("seed-1", "seed-1", "seed-2"):
        one = await (await story.opened(site)).plan()
        await one.import_frame()
        await one.draw(seed=seed)
        reviews.append(one.cases)

    assert reviews[0] == reviews[1]
    assert reviews[0] != reviews[2]


async def test_advice_is_gone_past_with_a_reason_that_goes_to_the_vault(site: Site) -> None:
    one = await (await story.opened(site)).plan()
    await one.import_frame(story.HEADER + story.rows(6, workers=2))
    asked = {"frame": one.frame, "seed": "seed-1", "wanted": {"child-welfare": 3}, "backups": 1}
    path, command = f"{one.where}/sample", str(clock.new_command_id())
    said = refused(
        await one.coordinator.post("review", path, asked, key=command),
        409,
        "sample.different-workers",
    )
    assert said["overridable"] is True

    reason = [{"rule": "sample.different-workers", "reason": "There are two workers only."}]
    body = asked | {"overrides": reason}
    made(await one.coordinator.post("review", path, body, key=command))

    overridden, drawn = [e.fact for e in await site.history()][4:6]
    assert overridden.model_dump()["rule"] == "sample.different-workers"
    assert overridden.model_dump()["reason"]["kind"] == "narrative"
    assert isinstance(drawn, SampleDrawn)
    assert "two workers" not in "".join(e.data for e in await site.history())


async def test_no_frame_is_sent_to_a_review_that_is_not_there(site: Site) -> None:
    nowhere = story.Story(site, review="pqcr-none")

    refused(await nowhere.send_frame(story.FRAME), 409, "review.unknown")


async def test_a_north_carolina_county_draws_to_the_plans_quotas(
    all_services: House, new_agency: Callable[[], str]
) -> None:
    site = await all_services.join(new_agency().replace("ca-", "nc-", 1))
    one = await story.durham(site)
    kinds = story.rows(80, "foster-care", prefix="FC") + story.rows(70, "in-home", prefix="IH")

    await one.import_frame(story.HEADER + kinds)
    await one.draw(wanted={}, backups=0)

    shown = (await one.coordinator.get("review", f"{one.where}/cases")).json()
    assert {s["stratum"]: (s["wanted"], s["selected"]) for s in shown["strata"]} == {
        "foster-care": (56, 56),
        "in-home": (44, 44),
    }
