"""The review's pages: what each says in each state, what it offers, and to whom."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from concord_kernel.jurisdictions import Jurisdictions

from tests.support import story
from tests.support.reviews import PEER
from tests.support.site import made

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio


def offered(page: str) -> set[str]:
    """The commands that a page's forms send, by the end of their path."""
    return {one.rpartition("/")[2] for one in re.findall(r'data-api="([^"]+)"', page)}


async def shown(who: Visitor, one: story.Story, room: str = "") -> str:
    page = await who.page("review", f"{one.where}{room}")
    assert page.status_code == 200
    return page.text


async def test_an_empty_list_says_what_to_do_and_who_can_do_it(site: Site) -> None:
    await site.read()
    coordinator = (await site.enter("coordinator-1", "coordinator").page("review", "")).text
    observer = (await site.enter("observer-1", "observer").page("review", "")).text

    assert "There is no review yet. Open the first one below." in coordinator
    assert offered(coordinator) == {"reviews"}
    assert "as soon as the agency's coordinator opens one" in observer
    assert offered(observer) == set()


async def test_a_list_goes_on_page_by_page(site: Site) -> None:
    one = await story.opened(site)
    for _ in range(2):
        await story.opened(site)
    await site.read()
    found: list[str] = []
    cursor: list[str] = [""]

    for _ in range(3):
        asked = {"limit": "1"} | ({"after": cursor[0]} if cursor[0] else {})
        page = (await one.coordinator.page("review", "", **asked)).text
        found += re.findall(r">(pqcr-[a-z0-9]+)</small>", page)
        cursor = re.findall(r'rel="next" href="\?after=([^"]+)"', page)

    assert len(found) == len(set(found)) == 3
    assert cursor == []


async def test_while_a_plugin_fails_open_reviews_go_on_and_none_is_opened(site: Site) -> None:
    one = await story.opened(site)
    await site.read()
    app, office = site.house.apps["review"], site.house.office("review")
    app.state.office = replace(office, jurisdictions=Jurisdictions([]))

    try:
        listed = (await one.coordinator.page("review", "")).text
        page = await shown(one.coordinator, one)
    finally:
        app.state.office = office

    assert "The rules of your jurisdiction cannot be read just now" in listed
    assert one.review in listed
    assert offered(listed) == set()
    assert "Peer Quality Case Review" in page


async def test_the_next_step_is_marked_and_leads_to_its_page(site: Site) -> None:
    one = await story.drawn(site)

    page = await shown(one.coordinator, one)

    assert page.count('aria-current="step"') == 1
    _, _, following = page.partition('aria-current="step"')
    assert following.index("Who leads") < following.index("</li>")
    assert f'href="/review/{site.agency}/reviews{one.where}/leaders"' in following
    assert f'href="/review/{site.agency}/reviews{one.where}/teams"' in following


async def test_the_focus_area_is_asked_for_with_a_reason_of_each_agency(site: Site) -> None:
    one = await story.opened(site)
    await site.read()

    page = await shown(one.coordinator, one)

    assert offered(page) == {"focus-area"}
    assert "Reason of Child welfare" in page
    assert "Reason of Probation" in page
    await one.plan()
    await site.read()
    assert offered(await shown(one.coordinator, one)) == set()


async def test_cases_are_imported_then_drawn_then_shown(site: Site) -> None:
    one = await story.opened(site)
    await one.plan()
    await site.read()

    always = {"capacity", "selection"}
    assert offered(await shown(one.coordinator, one, "/cases")) == always
    assert offered(await shown(one.coordinator, one, "/cases/import")) == {"frame"}
    await one.import_frame()
    await site.read()
    assert offered(await shown(one.coordinator, one, "/cases")) == {*always, "sample"}
    await one.draw(wanted={"child-welfare": 4, "probation": 2})
    page = await shown(one.coordinator, one, "/cases")
    assert offered(page) == {*always, "summaries"}
    assert page.count("<progress") == 2
    assert 'max="4" value="4"' in page
    assert page.count("Quota met") == 2


async def test_whoever_may_not_choose_cases_is_told_who_does(site: Site) -> None:
    one = await story.opened(site)
    await site.read()

    page = await shown(site.enter("co-chair-1", "co-chair"), one, "/cases")

    assert "The coordinator imports the list of cases and draws" in page
    assert offered(page) == set()


async def test_teams_are_called_by_their_number_and_members_by_their_name(site: Site) -> None:
    one = await story.drawn(site)
    await one.form_team()
    await site.read()

    page = await shown(one.coordinator, one, "/teams")

    assert "<caption>Team 1</caption>" in page
    assert one.team not in page
    assert "Monterey County" in page
    assert "Timekeeper" in page
    of_teams = {"teams", "reviewers", "knowledge", "part", "size", "completion"}
    assert offered(page) == of_teams
    assert "A team of 2 people" in page
    assert "A team of 4 people" not in page


async def test_whoever_has_not_signed_can_have_the_signature_recorded(site: Site) -> None:
    one = await story.drawn(site)
    late = await one.invite("Dogwood Peerless", signs=False)
    other = await one.invite("Elm Peerless", signs=False)
    await site.read()

    for who, forms in ((one.coordinator, 2), (late, 1), (other, 1)):
        page = await shown(who, one, "/teams")
        assert page.count('/confidentiality"') == forms
        assert page.count("Not signed") == 2


async def test_an_interview_is_recorded_on_its_card_and_its_notes_have_a_page(site: Site) -> None:
    one = await story.released(site)
    await site.read()

    before = await shown(one.peers[0], one, "/interviews")
    assert "Interview at 9:00\u202fAM, case 1" in before
    assert before.count("To record") == 3
    assert "/notes" not in before
    await one.record()
    await site.read()
    after = await shown(one.peers[0], one, "/interviews")
    assert offered(after) == set()
    assert after.count(">Recorded<") == 3
    path = f"/sessions/{one.sessions[0]}/notes"
    assert f"{one.where}{path}" in after
    assert story.NOTES in await shown(one.peers[0], one, path)


async def test_notes_have_a_page_for_their_team_only_and_each_reading_is_recorded(
    site: Site,
) -> None:
    one = await story.recorded(site)
    path = f"/sessions/{one.sessions[0]}/notes"
    stranger = await one.invite("Elm Peerless")
    others = [one.coordinator, stranger, site.enter("consultant-1", "consultant", home="ca-cdss")]

    for who in others:
        page = await who.page("review", f"{one.where}{path}")
        assert page.status_code == 404
        assert story.NOTES not in page.text
    await shown(one.peers[1], one, path)

    names = [each.name for each in await site.history()]
    assert names.count("vault.text-read.v1") == 1


async def test_themes_are_coded_revealed_and_agreed_on_a_page_of_their_own(site: Site) -> None:
    one = await story.recorded(site)
    theme = await story.propose(one, side="strength", practice="emerging")
    await site.read()

    board = await shown(one.peers[0], one, "/themes")
    assert offered(board) == {"themes"}
    assert "Coded by 1 of 3 reviewers" in board
    assert "Promising practice, emerging" in board
    assert board.index("Strengths") < board.index("Training Needs")
    page = await shown(one.peers[1], one, f"/themes/{theme}")
    assert offered(page) == {"codes", "reveal", "reopening", "withdrawal"}
    assert "Interview 1 of team 1, Monday, January 25, 2010" in page
    assert "Sessions left to code: 3" in page
    for peer in one.peers[1:]:
        await story.code(one, theme, peer)
    await story.reveal(one, theme)
    await site.read()
    page = await shown(one.peers[0], one, f"/themes/{theme}")
    assert "everybody said the same everywhere" in page
    assert offered(page) == {"agreement", "dissent", "reopening", "withdrawal"}
    made(await one.peers[0].post("review", f"{one.where}/themes/{theme}/agreement"))
    await site.read()
    agreed = await shown(one.peers[0], one, f"/themes/{theme}")
    assert "3 voices support it" in agreed
    assert 'max="3" value="3"' in agreed


async def test_the_host_county_sees_no_statement_and_proposes_nothing(site: Site) -> None:
    one = await story.finished(site)

    page = await shown(one.coordinator, one, "/themes")

    assert story.STATEMENT not in page
    assert "when a named person has cleared it" in page
    assert offered(page) == set()


async def test_a_reviewer_without_a_team_is_told_when_interviews_come(site: Site) -> None:
    one = await story.opened(site)
    await site.read()

    page = await shown(site.enter("reviewer-none", "reviewer", home=PEER), one, "/interviews")

    assert "as soon as the coordinator releases the schedule" in page
    assert f'href="/review/{site.agency}/reviews{one.where}"' in page
