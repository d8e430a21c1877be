"""Every role's day: by mouse and by keyboard alone, at 1280 and 320 pixels, in two languages.

``make test`` plays each day twice, so that either hand, width and language is had, and asks axe of
each state once, on the small screen; ``make soak`` sets CONCORD_EVERY_DAY, plays each day in all
eight ways and asks axe in each. Pictures begin with ``day-``.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import product, starmap
from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.roles import coordinating, hosting, keeping, leading, reviewing
from tests.browser.roles.cast import Cast, assembled
from tests.browser.roles.day import Day
from tests.browser.roles.hands import Keyboard, Mouse
from tests.support.browser import DESKTOP, PHONE, visitor
from tests.support.filling import enter
from tests.support.shifts import watch_shifts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from tests.support.hosted import Hosted

pytestmark = [pytest.mark.xdist_group("days"), pytest.mark.timeout(300)]

DAYS: Final[dict[str, Callable[[Day, Cast], None]]] = {
    "coordinator": coordinating.coordinator,
    "co-chair-county": leading.co_chair_county,
    "co-chair-probation": leading.co_chair_probation,
    "consultant": leading.consultant,
    "manager": leading.manager,
    "interviewer": reviewing.interviewer,
    "timekeeper": reviewing.timekeeper,
    "recorder": reviewing.recorder,
    "site-lead": hosting.site_lead,
    "quality-assurance": hosting.quality_assurance,
    "observer": hosting.observer,
    "auditor": keeping.auditor,
    "administrator": keeping.administrator,
    "interviewee": hosting.interviewee,
}
"""What each role does."""


@dataclass(frozen=True)
class Way:
    """How somebody works.

    Attributes:
        hand: Mouse or keyboard.
        width: Of the window, in CSS pixels.
        language: What they read.
    """

    hand: type[Mouse | Keyboard]
    width: int
    language: str

    def __str__(self) -> str:
        return f"{self.hand.name}-{self.width}-{self.language}"


EVERY: Final = bool(os.environ.get("CONCORD_EVERY_DAY"))
ALL: Final = list(starmap(Way, product((Mouse, Keyboard), (DESKTOP, PHONE), ("en", "es"))))
BY_MOUSE: Final = Way(Mouse, DESKTOP, "en")
BY_KEYBOARD: Final = Way(Keyboard, PHONE, "es")
SAMPLE: Final = list(product(DAYS, (BY_MOUSE, BY_KEYBOARD)))
PLAYED: Final = list(product(DAYS, ALL)) if EVERY else SAMPLE


@dataclass
class Stage:
    """Where days are played: a review for each way, so that none meets what another wrote."""

    hosted: Hosted
    browser: Browser
    new_agency: Callable[[], str]
    casts: dict[Way, Cast] = field(default_factory=dict)

    def cast(self, way: Way) -> Cast:
        if way not in self.casts:
            join, run = self.hosted.house.join, self.hosted.run
            here, elsewhere = (run(join(self.new_agency())) for _ in range(2))
            self.casts[way] = run(assembled(here, elsewhere))
        return self.casts[way]


@pytest.fixture(scope="module")
def stage_of_days(hosted: Hosted, browser: Browser, new_agency: Callable[[], str]) -> Stage:
    return Stage(hosted, browser, new_agency)


@pytest.fixture
def begun(stage_of_days: Stage) -> Iterator[Callable[[str, Way], Day]]:
    """Somebody comes to a browser of their own, for a day."""
    with ExitStack() as visitors:

        def begin(role: str, way: Way) -> Day:
            stage = stage_of_days
            cast = stage.cast(way)
            come = visitor(stage.browser, stage.hosted.url, way.width, locale=way.language)
            someone = visitors.enter_context(come)
            if role in cast.people:
                enter(someone, stage.hosted.run(cast.people[role].shown()) or "")
            shifts = watch_shifts(someone.context)
            return Day(
                someone,
                way.language,
                hand=way.hand(someone.page),
                name=f"day-{role}-{way}",
                shifts=shifts,
                read=lambda: stage.hosted.run(cast.read()),
                asks=EVERY or way == BY_KEYBOARD,
                whole=EVERY,
            )

        yield begin


@pytest.mark.parametrize(("role", "way"), PLAYED, ids=[f"{role}-{way}" for role, way in PLAYED])
def test_a_day_is_done_by_either_hand(
    begun: Callable[[str, Way], Day], stage_of_days: Stage, role: str, way: Way
) -> None:
    day = begun(role, way)
    day.someone.expects(409)

    DAYS[role](day, stage_of_days.cast(way))

    day.shifts.check()


def test_what_moves_under_somebodys_eyes_is_found(
    begun: Callable[[str, Way], Day], stage_of_days: Stage
) -> None:
    day = begun("interviewee", BY_MOUSE)
    day.opens(stage_of_days.cast(BY_MOUSE).address)
    day.looks("nothing-moves")

    for _ in range(20):  # what moves right after the picture is taken counts as one's own doing
        day.page.evaluate(
            """() => {
              const late = document.createElement("div");
              late.style.height = "300px";
              document.querySelector("main").prepend(late);
            }"""
        )
        day.page.wait_for_timeout(600)
        if day.shifts.too_much():
            break

    assert len(day.shifts.too_much()) == 1
