"""The event week in a test: a focus group and the debriefs of a review, told over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.reviews import PEER
from tests.support.site import made

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Visitor
    from tests.support.story import Story

ARRANGEMENTS = (
    "invitation",
    "reminder",
    "call",
    "place",
    "time",
    "stipend",
    "child-care",
    "transport",
    "recognition",
)
SAID = ["confidentiality", "use-of-notes", "thanks"]
FIRST_DAY = "2010-01-25"
CALLED = "2010-01-25"
GROUP_DAY = "2010-01-27"
WORDS = "Heron nine said the phone was never answered."


def group(**changes: Any) -> dict[str, Any]:
    """A focus group as it should be planned."""
    asked = {
        "stakeholders": ["parents"],
        "people": 8,
        "on": GROUP_DAY,
        "starts": "17:30",
        "question_minutes": 70,
        "place": "Library, room 2",
        "questions": "What helps a child to stay?",
    }
    return asked | changes


def staff(one: Story, **changes: Any) -> list[dict[str, Any]]:
    """A neutral facilitator and a recorder, who are reviewers; changes are of the facilitator."""
    first, second = (peer.actor for peer in one.peers[:2])
    leads = {"name": "Fern Peerless", "role": "facilitator", "person": first} | changes
    return [leads, {"name": "Grove Peerless", "role": "recorder", "person": second}]


async def planned(one: Story, **changes: Any) -> str:
    """A focus group that is planned, and where it is below the agency's reviews."""
    answer = await one.coordinator.post("review", f"{one.where}/focus-groups", group(**changes))
    found: str = made(answer)["id"]
    return f"{one.where}/focus-groups/{found}"


async def ready(one: Story) -> str:
    """A focus group that can be held."""
    where = await planned(one)
    made(await one.coordinator.post("review", f"{where}/staff", {"staff": staff(one)}))
    for what in ARRANGEMENTS:
        path = f"{where}/arrangements/{what}"
        made(await one.coordinator.post("review", path, {"on": CALLED}))
    return where


async def hold(who: Visitor, where: str, **changes: Any) -> httpx2.Response:
    """Record that the group was held."""
    body = {"on": GROUP_DAY, "minutes": 100, "people": 8, "addressed": SAID} | changes
    return await who.post("review", f"{where}/holding", body)


async def save(who: Visitor, path: str, version: int = 0, **texts: str) -> httpx2.Response:
    """Save what was written in a form."""
    headers = {"If-Match": f'"{version}"'}
    body = {"answers": {}, "texts": texts}
    return await who.api("PUT", "review", path, json=body, headers=headers)


def consultant(one: Story) -> Visitor:
    """Who advises for the state, and is of another agency."""
    return one.site.enter("consultant-1", "consultant", home=PEER)


async def debriefed(one: Story, nth: int = 0) -> None:
    """The nth interview's debrief, finished by its team."""
    path = f"{one.where}/sessions/{one.sessions[nth]}/debrief"
    answer = await save(one.peers[0], path, documentation=WORDS)
    assert answer.status_code == 200, answer.text
    made(await one.peers[1].post("review", f"{path}/completion"))


async def pointed(one: Story, day: str = FIRST_DAY, who: int = 0, **changes: Any) -> str:
    """A point on a day's board."""
    said = {"heading": "training-needs", "kind": "finding", "text": "Relatives are asked late."}
    body = {"day": day} | said | changes
    answer = await one.peers[who].post("review", f"{one.where}/debriefs/points", body)
    found: str = made(answer)["id"]
    return found


BOTH = ["interview-team", "planning-team"]


async def agree(one: Story, day: str = FIRST_DAY, **changes: Any) -> httpx2.Response:
    """A day's consensus."""
    path = f"{one.where}/debriefs/days/{day}/consensus"
    return await one.peers[0].post("review", path, {"parties": BOTH} | changes)


async def days_written(one: Story, days: int = 3) -> None:
    """Every interview day agreed and in writing."""
    path = f"{one.where}/debriefs"
    await one.post("review", "/debriefs/facilitator", {"name": "Juniper Peerless"})
    for nth in range(days):
        day = f"2010-01-{25 + nth}"
        await debriefed(one, nth)
        await pointed(one, day)
        made(await agree(one, day))
        written = {"summary": "Relatives are asked late, we agreed."}
        made(await one.peers[0].post("review", f"{path}/days/{day}/summary", written))
