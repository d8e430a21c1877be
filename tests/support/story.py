"""A small Peer Quality Case Review told over HTTP, as far as a test needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.support.reviews import OSRI, PEER, PQCR
from tests.support.site import Site, Visitor, made

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

HEADER = "case_number,stratum,worker,opened_on\n"
REASONS = {"child-welfare": "Children move too often.", "probation": "Youth wait too long."}
CRITERIA = {
    "data-analysis": "The quarterly data, cleaned in May, show it.",
    "shared-priority": "The community meetings named it.",
    "not-correctable": "No change of a system would mend it.",
    "on-practice": "It is about how social workers work.",
}
ROLES = ("interviewer", "timekeeper", "recorder")
NOTES = "Nobody called her for six weeks, she said."
STATEMENT = "Relatives are asked early."
NAMES = ("Alder Peerless", "Birch Peerless", "Cedar Peerless")


def rows(many: int, stratum: str = "child-welfare", *, workers: int = 0, prefix: str = "SC") -> str:
    """Rows of a frame: a worker for each case, unless so many share them."""
    return "".join(
        f"{prefix}-{nth:06},{stratum},Worker {nth % (workers or many)} of {prefix},2009-06-01\n"
        for nth in range(many)
    )


FRAME = HEADER + rows(12) + rows(6, "probation", prefix="PR")


@dataclass
class Story:
    """A review as far as it has come.

    Attributes:
        site: Where it happens.
        review: Its id.
        frame: Its frame's.
        cases: Its selected cases.
        team: Its team's id.
        sessions: Its booked sessions.
        peers: Its reviewers, who are of another county.
        themes: Its themes.
    """

    site: Site
    review: str = ""
    frame: str = ""
    cases: list[str] = field(default_factory=list)
    team: str = ""
    sessions: list[str] = field(default_factory=list)
    peers: list[Visitor] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.coordinator = self.site.enter("coordinator-1", "coordinator")

    @property
    def where(self) -> str:
        """The review's path below the agency's reviews."""
        return f"/{self.review}"

    async def post(self, service: str, path: str, body: Any = None) -> dict[str, Any]:
        """A command of the coordinator, which is taken."""
        return made(await self.coordinator.post(service, self.where + path, body))

    async def open(self, edition: str = PQCR) -> Story:
        answer = await self.coordinator.post("review", "", {"edition": edition, "synthetic": True})
        self.review = made(answer)["id"]
        return self

    async def plan(self) -> Story:
        body = {"focus_area": "placement-stability", "reasons": REASONS, "criteria": CRITERIA}
        await self.post("review", "/focus-area", body)
        return self

    async def import_frame(self, content: str = FRAME) -> Story:
        self.frame = made(await self.send_frame(content))["id"]
        return self

    async def send_frame(
        self, content: str | bytes, *, key: str = "", who: Visitor | None = None
    ) -> httpx2.Response:
        headers = {"Content-Type": "text/csv"} | ({"Idempotency-Key": key} if key else {})
        sent = content if isinstance(content, bytes) else content.encode()
        path = f"{self.where}/frame"
        visitor = who or self.coordinator
        return await visitor.api("POST", "review", path, content=sent, headers=headers)

    async def draw(self, **changes: Any) -> Story:
        wanted = {"child-welfare": 4, "probation": 2}
        body = {"frame": self.frame, "seed": "seed-1", "wanted": wanted, "backups": 1} | changes
        await self.post("review", "/sample", body)
        await self.site.read()
        listed = (await self.coordinator.get("review", f"{self.where}/cases")).json()["cases"]
        self.cases = [one["case_id"] for one in listed if one["standing"] == "selected"]
        return self

    async def invite(self, name: str, home: str = PEER, *, signs: bool = True) -> Visitor:
        """A reviewer who may have signed."""
        made_one = await self.post("review", "/reviewers", {"name": name, "home": home})
        reviewer: str = made_one["id"]
        if signs:
            path = f"/reviewers/{reviewer}/confidentiality"
            await self.post("review", path, {"on": "2010-01-11"})
        return self.site.enter(reviewer, "reviewer", home=home)

    async def form_team(self) -> Story:
        self.peers = [await self.invite(name) for name in NAMES]
        members = [
            {"reviewer": self.id_of(peer), "roles": [role]}
            for peer, role in zip(self.peers, ROLES, strict=True)
        ]
        self.team = (await self.post("review", "/teams", {"members": members}))["id"]
        return self

    def id_of(self, visitor: Visitor) -> str:
        """Whom facts name for a visitor."""
        return visitor.actor

    async def set_week(self) -> Story:
        week = {"first_day": "2010-01-25", "last_day": "2010-01-29"}
        await self.post("scheduling", "/event-week", week)
        return self

    def booking(self, nth: int, **changes: Any) -> dict[str, Any]:
        """The nth case on its own day at nine."""
        asked = {
            "case": self.cases[nth],
            "team": self.team,
            "on": f"2010-01-{25 + nth % 5}",
            "starts": "09:00",
        }
        return asked | changes

    async def book(self, interviews: int = 3) -> Story:
        for nth in range(interviews):
            one = await self.post("scheduling", "/interviews", self.booking(nth))
            self.sessions.append(one["id"])
        return await self.summarise(self.cases[:interviews])

    async def summarise(self, cases: list[str]) -> Story:
        """The summaries of these cases are complete."""
        await self.post("review", "/cases/summaries", {"cases": cases, "on": "2010-01-15"})
        return self

    async def release(self) -> Story:
        await self.post("scheduling", "/releases")
        return await promise(self)

    def interview(self, nth: int = 0, **changes: Any) -> dict[str, Any]:
        """What the recorder writes down of the nth interview."""
        asked = {"team": self.team, "on": f"2010-01-{25 + nth}", "minutes": 45, "notes": NOTES}
        return asked | changes

    async def record(self) -> Story:
        for nth, session in enumerate(self.sessions):
            path = f"{self.where}/sessions/{session}"
            made(await self.peers[2].post("review", path, self.interview(nth)))
        return self

    def theme(self, **changes: Any) -> dict[str, Any]:
        """A theme heard in every session."""
        asked = {
            "heading": "training-needs",
            "scope": "focus-area",
            "statement": STATEMENT,
            "sessions": self.sessions,
        }
        return asked | changes

    async def agree(self) -> Story:
        theme = await propose(self)
        for peer in self.peers[1:]:
            await code(self, theme, peer)
        await reveal(self, theme)
        made(await self.peers[0].post("review", f"{self.where}/themes/{theme}/agreement"))
        return self


async def promise(story: Story) -> Story:
    """Whoever will be interviewed was promised anonymity."""
    if story.sessions:
        asked = {"sessions": story.sessions, "on": "2010-01-15"}
        await story.post("review", "/preparation/promises", asked)
    return story


async def propose(story: Story, **changes: Any) -> str:
    """The first reviewer puts a theme forward, heard in every session."""
    path = f"{story.where}/themes"
    theme: str = made(await story.peers[0].post("review", path, story.theme(**changes)))["id"]
    story.themes.append(theme)
    return theme


async def code(
    story: Story, theme: str, who: Visitor, said: Mapping[str, str] | None = None
) -> None:
    """A reviewer says alone where a theme was heard: everywhere, unless said otherwise."""
    codes = said or dict.fromkeys(story.sessions, "heard")
    path = f"{story.where}/themes/{theme}/codes"
    answer = await who.api("PUT", "review", path, json={"codes": codes})
    assert answer.status_code == 200, answer.text


async def reveal(story: Story, theme: str) -> None:
    """All codes are shown at once, when everybody has coded."""
    await story.site.bring_up("review")
    made(await story.peers[0].post("review", f"{story.where}/themes/{theme}/reveal"))


async def opened(site: Site) -> Story:
    """A review that is open."""
    return await Story(site).open()


async def drawn(site: Site) -> Story:
    """A review with its sample."""
    story = await (await opened(site)).plan()
    return await (await story.import_frame()).draw()


async def released(site: Site) -> Story:
    """A review whose schedule is out."""
    story = await (await (await drawn(site)).form_team()).set_week()
    return await (await story.book()).release()


async def recorded(site: Site) -> Story:
    """A review whose interviews are held."""
    return await (await released(site)).record()


async def finished(site: Site) -> Story:
    """A review with an agreed theme, its report in."""
    story = await (await recorded(site)).agree()
    await site.read()
    await story.post("reporting", "/documents/report.due", {"on": "2010-04-07"})
    await site.read()
    return story


async def durham(site: Site) -> Story:
    """A North Carolina review that is open."""
    return await Story(site).open(OSRI)
