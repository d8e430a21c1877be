"""What the people of a county do in their event week, in simulated time.

A team's recorder opens a form, saves an answer every few seconds, finishes the form and records the
interview. Peers look at their interviews and at the board of themes, which stays open as a live
page; the coordinator looks at overview, cases and schedule and releases the schedule anew each
morning; the manager looks at the report.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

import httpx2
from concord_demo import santa_cruz

from tests.rehearsal.callers import Keeping, Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from concord_demo.client import Caller

    from tests.rehearsal.county import County

ANSWERS: Final[tuple[dict[str, Any], ...]] = (
    {"answers": {"moved": "yes"}},
    {"answers": {"moves": 2}},
    {"answers": {"why": ["relatives"]}},
    {"texts": {"told": "Synthetic: told by a neighbor."}},
    {"answers": {"support": 3}},
    {"texts": {"missing": "Synthetic: a placement near the school."}},
    {"answers": {"relatives-asked": "yes"}},
    {"texts": {"strength": "Synthetic: relatives were asked early."}},
)
"""The answers of one interview, in the order in which they are saved."""


@dataclass(frozen=True)
class Pace:
    """How fast time goes.

    Attributes:
        save: Seconds between two saves of one recorder, on average.
        look: Seconds between two pages that somebody looks at, on average.
        day: Seconds of a simulated day.
        days: Of interviews.
    """

    save: float = 3.0
    look: float = 6.0
    day: float = 60.0
    days: int = 3

    @property
    def week(self) -> float:
        """Seconds of the whole."""
        return self.day * self.days


async def held(county: County, url: str, keeping: Keeping, pace: Pace, seed: int) -> None:
    """One county's week."""
    limits = httpx2.Limits(max_connections=20)
    async with httpx2.AsyncClient(base_url=url, timeout=30, limits=limits) as http:
        chance = Random(f"{seed}/{county.agency}")  # ruff: ignore[suspicious-non-cryptographic-random-usage] -- repeatable
        await asyncio.gather(*_works(county, http, keeping, pace, chance))


def _works(
    county: County, http: httpx2.AsyncClient, keeping: Keeping, pace: Pace, chance: Random
) -> Iterator[Any]:
    story = county.story

    def who(caller: Caller) -> Person:
        return Person.who(caller, story.review, http, keeping)

    for caller, team, sessions in county.recorders():
        yield _records(who(caller), team, sessions, pace, chance)
    recorders = {caller.account for caller, *_ in county.recorders()}
    for caller in [one for one in story.reviewers if one.account not in recorders]:
        yield _looks(who(caller), PEER, pace, chance)
    yield _follows(who(story.reviewers[0]), pace)
    yield _looks(who(story.coordinator), COORDINATOR, pace, chance)
    yield _looks(who(story.manager), MANAGER, pace, chance)
    yield _releases(who(story.coordinator), pace)


PEER: Final = (("review", "/interviews"), ("review", "/themes"), ("scheduling", ""))
COORDINATOR: Final = (
    ("review", ""),
    ("review", "/cases"),
    ("scheduling", ""),
    ("review", "/teams"),
)
MANAGER: Final = (("review", ""), ("reporting", ""))


async def _records(who: Person, team: str, sessions: list[str], pace: Pace, chance: Random) -> None:
    """A recorder's interviews, as many a day as the team has."""
    a_day = -(-len(sessions) // pace.days)
    for nth, session in enumerate(sessions):
        begins = pace.day * (nth // a_day) + pace.day * 0.8 * (nth % a_day) / a_day
        await _until(who, begins)
        await _answers(who, session, pace, chance)
        on = santa_cruz.FIRST_DAY + timedelta(days=1 + nth // 2)
        body = {
            "team": team,
            "on": on.isoformat(),
            "minutes": 45,
            "notes": "Synthetic notes of a rehearsal.",
        }
        done = await who.send("review", f"/sessions/{session}", body)
        if "position" in done:
            await who.wait_for_own_write("review", "/interviews", done["position"])


async def _answers(who: Person, session: str, pace: Pace, chance: Random) -> None:
    """A form from its first answer to its last."""
    path = f"/sessions/{session}/answers"
    await who.page("review", f"/sessions/{session}/form")
    version = (await who.data("review", path))["version"]
    for answer in ANSWERS:
        body = {"answers": {}, "texts": {}} | answer
        done = await who.send("review", path, body, method="PUT", version=version)
        if "version" in done:
            version = done["version"]
        else:
            version = (await who.data("review", path))["version"]
        await asyncio.sleep(chance.expovariate(1 / pace.save))
    await who.send("review", f"{path}/completion", {})


async def _looks(
    who: Person, pages: tuple[tuple[str, str], ...], pace: Pace, chance: Random
) -> None:
    """Somebody who looks at one page and then at another."""
    while who.now() < pace.week:
        await who.page(*chance.choice(pages))
        await asyncio.sleep(chance.expovariate(1 / pace.look))


async def _follows(who: Person, pace: Pace) -> None:
    """A board that is open the whole week; it comes again when the line breaks."""
    url = f"/review/api/v1/{who.agency}/reviews/{who.review}/live"
    while who.now() < pace.week:
        try:
            async with asyncio.timeout(max(0.1, pace.week - who.now())):
                await _watches(who, url)
        except (TimeoutError, httpx2.TransportError):
            await asyncio.sleep(0.5)


async def _watches(who: Person, url: str) -> None:
    """Look at the board whenever it is said that something changed."""
    stream = who.http.stream("GET", url, headers=who.signed_in, timeout=None)
    async with stream as lines:
        async for line in lines.aiter_lines():
            if line.startswith("event: changed"):
                await who.page("review", "/themes")


async def _releases(who: Person, pace: Pace) -> None:
    """Each morning the schedule goes out anew."""
    for day in range(pace.days):
        await _until(who, pace.day * day + 2)
        await who.send("scheduling", "/releases", {})


async def _until(who: Person, moment: float) -> None:
    await asyncio.sleep(max(0.0, moment - who.now()))
