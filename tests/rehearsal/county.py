"""Counties with a review that is ready for its event week: the demonstration's people, elsewhere.

Everybody and everything in it is made up, and its reviews say so.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from concord_demo import santa_cruz
from concord_demo.cast import Cast
from concord_demo.players import Player, Troupe
from concord_kernel import clock

from tests.rehearsal.operating import appoint, let_join

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from concord_demo.client import Caller
    from concord_demo.stage import Stage

    from tests.rehearsal.progress import Told

AT_ONCE: Final = 4
"""Counties that are got ready side by side."""

# fmt: off
COUNTIES: Final = (
    "alameda", "alpine", "amador", "butte", "calaveras", "colusa", "contra-costa", "del-norte",
    "el-dorado", "fresno", "glenn", "humboldt", "imperial", "inyo", "kern", "kings", "lake",
    "lassen", "los-angeles", "madera", "marin", "mariposa", "mendocino", "merced", "modoc",
    "mono", "monterey", "napa", "nevada", "orange", "placer", "plumas", "riverside",
    "sacramento", "san-benito", "san-bernardino", "san-diego", "san-francisco", "san-joaquin",
    "san-luis-obispo", "san-mateo", "santa-barbara", "santa-clara", "santa-cruz", "shasta",
    "sierra", "siskiyou", "solano", "sonoma", "stanislaus", "sutter", "tehama", "trinity",
    "tulare", "tuolumne", "ventura", "yolo", "yuba",
)
# fmt: on
"""The 58 counties of California."""


@dataclass(frozen=True)
class County:
    """A county on the first morning of its event week.

    Attributes:
        story: Its review, its teams and booked interviews, and who signed in.
        recorders: The one of each team who writes.
    """

    story: santa_cruz.Story

    @property
    def agency(self) -> str:
        """Its code."""
        return self.story.troupe.agency

    def recorders(self) -> Iterator[tuple[Caller, str, list[str]]]:
        """Of each team: who writes, the team, and its interviews."""
        for nth, team in enumerate(self.story.teams):
            writes = self.story.reviewers[nth * santa_cruz.TEAM_SIZE + 2]
            yield writes, team, self.story.sessions[nth :: santa_cruz.TEAMS]


def troupe(name: str) -> Troupe:
    """The made-up people of a county's review."""
    agency, state = f"ca-{name}", "ca-cdss"
    elsewhere = [f"ca-{one}" for one in COUNTIES if one != name][:3]
    peers = [
        Player(f"peer{nth}.{name}", f"Peer {nth} Synthetic", home)
        for nth, home in enumerate(elsewhere * 2)
    ]
    return Troupe(
        agency,
        Player(f"administrator.{name}", "Avery Synthetic", agency),
        Player(f"coordinator.{name}", "Casey Synthetic", agency),
        Player(f"manager.{name}", "Morgan Synthetic", agency),
        Player(f"consultant.{name}", "Sage Synthetic", state),
        Player(f"auditor.{name}", "Aubrey Synthetic", state),
        tuple(peers),
    )


async def ready(stage: Stage, names: Sequence[str], told: Told) -> list[County]:
    """Let counties join, make everybody's account, and prepare their reviews."""
    troupes = [troupe(name) for name in names]
    told("counties join, accounts", 0, 0)
    await let_join(stage, [one.agency for one in troupes])
    everybody = [player for one in troupes for player in _everybody(one)]
    numbers = await asyncio.to_thread(stage.enrol, everybody, {})
    first = {one.agency: numbers[one.administrator.name] for one in troupes}
    await appoint(stage, first)
    made: list[County] = []

    def prepare(of: Troupe) -> None:
        made.append(_prepared(stage, of))
        told("reviews get ready", len(made), len(troupes))

    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(AT_ONCE) as hands:
        await asyncio.gather(*(loop.run_in_executor(hands, prepare, one) for one in troupes))
    return sorted(made, key=lambda one: one.agency)


def _everybody(of: Troupe) -> tuple[Player, ...]:
    return (of.administrator, of.coordinator, of.manager, of.consultant, of.auditor, *of.peers)


def _prepared(stage: Stage, of: Troupe) -> County:
    with stage.visit() as http:
        cast = Cast(http, stage.passwords, str(clock.new_command_id()))
        story = santa_cruz.Story(cast, troupe=of)
        for step in santa_cruz.preparation(story):
            step()
    return County(story)
