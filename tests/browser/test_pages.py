"""Every page, for everyone who may see it: nobody is kept out, in either language, on a phone.

``make test`` asks axe of each page on a desktop in English and on a phone in Spanish, as whoever
sees most of it; ``make soak`` sets CONCORD_EVERY_DAY and asks it of all four, and of everybody's.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.places import PLACES, Place
from tests.support.axe import barriers
from tests.support.browser import DESKTOP, PHONE

if TYPE_CHECKING:
    from tests.browser.people import Visits

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]

EVERY: Final = bool(os.environ.get("CONCORD_EVERY_DAY"))
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
    if EVERY or language == "en":
        assert barriers(page) == []
    someone.photograph(f"{place.name}-{language}-{DESKTOP}")

    someone.narrow()

    assert someone.overflowing() == []
    if EVERY or language == "es":
        assert barriers(page) == []
    someone.photograph(f"{place.name}-{language}-{PHONE}")


@pytest.mark.parametrize(
    ("place", "role"), OTHERS, ids=[f"{place.name}-{role}" for place, role in OTHERS]
)
def test_a_page_serves_everyone_who_may_see_it(visit: Visits, place: Place, role: str) -> None:
    someone = visit(role)
    page = someone.go(visit.path(place))

    assert page.locator("h1").count() == 1
    if EVERY:
        assert barriers(page) == []
