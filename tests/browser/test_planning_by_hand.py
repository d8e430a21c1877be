"""A coordinator plans at a browser: the tool's way, tasks, meetings, timeline; a small screen."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support.filling import enter, photograph, without_barriers
from tests.support.tools import question, tool_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.support.browser import Visitor
    from tests.support.filling import Team

CO_CHAIRS = ["co-chair-child-welfare", "co-chair-probation", "co-chair-state"]
MENDED = tool_of(question("a")) | {"synthetic": True}
GROUNDS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "Attach the document",
        {
            "kind": "",
            "what": "Quarterly data of July 2009",
            "first": "2009-07-01",
            "last": "2009-09-30",
            "where": "Binder 3, shelf 2",
        },
    ),
    ("Record the choice", {"included": "true", "reason": "The court calendar comes up often."}),
    (
        "Note it",
        {
            "county": "",
            "year": "2008",
            "told_by": "",
            "on": "2009-11-02",
            "text": "Begin early.",
        },
    ),
    ("State the allocation", {"amount": "4000", "source": "Letter of 1 October 2009"}),
    (
        "Plan the cost",
        {"kind": "", "text": "Two nights", "people": "6", "times": "2", "amount": "90.5"},
    ),
)
"""Forms of the page and what is typed into them; of a list without a value, the first choice."""


def coordinator(team: Team, **wishes: Any) -> Visitor:
    """The coordinator, who has signed in."""
    someone = team.comes(0, **wishes)
    enter(someone, team.hosted.run(team.one.coordinator.shown()) or "")
    return someone


def below(team: Team, path: str) -> str:
    return f"/review/{team.one.site.agency}/reviews{team.one.where}{path}"


def planned(team: Team) -> None:
    """Tasks, meetings with a week left out, and every reader at the head."""
    for task, due in (("iv.d.6", "2009-12-15"), ("iv.d.9", "2010-01-15")):
        body = {"to": "coordinator", "due": due}
        team.hosted.run(team.one.post("review", f"/tasks/{task}/assignment", body))
    for day in ("2009-11-30", "2009-12-07", "2009-12-14"):
        meeting = {"kind": "planning", "on": day, "parties": CO_CHAIRS}
        team.hosted.run(team.one.post("review", "/meetings", meeting))
    team.hosted.run(team.one.site.read())


def test_the_timeline_says_what_is_late_and_next_on_a_large_and_on_a_small_screen(
    team: Team,
) -> None:
    planned(team)
    for width in (1280, 320):
        someone = coordinator(team, width=width)
        page = someone.go(below(team, "/timeline?as_of=2009-12-28"))
        expect(page.get_by_text("Late or missing")).to_be_visible()
        expect(page.locator(".months__one")).to_have_count(9)
        assert someone.overflowing() == []
        without_barriers(page)
        photograph(someone, f"timeline-{width}")
        for path in (
            "tasks",
            "tasks?of=tasks.co-chairs",
            "meetings",
            "training",
            "preparation",
            "tools",
        ):
            page = someone.go(below(team, f"/{path}"))
            assert someone.overflowing() == [], path
            without_barriers(page)
            photograph(someone, f"{path.partition('=')[2] or path}-{width}")


def test_a_task_is_given_done_and_opened_again(team: Team) -> None:
    someone = coordinator(team)
    page = someone.go(below(team, "/tasks"))
    page.get_by_role("link", name="Co-chairs: further duties").click()
    card = page.locator("#iv-d-duty-2")
    card.get_by_text("Work on it").click()
    card.get_by_label("Who does it").select_option("planning-team")
    card.get_by_role("button", name="Give the task").click()
    page.wait_for_url("**at=*")
    team.hosted.run(team.one.site.read())

    page = someone.go(below(team, "/tasks?of=tasks.co-chairs-duties"))
    expect(card).to_contain_text("PQCR planning team")
    card.get_by_text("Work on it").click()
    photograph(someone, "task")
    card.get_by_role("button", name="It is done").click()
    page.wait_for_url("**at=*")
    team.hosted.run(team.one.site.read())

    someone.go(below(team, "/tasks?of=tasks.co-chairs-duties"))
    expect(card.get_by_role("button", name="Open it again")).to_be_visible()


def test_a_meeting_that_lacked_somebody_is_recorded_with_a_reason(team: Team) -> None:
    someone = coordinator(team)
    someone.expects(409)
    page = someone.go(below(team, "/meetings"))
    page.get_by_label("What it was", exact=True).select_option("pre-site-call")
    page.get_by_text("Review team members").first.click()
    page.get_by_role("button", name="Record it").click()
    expect(page.locator(".said")).to_contain_text("A pre-site call is with reviewers")
    page.get_by_label("Reason").fill("The co-chairs are called on Friday.")
    page.get_by_role("button", name="Record it").click()
    page.wait_for_url("**at=*")
    team.hosted.run(team.one.site.read())

    page = someone.go(below(team, "/meetings"))
    expect(page.locator("#meetings")).to_contain_text("Pre-site conference call")


def test_a_mended_tool_goes_from_a_file_to_its_second_edition(team: Team, tmp_path: Path) -> None:
    file = tmp_path / "questions.json"
    file.write_text(json.dumps(MENDED), encoding="utf-8")
    someone = coordinator(team)
    page = someone.go(below(team, "/tools"))
    tool = page.locator("#tool-interview")
    tool.get_by_text("Upload another draft").click()
    tool.locator("input[type=file]").first.set_input_files(file)
    tool.get_by_role("button", name="Upload the draft").first.click()
    page.wait_for_url("**at=*")

    tool.get_by_label("Held on").fill("2010-01-05")
    tool.get_by_label("What was learned").fill("It is clear now.")
    photograph(someone, "tool-to-try")
    with page.expect_navigation():
        tool.get_by_role("button", name="Record it").click()
    with page.expect_navigation():
        tool.get_by_role("button", name="Approve this draft").click()
    tool.get_by_role("button", name="Publish").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()

    expect(tool.get_by_text("Edition 2 holds")).to_be_visible()
    expect(tool.get_by_text("It is clear now.")).to_be_visible()
    without_barriers(page)
    photograph(someone, "tool-published")


@pytest.mark.proves("DISC-19")
def test_whom_somebody_of_the_planning_team_supervises_is_told_where_it_says_who_leads(
    team: Team,
) -> None:
    part = {"part": "planning-team", "kind": "supervisor", "home": team.one.site.agency}
    team.hosted.run(team.one.post("review", "/leaders", part | {"name": "Rowan Hostley"}))
    team.hosted.run(team.one.site.read())
    someone = coordinator(team, width=320)
    page = someone.go(below(team, "/leaders"))
    page.get_by_role("button", name="Tell ties").click()
    asked = page.get_by_role("dialog")
    box = asked.locator(".usa-checkbox__label").first
    case = (box.text_content() or "").strip()
    box.click()
    without_barriers(page)
    photograph(someone, "leaders-ties-320")
    with page.expect_response("**/ties"):
        asked.get_by_role("button", name="Keep the ties").click()
    team.hosted.run(team.one.site.read())
    page.wait_for_url("**at=*")

    expect(page.get_by_text(f"Supervises the worker: {case}")).to_be_visible()
    assert someone.overflowing() == []
    photograph(someone, "leaders-320")


def test_what_the_planning_rests_on_is_filled_in(team: Team) -> None:
    someone = coordinator(team)
    for button, fields in GROUNDS:
        page = someone.go(below(team, "/grounds"))
        fills_in(page, button, fields)
        page.wait_for_url("**at=*")
        team.hosted.run(team.one.site.read())

    page = someone.go(below(team, "/grounds"))
    for told in ("Binder 3, shelf 2", "It is examined", "Begin early.", "1,086.00 of 4,000.00"):
        expect(page.locator("#grounds")).to_contain_text(told)
    photograph(someone, "grounds-filled")
    without_barriers(page)


def fills_in(page: Page, button: str, fields: dict[str, str]) -> None:
    """Fill in the first form with a button: a list's first choice, a radio, or what is typed."""
    form = page.locator(f"form:has(button:text-is('{button}'))").first
    if not form.is_visible():
        form.locator("xpath=ancestor::details[1]/summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name='{name}']")
        if not value:
            field.select_option(index=1)
        elif field.first.get_attribute("type") == "radio":
            form.locator(f"[name='{name}'][value='{value}'] + label").click()
        else:
            field.fill(value)
    form.get_by_role("button", name=button, exact=True).click()
