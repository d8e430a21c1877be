"""Themes at a browser: words like names are shown, codes are revealed, others see it live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_kernel.web import streams
from playwright.sync_api import expect

from tests.support import story
from tests.support.axe import barriers
from tests.support.browser import PHONE, visitor
from tests.support.filling import enter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from tests.support.browser import Visitor as Guest
    from tests.support.hosted import Hosted
    from tests.support.site import Visitor


@pytest.fixture
def one(hosted: Hosted, new_agency: Callable[[], str]) -> Iterator[story.Story]:
    """A review whose interviews are held, and readers that follow; at the end nobody listens."""

    async def recorded() -> story.Story:
        found = await story.recorded(await hosted.house.join(new_agency()))
        await found.site.read()
        return found

    async def end() -> None:
        for app in hosted.house.apps.values():
            streams.end(app)
            app.state.streams = streams.Streams()

    found = hosted.run(recorded())
    with hosted.following(found.site):
        yield found
    hosted.run(end())


def of(one: story.Story, path: str) -> str:
    return f"/review/{one.site.agency}/reviews/{one.review}{path}"


def token(hosted: Hosted, who: Visitor) -> str:
    return hosted.run(who.shown()) or ""


def test_words_like_a_name_are_shown_to_the_writer_before_anything_is_kept(
    hosted: Hosted, browser: Browser, one: story.Story
) -> None:
    with visitor(browser, hosted.url, locale="en-US") as writer:
        enter(writer, token(hosted, one.peers[0]))
        writer.expects(409)
        page = writer.go(of(one, "/themes"))
        page.get_by_label("The theme in plain words").fill("Alder Peerless asks; Birch does not.")
        page.get_by_text("A strength", exact=True).click()
        page.get_by_label("Heading of the report").select_option(label="Training Needs")
        for label in page.locator(".usa-checkbox__label").all():
            label.click()
        page.get_by_role("button", name="Propose the theme").click()
        said = page.locator(".said")
        expect(said).to_contain_text("“Alder Peerless”: This looks like the name of somebody")
        expect(said).to_contain_text("“Birch”: This looks like the name of somebody")
        assert barriers(page) == []
        writer.photograph("theme-names")
        page.get_by_label("The theme in plain words").fill(story.STATEMENT)
        page.locator(".past--given textarea").fill("No name is left.")
        with page.expect_navigation():
            page.get_by_role("button", name="Propose the theme").click()
        expect(page.locator("#theme")).to_contain_text(story.STATEMENT)


@pytest.mark.proves("PQCR-07")
def test_a_reviewer_codes_alone_and_others_see_it_when_all_codes_are_revealed(
    hosted: Hosted, browser: Browser, one: story.Story
) -> None:
    theme = hosted.run(story.propose(one, side="strength"))
    hosted.run(one.site.read())
    with (
        visitor(browser, hosted.url, locale="en-US") as first,
        visitor(browser, hosted.url, locale="es-US", width=PHONE) as second,
    ):
        for someone, peer in ((first, one.peers[0]), (second, one.peers[1])):
            enter(someone, token(hosted, peer))
            someone.go(of(one, f"/themes/{theme}"))
        codes_alone(second)
        watching = first.page
        expect(watching.locator("#theme")).to_contain_text("Coded by 2 of 3 reviewers")
        expect(watching.get_by_role("heading", name="What was coded")).to_have_count(0)
        hosted.run(story.code(one, theme, one.peers[2]))
        reveals_and_agrees(first, second)


def codes_alone(someone: Guest) -> None:
    """In Spanish, on a phone: heard, not heard, cannot say."""
    page = someone.page
    for nth, label in enumerate(("Lo escuché", "No lo escuché", "No lo sé")):
        page.get_by_text(label, exact=True).nth(nth).click()
    assert barriers(page) == []
    assert someone.overflowing() == []
    someone.photograph("theme-coding-es-320")
    with page.expect_navigation():
        page.get_by_role("button", name="Guardar mis códigos").click()


def reveals_and_agrees(first: Guest, second: Guest) -> None:
    """The first reveals; it comes to the second's page by itself."""
    page = first.page
    page.get_by_role("button", name="Reveal all codes").click()
    with page.expect_navigation():
        page.get_by_role("dialog").get_by_role("button", name="Reveal them").click()
    expect(second.page.locator("#theme")).to_contain_text("No coinciden")
    expect(page.locator("#theme")).to_contain_text("They disagree")
    assert barriers(page) == []
    first.photograph("theme-revealed")
    second.page.reload()
    assert second.overflowing() == []
    second.photograph("theme-revealed-es-320")
    with page.expect_navigation():
        page.get_by_role("button", name="Agree the theme").click()
    expect(page.locator("#theme")).to_contain_text("voices support it")
    first.photograph("theme-agreed")


def test_the_literature_is_attached_by_hand_and_fits_a_phone(
    hosted: Hosted, browser: Browser, one: story.Story
) -> None:
    hosted.run(one.agree())
    consultant = one.site.enter("consultant-1", "consultant", home="ca-cdss")
    with visitor(browser, hosted.url, locale="en-US") as someone:
        enter(someone, token(hosted, consultant))
        page = someone.go(of(one, "/literature"))
        expect(page.get_by_text("No literature review is attached yet")).to_be_visible()
        page.get_by_label("Level of evidence").select_option(index=1)
        page.get_by_label("Source").fill("A made-up review, Made-up Press, 2008.")
        page.get_by_label("What it says on the focus area").fill("Placements with kin hold longer.")
        with page.expect_navigation():
            page.get_by_role("button", name="Attach it").click()
        expect(page.get_by_text("Not used for anything yet")).to_be_visible()
        expect(page.get_by_role("link", name=story.STATEMENT)).to_be_visible()
        assert barriers(page) == []
        someone.photograph("literature")
        someone.narrow()
        assert someone.overflowing() == []
        someone.photograph("literature-320")
        page = someone.go(of(one, "/themes"))
        assert someone.overflowing() == []
        someone.photograph("themes-board-320")
