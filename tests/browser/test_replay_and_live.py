"""The replay's slider and pages that change by themselves, at a browser."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel.web import streams
from playwright.sync_api import expect

from tests.support import story
from tests.support.axe import barriers
from tests.support.browser import PHONE, visitor
from tests.support.filling import enter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Route

    from tests.support.hosted import Hosted
    from tests.support.site import Visitor


@pytest.fixture
def one(hosted: Hosted, new_agency: Callable[[], str]) -> Iterator[story.Story]:
    """A review whose sample is drawn; at the end nobody listens any more."""

    async def drawn() -> story.Story:
        site = await hosted.house.join(new_agency())
        return await story.drawn(site)

    async def end() -> None:
        for app in hosted.house.apps.values():
            streams.end(app)
            app.state.streams = streams.Streams()

    yield hosted.run(drawn())
    hosted.run(end())


def auditor(one: story.Story) -> Visitor:
    return one.site.enter("auditor-1", "auditor", home="ca-cdss")


def of(one: story.Story, path: str, service: str = "review") -> str:
    return f"/{service}/{one.site.agency}/reviews/{one.review}{path}"


def token(hosted: Hosted, who: Visitor) -> str:
    return hosted.run(who.shown()) or ""


def test_the_slider_moves_by_keyboard_and_its_address_is_citable(
    hosted: Hosted, browser: Browser, one: story.Story
) -> None:
    with visitor(browser, hosted.url, locale="en-US") as someone:
        enter(someone, token(hosted, auditor(one)))
        page = someone.go(of(one, "/replay?at=1"))
        slider = page.get_by_role("slider", name="Step")
        expect(slider).to_have_value("1")
        slider.focus()
        page.keyboard.press("ArrowRight")
        expect(page.locator("#replay-fact")).to_have_text("The focus area was chosen")
        expect(slider).to_be_focused()
        assert (slider.get_attribute("aria-valuetext") or "").startswith("Step 2 of ")
        assert "?at=" in page.url
        cited = page.url
        page.get_by_role("link", name="Next").click()
        expect(slider).to_have_value("3")
        expect(page.get_by_role("link", name="Next")).to_be_focused()
        page.goto(cited)
        expect(page.locator("#replay-fact")).to_have_text("The focus area was chosen")
        expect(page.locator(".replay-changed")).to_have_count(2)
        page.keyboard.press("End")
        assert barriers(page) == []
        someone.photograph("replay")


def test_the_slider_works_without_a_script(
    hosted: Hosted, browser: Browser, one: story.Story
) -> None:
    with visitor(browser, hosted.url, java_script_enabled=False, locale="en-US") as someone:
        enter(someone, token(hosted, auditor(one)))
        page = someone.go(of(one, "/replay?at=1"))
        page.get_by_role("slider", name="Step").focus()
        page.keyboard.press("ArrowRight")
        page.get_by_role("button", name="Go to this step").click()
        expect(page.locator("#replay-fact")).to_have_text("The focus area was chosen")


def test_the_replay_fits_a_phone_in_spanish(
    hosted: Hosted, browser: Browser, one: story.Story
) -> None:
    with visitor(browser, hosted.url, width=PHONE, locale="es-US") as someone:
        enter(someone, token(hosted, auditor(one)))
        page = someone.go(of(one, "/replay"))
        assert someone.overflowing() == []
        assert barriers(page) == []
        someone.photograph("replay-320-es")


def test_a_schedule_changes_under_the_eyes_of_who_looks(
    hosted: Hosted, browser: Browser, one: story.Story
) -> None:
    async def meanwhile(work: Any) -> None:
        await asyncio.sleep(1)
        await work
        await one.site.read()

    with visitor(browser, hosted.url, locale="en-US") as someone:
        enter(someone, token(hosted, one.coordinator))
        page = someone.go(of(one, "", "scheduling"))
        expect(page.locator("#week")).not_to_contain_text("2010")
        hosted.run(meanwhile(one.set_week()))
        expect(page.locator("#week")).to_contain_text("January 25, 2010")
        page = someone.go(of(one, ""))
        hosted.run(meanwhile(one.form_team()))
        expect(page.locator("#steps")).to_contain_text("1 team")
        page.goto("about:blank")


def test_what_changes_takes_no_id_of_what_stays_as_it_was(
    hosted: Hosted, browser: Browser, one: story.Story
) -> None:
    """Ids are numbered over the whole page, and only a part of it is brought up to date."""

    def with_one_field_more(route: Route) -> None:
        steps = re.compile(r'<\w+[^>]* id="steps"[^>]*>')
        page = route.fetch().text()
        more = '<label for="main">More</label><input id="main">'
        route.fulfill(body=steps.sub(lambda found: found[0] + more, page), content_type="text/html")

    with visitor(browser, hosted.url, locale="en-US") as someone:
        enter(someone, token(hosted, one.coordinator))
        page = someone.go(of(one, ""))
        page.route(f"**{of(one, '')}", with_one_field_more)
        hosted.run(one.form_team())
        hosted.run(one.site.read())
        expect(page.locator("#steps").get_by_label("More")).to_have_id("main--live")
        expect(page.locator("[id=main]")).to_have_count(1)
        page.unroute_all(behavior="ignoreErrors")
        page.goto("about:blank")


def test_what_changed_while_somebody_typed_is_shown_afterwards(
    hosted: Hosted, browser: Browser, one: story.Story
) -> None:
    with visitor(browser, hosted.url, locale="en-US") as someone:
        enter(someone, token(hosted, one.coordinator))
        page = someone.go(of(one, ""))
        steps = page.locator("#steps")
        steps.evaluate("one => one.append(document.createElement('textarea'))")
        steps.locator("textarea").fill("half a sen")
        hosted.run(one.form_team())
        with page.expect_response(lambda answer: "concord-refresh" in answer.request.headers):
            hosted.run(one.site.read())
        page.wait_for_timeout(700)
        expect(steps).not_to_contain_text("1 team")
        steps.locator("textarea").blur()
        expect(steps).to_contain_text("1 team")
        page.goto("about:blank")
