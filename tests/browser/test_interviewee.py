"""Interviewees' own pages at a browser: links are handed out, and opened without an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.axe import barriers
from tests.support.browser import visitor
from tests.support.filling import enter

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.support.browser import Visitor
    from tests.support.filling import Team


def coordinator(team: Team) -> Visitor:
    token = team.hosted.run(team.one.coordinator.shown()) or ""
    someone = team.visitors.enter_context(visitor(team.browser, team.hosted.url, locale="en-US"))
    enter(someone, token)
    someone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return someone


def without_barriers_at_both_widths(someone: Visitor, page: Page, name: str) -> None:
    assert barriers(page) == []
    someone.photograph(f"{name}-desktop")
    someone.narrow()
    assert someone.overflowing() == []
    assert barriers(page) == []
    someone.photograph(f"{name}-phone")


def gives_links_to_all(team: Team, someone: Visitor) -> str:
    """Gives everybody a link, ends one, and copies the first message; the link in it."""
    page = someone.go(f"/review/{team.one.site.agency}/reviews{team.one.where}/preparation")
    with page.expect_navigation():
        page.get_by_role("button", name="Give these links").click()
    expect(page.get_by_role("button", name="Renew Worker")).to_have_count(3)
    with page.expect_navigation():
        page.get_by_role("button", name="End Worker").first.click()
    expect(page.get_by_role("button", name="Give a link Worker")).to_have_count(1)
    assert barriers(page) == []
    someone.photograph("preparation-links")
    page.get_by_role("link", name="All messages").click()
    page.get_by_role("button", name="Copy the message").first.click()
    expect(page.locator("#copied")).to_contain_text("Copied: the message of Worker")
    copied: str = page.evaluate("navigator.clipboard.readText()")
    link = page.locator("code").first.inner_text()
    assert link in copied
    without_barriers_at_both_widths(someone, page, "interviewee-messages")
    return link


def test_a_link_is_handed_out_and_opens_a_page_without_account_or_cookie(team: Team) -> None:
    link = gives_links_to_all(team, coordinator(team))
    team.hosted.run(team.one.site.read())

    someone = team.visitors.enter_context(
        visitor(team.browser, team.hosted.url, locale="es-US", timezone_id="America/Chicago")
    )
    page = someone.go(link.removeprefix(team.hosted.url))
    expect(page.get_by_role("heading", level=1)).to_have_text("Su entrevista")
    assert barriers(page) == []
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your interview")
    without_barriers_at_both_widths(someone, page, "interviewee")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="What you will be asked")).to_be_visible()
    expect(page.locator(".languages")).to_be_hidden()
    assert someone.context.cookies() == []

    someone.expects(404)
    page.goto(link[:-1])
    expect(page.get_by_role("heading", level=1)).to_have_text("Este enlace no abre nada")
    assert barriers(page) == []
