"""Every page, for everyone who may see it: nobody is kept out, in either language, on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.places import PLACES, Place
from tests.support.axe import barriers
from tests.support.browser import DESKTOP, PHONE

if TYPE_CHECKING:
    from tests.browser.people import Visits

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]

SIGHTS = [(place, language) for place in PLACES for language in ("en", "es")]
OTHERS = [(place, role) for place in PLACES for role in place.roles[1:]]


@pytest.mark.parametrize(
    ("place", "language"), SIGHTS, ids=[f"{place.name}-{language}" for place, language in SIGHTS]
)
def test_a_page_keeps_nobody_out(visit: Visits, place: Place, language: str) -> None:
    someone = visit(place.roles[0], language=language)
    page = someone.go(visit.path(place))

    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert barriers(page) == []
    someone.photograph(f"{place.name}-{language}-{DESKTOP}")

    someone.narrow()

    assert someone.overflowing() == []
    assert barriers(page) == []
    someone.photograph(f"{place.name}-{language}-{PHONE}")


@pytest.mark.parametrize(
    ("place", "role"), OTHERS, ids=[f"{place.name}-{role}" for place, role in OTHERS]
)
def test_a_page_serves_everyone_who_may_see_it(visit: Visits, place: Place, role: str) -> None:
    someone = visit(role)
    page = someone.go(visit.path(place))

    assert page.locator("h1").count() == 1
    assert barriers(page) == []
