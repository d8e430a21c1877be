"""What went wrong is a page like any other: it says so in words, and leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.places import BY_NAME
from tests.support.axe import barriers
from tests.support.browser import DESKTOP

if TYPE_CHECKING:
    from tests.browser.people import Visits

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]

PROBLEMS = {
    "not-here": ("coordinator", "/review/ca-santa-cruz/reviews/no-such-review"),
    "another-agency": ("coordinator", "/review/nc-durham/reviews"),
    "no-invitation": ("", "/door/invitation?code=used"),
    "no-page": ("", "/door/no-such-page"),
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_is_a_page_that_leads_on(visit: Visits, name: str, language: str) -> None:
    role, path = PROBLEMS[name]
    someone = visit(role, language=language)
    someone.expects(404)
    page = someone.go(path)

    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert page.locator("main a").count() >= 1
    assert barriers(page) == []
    someone.photograph(f"{name}-{language}-{DESKTOP}")


def test_who_has_not_signed_in_is_asked_to_and_comes_to_the_page_then(visit: Visits) -> None:
    someone = visit()
    path = visit.path(BY_NAME["themes"])
    page = someone.go(path)

    assert "/door/sign-in" in page.url
    visit.people.sign_in(page, "reviewer")
    assert page.url == someone.url + path
