"""Cases over HTTP: from capacity and a workbook to a replacement, and who learns what."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.sample import CaseReplaced, FramePartRecorded

from tests.review.test_workbook import COLUMNS, written
from tests.support import story
from tests.support.reviews import PEER
from tests.support.site import made, refused

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHY = {"reason": "The worker is ill, said Jane Doe."}
MARKED = (*COLUMNS, "outcome", "kind", "family_takes_part")


async def send(one: story.Story, content: bytes, kind: str = XLSX, **asked: Any) -> httpx2.Response:
    headers = {"Content-Type": kind}
    path = f"{one.where}/frame"
    return await one.coordinator.api(
        "POST", "review", path, content=content, headers=headers, params=asked
    )


async def shown(who: Visitor, one: story.Story, path: str = "/cases", **asked: Any) -> str:
    answer = await who.page("review", f"{one.where}{path}", **asked)
    assert answer.status_code == 200, answer.text
    return answer.text


async def listed(one: story.Story, **asked: Any) -> list[dict[str, Any]]:
    answer = await one.coordinator.get("review", f"{one.where}/cases", **asked)
    found: list[dict[str, Any]] = answer.json()["cases"]
    return found


def rows(many: int) -> list[tuple[str, ...]]:
    outcomes, kinds = ("outcome-achieved", "outcome-not-achieved"), ("case", "referral")
    return [
        (
            *(f"SC-{n:03}", "child-welfare", f"Worker {n} of SC", "2009-06-01"),
            *(outcomes[n % 2], kinds[n % 4 == 0], "no" if n == 1 else "yes"),
        )
        for n in range(many)
    ]


@pytest.mark.proves("PQCR-47", "PQCR-48", "PQCR-50")
async def test_a_workbook_is_previewed_imported_and_drawn_by_outcome(site: Site) -> None:
    one = await (await story.opened(site)).plan()
    content = written([MARKED, *rows(20)])

    report = (await send(one, content, dry_run="true")).json()
    one.frame = made(await send(one, content))["id"]
    await site.read()
    page = await shown(one.coordinator, one, by="outcome")
    parts = {"outcome-achieved": 3, "outcome-not-achieved": 3}
    await one.draw(wanted={"child-welfare": parts})

    assert (report["taken"], report["rows"], report["workers"], report["left_out"]) == (
        True,
        20,
        20,
        1,
    )
    assert report["outcomes"] == {"outcome-achieved": 10, "outcome-not-achieved": 10}
    assert report["kinds"] == {"case": 15, "referral": 5}
    assert report["answers"] == {"family-takes-part": {"yes": 19, "no": 1}}
    assert 'name="wanted.child-welfare.outcome-achieved"' in page
    cases = await listed(one)
    assert [case["stratum"] for case in cases if case["stage"] == "selected"] == [
        *["child-welfare.outcome-achieved"] * 3,
        *["child-welfare.outcome-not-achieved"] * 3,
    ]
    assert not any(case["unfit"] for case in cases)


@pytest.mark.proves("PQCR-108")
async def test_a_file_with_more_than_a_list_holds_is_refused_and_nothing_of_it_is_kept(
    site: Site,
) -> None:
    one = await story.opened(site)
    notes = written([(*COLUMNS, "case_notes"), (*rows(1)[0][:4], "Mother said …")])

    refused(await send(one, notes), 422, "frame.cannot-be-read")
    formula = written([COLUMNS, ("SC-1", "child-welfare", "=A1", "2009-06-01")])
    said = refused(await send(one, formula), 422, "frame.cannot-be-read")
    made(await send(one, written([COLUMNS, rows(1)[0][:4]])))
    await site.read()

    assert [(e["row"], e["column"], e["rule"]) for e in said["errors"]] == [
        (2, "worker", "frame.formula")
    ]
    part = [e.fact for e in await site.history() if e.name == FramePartRecorded.NAME]
    assert json.loads(part[0].canonical())["candidates"][0].keys() == {
        *("case", "stratum", "worker", "opened_on", "kind", "outcome", "answers")
    }
    assert "No copy of the case file" in await shown(one.coordinator, one)


@pytest.mark.proves("PQCR-43", "PQCR-44", "PQCR-116", "PQCR-131")
async def test_capacity_is_shown_as_the_least_of_its_factors_with_what_binds_it(site: Site) -> None:
    one = await story.drawn(site)
    rule = "interview.cases-per-team-per-day"
    asked = {"teams": 2, "cases_a_day": 5, "days": 3, "staff": 9}
    refused(await one.coordinator.post("review", f"{one.where}/capacity", asked), 409, rule)
    why = [{"rule": rule, "reason": "Two sites are next door."}]
    await one.post("review", "/capacity", asked | {"overrides": why})
    await one.post("review", "/selection", {"purpose": "To see how relatives are asked."})
    await site.read()

    page = await shown(one.coordinator, one)

    assert "At most 9 cases." in page
    assert "The staff available is what bounds it." in page
    assert re.search(
        r"Teams.+ time: 2 teams . 5 cases a day . 3 days</th>\s*<td class=\"number\">30<", page
    )
    assert "1 case more" in page
    assert "That is about 3 cases for each team." in page
    assert "Two sites are next door." in page
    assert "To see how relatives are asked." in page


@pytest.mark.proves("PQCR-34", "PQCR-119", "PQCR-140")
async def test_pages_say_what_guides_the_selection_and_what_a_summary_is_for(site: Site) -> None:
    one = await story.drawn(site)
    said = {"purpose": "To see how relatives are asked.", "depth": "One page a case."}
    await one.post("review", "/selection", said)
    await site.read()

    cases = await shown(one.coordinator, one)
    case = await shown(one.coordinator, one, f"/cases/{one.cases[0]}")
    imports = await shown(one.coordinator, one, "/cases/import")

    assert f"{one.review}/literature" in cases
    assert "One page a case." in cases
    assert "This tool can also double as a prep document for review team members." in case
    assert "Youth placed in out-of-home care in the probation system" in imports


@pytest.mark.proves("PQCR-45", "PQCR-49", "PQCR-61")
async def test_a_no_show_is_replaced_and_told_to_the_schedule_with_reasons_in_the_vault(
    site: Site,
) -> None:
    one = await story.drawn(site)
    lead = site.enter("site-lead-1", "site-lead")
    gone = one.cases[0]
    path = f"{one.where}/cases/{gone}"

    page = await shown(lead, one, f"/cases/{gone}")
    made(await lead.post("review", f"{path}/replacement", {"cause": "no-show", **WHY}))
    await site.read()
    after = await shown(one.coordinator, one, f"/cases/{gone}")
    cases = {case["case_id"]: case for case in await listed(one)}
    by = cases[gone]["replaced_by"]

    assert "It cannot be heard: take a back-up" in page
    fact = next(e.fact for e in await site.history() if e.name == CaseReplaced.NAME)
    assert isinstance(fact, CaseReplaced)
    assert (fact.case, fact.by, fact.worker) == (gone, by, cases[by]["worker"])
    assert (cases[gone]["stage"], cases[by]["stage"]) == ("replaced", "selected")
    assert cases[by]["instead_of"] == gone
    assert "Did not come. The worker is ill, said Jane Doe." in after
    assert "Jane Doe" not in "".join(e.data for e in await site.history())
    made(await one.coordinator.post("review", f"{path}/standing", {"standing": "backup", **WHY}))
    await site.read()
    assert {case["case_id"]: case["stage"] for case in await listed(one)}[gone] == "backup"


async def test_a_site_lead_replaces_a_case_and_selects_none(site: Site) -> None:
    one = await story.drawn(site)
    lead = site.enter("site-lead-1", "site-lead")
    path = f"{one.where}/cases/{one.cases[0]}"

    refused(await lead.post("review", f"{path}/elimination", WHY), 404, "door.not-found")
    refused(
        await site.enter("co-chair-1", "co-chair").post(
            "review", f"{path}/replacement", {"cause": "refusal", **WHY}
        ),
        404,
        "door.not-found",
    )


@pytest.mark.proves("PQCR-47", "PQCR-49")
async def test_a_candidate_is_found_by_its_number_screened_and_left_out_of_the_draw(
    site: Site,
) -> None:
    one = await (await story.opened(site)).plan()
    await one.import_frame(story.HEADER + story.rows(6))
    await site.read()
    found = await one.coordinator.post(
        "review", f"{one.where}/cases/find", {"number": " SC-000003 "}
    )
    case = found.json()["id"]
    answers = {"answers": {"family-in-service": "yes", "family-takes-part": "no"}}

    nobody = await one.coordinator.post("review", f"{one.where}/cases/find", {"number": "SC-9"})
    await one.post("review", f"/cases/{case}/screening", answers)
    refused(
        await one.coordinator.post("review", f"{one.where}/cases/case-none/screening", answers),
        404,
        "door.not-found",
    )
    await site.read()
    page = await shown(one.coordinator, one, f"/cases/{case}")
    frame = await shown(one.coordinator, one, f"/frames/{one.frame}", limit=4)
    await one.draw(wanted={"child-welfare": 4}, backups=2)

    refused(nobody, 409, "case.not-in-the-list")
    assert "SC-000003" in page
    assert "A question is answered no." in page
    assert "Screened: not eligible" in frame
    assert "More cases" in frame
    assert len(one.cases) == 4
    assert case not in {each["case_id"] for each in await listed(one)}


@pytest.mark.proves("PQCR-40")
async def test_an_interview_waits_for_the_summary_of_its_case(site: Site) -> None:
    one = await story.released(site)
    case = one.cases[0]
    again = f"{one.where}/cases/{case}/summary/reopening"
    made(await one.coordinator.post("review", again, WHY))
    path = f"{one.where}/sessions/{one.sessions[0]}"

    waits = await one.peers[2].post("review", path, one.interview(0))
    await one.summarise([case])
    made(await one.peers[2].post("review", path, one.interview(0)))

    refused(waits, 409, "sample.summary-before-interviews")


async def test_who_was_heard_shows_to_the_county_only_after_the_week(site: Site) -> None:
    one = await story.released(site)
    week = {"first_day": "2010-01-25", "last_day": "2030-01-29"}
    rule = "onsite.days-most"
    await one.post(
        "scheduling", "/event-week", week | {"overrides": [{"rule": rule, "reason": "A test."}]}
    )
    made(
        await one.peers[2].post(
            "review", f"{one.where}/sessions/{one.sessions[0]}", one.interview(0)
        )
    )
    await site.read()
    outside = site.enter("quality-1", "quality-assurance", home=PEER)

    mine = await listed(one)
    theirs = (await outside.get("review", f"{one.where}/cases")).json()["cases"]
    await one.post("scheduling", "/event-week", week | {"last_day": "2010-01-29"})
    await site.read()

    assert [case["stage"] for case in mine].count("interviewed") == 0
    assert [case["stage"] for case in theirs].count("interviewed") == 1
    assert [case["stage"] for case in await listed(one)].count("interviewed") == 1
    assert len(await listed(one, stage="interviewed")) == 1
