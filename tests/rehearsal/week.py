"""What the people of a county do in their event week, in simulated time.

A team's recorder opens a form, saves an answer every few seconds, finishes the form and records the
interview; the timekeeper writes its debrief and puts a point on the day's board; in the evening the
state's consultant agrees the day and a peer proposes a theme. Boards stay open as live pages and
are shown anew when something changed. Each morning one interview is moved and the schedule is
released anew; on the second day somebody does not come, and a back-up case takes the place. The
others look at one page and then at another.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

import httpx2
from concord_demo import santa_cruz

from tests.rehearsal.callers import REFRESH, Keeping, Person

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from concord_demo.client import Caller

    from tests.rehearsal.county import County
    from tests.rehearsal.days import Calendar, Pace

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

SPREAD: Final = 0.2
"""Part of a day within which counties and teams begin what they begin together."""

DEBRIEF: Final = ("strengths-and-promising-practices", "documentation")
"""What the debrief of an interview says something about, in the order in which it is saved."""

PEER: Final = (
    ("review", "/today"),
    ("review", "/interviews"),
    ("review", "/debriefs"),
    ("review", "/themes"),
    ("scheduling", ""),
)
COORDINATOR: Final = (
    ("review", ""),
    ("review", "/cases"),
    ("scheduling", ""),
    ("review", "/teams"),
    ("scheduling", "/releases"),
    ("review", "/timeline"),
)
MANAGER: Final = (("review", ""), ("reporting", ""), ("reporting", "/draft"))
CONSULTANT: Final = (("review", "/debriefs"), ("review", "/themes"), ("review", "/agreements"))

LINE_LOST: Final = 1.0
"""Seconds until an open page that lost its line listens again."""

MOVED_TO: Final = ("11:30", "11:45", "12:00")
"""When an interview begins that is moved each morning."""


@dataclass
class EventWeek:
    """One county's week while it is held.

    Attributes:
        county: Its people.
        calendar: The days.
        chance: Of its pauses.
        sessions: Interviews of each team; a no-show puts another in the place of one.
        recorded: Interviews whose debrief is to be written, of each team.
        debriefed: How many debriefs of each day are written.
        all_debriefed: Set for each day when all of its debriefs are.
        people: Everybody, by Concord number.
    """

    county: County
    calendar: Calendar
    chance: Random
    people: dict[str, Person]
    sessions: list[list[str]] = field(default_factory=list)
    recorded: list[asyncio.Queue[tuple[str, int]]] = field(default_factory=list)
    debriefed: Counter[int] = field(default_factory=Counter)
    all_debriefed: list[asyncio.Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sessions = [list(sessions) for *_, sessions in self.county.recorders()]
        self.recorded = [asyncio.Queue() for _ in self.sessions]
        self.all_debriefed = [asyncio.Event() for _ in range(self.pace.days)]

    def note_debrief(self, day: int) -> None:
        """One more debrief of a day is written."""
        self.debriefed[day] += 1
        if self.debriefed[day] == self.a_day * len(self.sessions):
            self.all_debriefed[day].set()

    def who(self, caller: Caller) -> Person:
        """Somebody of the county's review."""
        return self.people[caller.account]

    @property
    def pace(self) -> Pace:
        """How fast time goes."""
        return self.calendar.pace

    @property
    def a_day(self) -> int:
        """Interviews that each team has on a day."""
        return -(-max(map(len, self.sessions)) // self.pace.days)

    async def reach(self, day: int, part: float) -> None:
        """Wait until a part of a day is gone, and a little more: nobody begins when all do."""
        await self.calendar.reach(day, part + self.chance.uniform(0, SPREAD))

    def pause(self, seconds: float) -> float:
        """A pause of so many seconds on average, and three times as many at most."""
        return min(self.chance.expovariate(1 / seconds), 3 * seconds)


async def held(county: County, url: str, keeping: Keeping, calendar: Calendar) -> None:
    """One county's week, from the first morning to the last look at what was written."""
    limits = httpx2.Limits(max_connections=20)
    async with httpx2.AsyncClient(base_url=url, timeout=30, limits=limits) as http:
        story = county.story
        callers = [*story.reviewers, story.coordinator, story.manager, story.consultant]
        people = {one.account: Person.who(one, story.review, http, keeping) for one in callers}
        chance = Random(county.agency)  # ruff: ignore[suspicious-non-cryptographic-random-usage] -- repeatable
        week = EventWeek(county, calendar, chance, people)
        await asyncio.gather(*_works(week))
        await _look_again(week)


def _works(week: EventWeek) -> Iterator[Any]:
    story = week.county.story
    who, size = week.who, santa_cruz.TEAM_SIZE
    for nth, (caller, team, _) in enumerate(week.county.recorders()):
        yield _records(who(caller), nth, team, week)
        yield _debriefs(who(story.reviewers[nth * size + 1]), nth, week)
        yield _looks(who(story.reviewers[nth * size]), PEER, week)
        yield _looks(who(story.reviewers[nth * size + 1]), PEER, week)
    yield _looks(who(story.coordinator), COORDINATOR, week)
    yield _looks(who(story.manager), MANAGER, week)
    yield _looks(who(story.consultant), CONSULTANT, week)
    boards = (
        (story.reviewers[0], "/debriefs"),
        (story.coordinator, ""),
        (story.reviewers[-1], "/themes"),
        (story.reviewers[1], "/today"),
    )
    for caller, path in boards[: week.pace.boards]:
        yield _keeps_open(who(caller), path, week)
    yield _releases(who(story.coordinator), week)
    yield _agrees(who(story.consultant), who(story.reviewers[0]), week)


def day_of(nth: int) -> date:
    """The date of a simulated day of interviews."""
    return santa_cruz.FIRST_DAY + timedelta(days=1 + nth)


async def _records(who: Person, nth_team: int, team: str, week: EventWeek) -> None:
    """A recorder's interviews, as many a day as the team has."""
    for nth in range(len(week.sessions[nth_team])):
        day, nth_of_day = divmod(nth, week.a_day)
        await week.reach(day, 0.8 * nth_of_day / week.a_day)
        session = week.sessions[nth_team][nth]
        await _answers(who, session, week)
        body = {
            "team": team,
            "on": day_of(day).isoformat(),
            "minutes": 45,
            "notes": "Synthetic notes of a rehearsal.",
        }
        done = await who.send("review", f"/sessions/{session}", body)
        if "position" in done:
            await who.wait_for_own_write("review", "/interviews", done["position"])
        week.recorded[nth_team].put_nowait((session, day))


async def _answers(who: Person, session: str, week: EventWeek) -> None:
    """A form from its first answer to its last."""
    path = f"/sessions/{session}/answers"
    await who.page("review", f"/sessions/{session}/form")
    version = (await who.data("review", path)).get("version", 0)
    for answer in ANSWERS:
        body = {"answers": {}, "texts": {}} | answer
        version = await _saved(who, path, body, version)
        await asyncio.sleep(week.pause(week.pace.save))
    await who.send("review", f"{path}/completion", {})


async def _saved(who: Person, path: str, body: dict[str, Any], version: int) -> int:
    """Save on a version; the next one, which is read where the thing had moved."""
    done = await who.send("review", path, body, method="PUT", version=version)
    if "version" in done:
        return int(done["version"])
    return int((await who.data("review", path)).get("version", 0))


async def _debriefs(who: Person, nth_team: int, week: EventWeek) -> None:
    """The debrief of each interview that the team recorded, and a point for the day's board."""
    for _ in week.sessions[nth_team]:
        session, day = await week.recorded[nth_team].get()
        path = f"/sessions/{session}/debrief"
        await who.page("review", f"{path}/form")
        version = 0
        for heading in DEBRIEF:
            text = {"answers": {}, "texts": {heading: f"Synthetic: heard on day {day + 1}."}}
            version = await _saved(who, path, text, version)
            await asyncio.sleep(week.pause(week.pace.save))
        await who.send("review", f"{path}/completion", {})
        point = {
            "day": day_of(day).isoformat(),
            "heading": DEBRIEF[nth_team % len(DEBRIEF)],
            "kind": "strength",
            "text": "Synthetic: relatives were asked in the first week.",
        }
        await who.send("review", "/debriefs/points", point)
        week.note_debrief(day)


async def _agrees(consultant: Person, peer: Person, week: EventWeek) -> None:
    """Each evening, when all debriefs are written, the day is agreed and a theme is proposed."""
    for day in range(week.pace.days):
        await week.all_debriefed[day].wait()
        of_the_day = f"/debriefs/days/{day_of(day).isoformat()}"
        parties = {"parties": ["interview-team", "planning-team"]}
        await consultant.send("review", f"{of_the_day}/consensus", parties)
        summary = {"summary": "Synthetic: the teams heard of early searches."}
        await consultant.send("review", f"{of_the_day}/summary", summary)
        heard = slice(day * week.a_day, (day + 1) * week.a_day)
        theme = {
            "heading": "documentation",
            "scope": "system-wide",
            "side": "improvement",
            "practice": None,
            "statement": f"Synthetic: plans of care stand in three places, day {day + 1}.",
            "sessions": [session for team in week.sessions for session in team[heard]],
        }
        await peer.send("review", "/themes", theme)


async def _releases(who: Person, week: EventWeek) -> None:
    """Each morning an interview is moved, on the second somebody does not come; all is released."""
    story = week.county.story
    await week.reach(0, 0)
    facilitator = {"name": story.typed("name", 3), "person": story.reviewers[3].account}
    await who.send("review", "/debriefs/facilitator", facilitator)
    for day in range(week.pace.days):
        await week.reach(day, 0.05)
        if day == 1:
            await _replace(who, week)
        await _move(who, week.sessions[-1][-1], MOVED_TO[day % len(MOVED_TO)])
        title = {"title": f"Synthetic: the morning of day {day + 1}"}
        await who.send("scheduling", "/releases", title)


async def _move(who: Person, session: str, starts: str) -> None:
    found = await who.data("scheduling", "/schedule")
    booked = next((one for one in found.get("bookings", ()) if one["session"] == session), None)
    if booked:
        place = {"team": booked["team"], "on": booked["on_day"], "room": booked["room"]}
        path = f"/interviews/{session}/move"
        await _with_a_reason(who, "scheduling", path, place | {"starts": starts})


async def _replace(who: Person, week: EventWeek) -> None:
    """The last interview of the first team is not held: the next back-up is heard instead."""
    story = week.county.story
    session = week.sessions[0][-1]
    case = story.cases[story.sessions.index(session)]
    reason = {"cause": "no-show", "reason": "Synthetic: nobody came to the call before."}
    done = await _with_a_reason(who, "review", f"/cases/{case}/replacement", reason)
    if "position" not in done:
        who.measured.refused["a case that nobody came for was not replaced"] += 1
        return
    listed = await who.up_to_date("review", "/cases", done["position"])
    selected = {one["case_id"] for one in listed["cases"] if one["standing"] == "selected"}
    (by,) = selected - set(story.cases)
    ready = {"cases": [by], "on": "2010-01-26", "contents": ["pre-populated"]}
    await who.send("review", "/cases/summaries", ready)
    instead = {"because": "no-show", "case": by}
    path = f"/interviews/{session}/replacement"
    made = (await _with_a_reason(who, "scheduling", path, instead))["id"]
    asked = {"sessions": [made], "on": "2010-01-26"}
    await _with_a_reason(who, "review", "/preparation/copies", asked)
    await _with_a_reason(who, "review", "/preparation/promises", asked)
    week.sessions[0][-1] = made


async def _with_a_reason(
    who: Person, service: str, path: str, body: dict[str, Any]
) -> dict[str, Any]:
    """Send a command; where advice speaks against it, send it again with a reason."""
    done = await who.send(service, path, body)
    if not done.get("overridable"):
        return done
    reason = {"rule": done["rule"], "reason": "Synthetic: there was no other way this week."}
    return await who.send(service, path, body | {"overrides": [reason]})


async def _looks(who: Person, pages: tuple[tuple[str, str], ...], week: EventWeek) -> None:
    """Somebody who looks at one page and then at another."""
    while await week.calendar.pause(week.pause(week.pace.look)):
        await who.page(*week.chance.choice(pages))


async def _keeps_open(who: Person, path: str, week: EventWeek) -> None:
    """A page that is open from a morning on: it listens, and shows itself anew, one at a time."""
    await week.reach(0, 0)
    changed = asyncio.Event()
    hears = asyncio.create_task(_hears(who, changed))
    over = asyncio.create_task(week.calendar.over.wait())
    try:
        while not over.done():
            told = asyncio.create_task(changed.wait())
            await asyncio.wait((told, over), return_when=asyncio.FIRST_COMPLETED)
            told.cancel()
            if changed.is_set():
                changed.clear()
                await who.page("review", path, REFRESH)
    finally:
        hears.cancel()
        over.cancel()


async def _hears(who: Person, changed: asyncio.Event) -> None:
    """The live stream of an open page; it comes again when the line breaks."""
    while True:
        try:
            async with who.stream("review") as lines:
                who.measured.boards["opened"] += 1
                async for line in lines.aiter_lines():
                    if line.startswith("event: changed"):
                        who.measured.boards["told of a change"] += 1
                        changed.set()
        except httpx2.TransportError:
            who.measured.boards["lost their line"] += 1
        await asyncio.sleep(LINE_LOST)


async def _look_again(week: EventWeek) -> None:
    """After the week: every form holds what was saved in it, and every interview is listed once."""
    for nth, (caller, *_) in enumerate(week.county.recorders()):
        who = week.who(caller)
        for session in week.sessions[nth]:
            found = await who.data("review", f"/sessions/{session}/answers")
            if not _holds_everything(found):
                who.measured.refused[f"{who.agency}: the form of {session} lacks an answer"] += 1
        listed = (await who.data("review", "/interviews")).get("interviews", ())
        held_ones = sorted(one["session"] for one in listed if one["recorded"])
        if held_ones != sorted(week.sessions[nth]):
            said = f"{len(held_ones)} interviews are listed, not {len(week.sessions[nth])}"
            who.measured.refused[f"{who.agency}: {said}"] += 1


def _holds_everything(found: dict[str, Any]) -> bool:
    """Whether a form holds every answer of ``ANSWERS``, and is finished."""
    coded = {code: value for one in ANSWERS for code, value in one.get("answers", {}).items()}
    typed = {code for one in ANSWERS for code in one.get("texts", {})}
    return (
        bool(found.get("complete"))
        and found.get("answers") == coded
        and typed <= set(found.get("texts", ()))
    )
