"""A review in the middle of its work, and somebody in it for each role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from concord_contracts.facts.schedule import InterviewBooked

from tests.support import event_week, forms, leading, story
from tests.support.site import made
from tests.support.tools import question, tool_of

if TYPE_CHECKING:
    from tests.support.site import Site, Visitor

HEARD: Final = 3
"""How many interviews are recorded before anybody's day begins."""

BOOKED: Final = (
    ("2010-01-25", "09:00"),
    ("2010-01-25", "11:00"),
    ("2010-01-26", "09:00"),
    ("2010-01-26", "13:00"),
    ("2010-01-26", "15:00"),
)
"""When there are interviews; the week's other days are empty."""

SEATS: Final = ("interviewer", "timekeeper", "recorder")
AT_HOME: Final = ("administrator", "manager", "site-lead", "quality-assurance", "observer")
CHAIRS: Final = {"child-welfare": "co-chair-county", "probation": "co-chair-probation"}
ON_PAPER: Final = "The teams look at placements of the last two years."
PARTS: Final = ("purpose", "why-child-welfare", "why-probation")
PROSE: Final = "The county asked why children move so often."
ADVICE: Final = "Ask relatives in the first week."


@dataclass
class Cast:
    """A review with those who have a day in it.

    Attributes:
        one: The review.
        people: Somebody for each role.
        newcomer: Somebody of the county who has no role yet.
        guest: Somebody of the state who has no grant yet.
        group: Where the focus group is, below the agency's reviews.
        address: The page of somebody who is interviewed, by its link.
        other: A review of another county, which the state consultant advises too.
    """

    one: story.Story
    people: dict[str, Visitor]
    newcomer: str
    guest: str
    group: str
    address: str
    other: story.Story

    def path(self, rest: str = "", service: str = "review") -> str:
        """A page of the review."""
        return f"/{service}/{self.one.site.agency}/reviews{self.one.where}{rest}"

    async def read(self) -> None:
        """Bring every reader up to what was recorded."""
        await self.one.site.read()
        await self.one.site.bring_up("door")


async def assembled(site: Site, elsewhere: Site) -> Cast:
    """A review whose week is half over: three interviews heard, two to come, a report begun."""
    one = await _planned(site)
    people = await _people(one)
    await _heard(one)
    await _goes_on(one)
    await _written(one, people["consultant"])
    other = await story.opened(elsewhere)
    await _advises(people["consultant"], other)
    newcomer, guest = site.enter("newcomer-1"), site.enter("guest-1", home=leading.STATE)
    for one_more in (newcomer, guest):
        await one_more.shown()
    group, address = await event_week.ready(one), await _link(one)
    cast = Cast(one, people, newcomer.actor, guest.actor, group, address, other)
    await cast.read()
    await elsewhere.read()
    return cast


async def _planned(site: Site) -> story.Story:
    one = await (await story.drawn(site)).form_team()
    await one.set_week()
    place = await one.post("scheduling", "/places", {"name": "County Library, 12 Elm Street"})
    await one.post("scheduling", f"/places/{place['id']}/rooms", {"name": "Reading room"})
    await _book(one, range(HEARD))
    await one.release()
    await forms.publish(one)
    return one


async def _book(one: story.Story, which: range) -> None:
    for nth in which:
        on, starts = BOOKED[nth]
        asked = one.booking(nth, on=on, starts=starts)
        one.sessions.append((await one.post("scheduling", "/interviews", asked))["id"])
    await one.summarise(one.cases[which.start : which.stop])


async def _people(one: story.Story) -> dict[str, Visitor]:
    """Those who lead and sign, those who review, and everybody else with a role."""
    site = one.site
    chairs = await leading.name_chairs(one)
    await one.post("review", "/agreements/research", {"text": ON_PAPER})
    people = {name: site.enter(chairs[seat], "co-chair") for seat, name in CHAIRS.items()}
    people["consultant"] = site.enter(chairs["state"], "consultant", "co-chair", home=leading.STATE)
    people |= dict(zip(SEATS, one.peers, strict=True))
    people |= {role: site.enter(f"{role}-1", role) for role in AT_HOME}
    people["auditor"] = site.enter("auditor-1", "auditor", home=leading.STATE)
    people["coordinator"] = one.coordinator
    return people


async def _heard(one: story.Story) -> None:
    """Three interviews are recorded; one theme is agreed, one is to be coded."""
    for nth, (session, (on, _)) in enumerate(zip(one.sessions, BOOKED, strict=False)):
        written = one.interview(nth, on=on)
        path = f"{one.where}/sessions/{session}"
        made(await one.peers[2].post("review", path, written))
    await one.agree()
    await story.propose(one, statement="Youth wait long for a place.")


async def _goes_on(one: story.Story) -> None:
    """Two more interviews are booked, and a draft of questions is open for comments."""
    await _book(one, range(HEARD, len(BOOKED)))
    await one.summarise(one.cases[len(BOOKED) :])
    await one.post("scheduling", "/releases", {"title": "After the training"})
    group = tool_of(question("helped", "note")) | {"id": "for-groups", "synthetic": True}
    await forms.draft(one, group, "focus-group")
    await forms.step(one, "comments-decision", {"allowed": True}, "focus-group")
    await forms.step(one, "comment-window", kind="focus-group")


async def _written(one: story.Story, state: Visitor) -> None:
    """Parts and a recommendation wait to be cleared; a version was given back to the county."""
    report = f"{one.where}/report"
    await one.site.read()
    for part in PARTS:
        await one.post("reporting", f"/report/parts/{part}", {"text": PROSE})
    advice = {"kind": "specific", "scope": "focus-area", "route": "segment", "text": ADVICE}
    await one.post("reporting", "/recommendations", advice)
    director = one.site.actor("manager-1")
    await one.post("reporting", "/report/director", {"person": director, "name": "Ada Madeup"})
    await one.post("reporting", "/report/versions")
    await one.post("reporting", "/draft-received", {"on": "2010-02-26"})
    back: dict[str, Any] = {"on": "2010-03-05", "complete": False}
    made(await state.post("reporting", f"{report}/versions/1/return", back))


async def _link(one: story.Story) -> str:
    """The first who is interviewed gets a link."""
    booked = [each.fact for each in await one.site.history()]
    first = next(fact for fact in booked if isinstance(fact, InterviewBooked))
    given = await one.post("review", "/preparation/links", {"people": [first.interviewee]})
    return str(given["links"][0]["address"])


async def _advises(consultant: Visitor, other: story.Story) -> None:
    """The state's consultant may enter the other county, too."""
    await other.site.enter(consultant.actor, "consultant", home=leading.STATE).shown()
