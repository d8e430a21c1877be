"""Counties with a review that is ready for its event week: the demonstration's people, elsewhere.

Everybody and everything in it is made up, and its reviews say so.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from concord_demo import santa_cruz
from concord_demo.cast import Cast
from concord_demo.players import Player, Troupe
from concord_kernel import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from concord_demo.client import Caller
    from concord_demo.stage import Stage

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


def ready(stage: Stage, names: Sequence[str], told: Callable[[str], None]) -> list[County]:
    """Let counties join, make everybody's account, and prepare their reviews."""
    troupes = [troupe(name) for name in names]
    told("counties join")
    stage.let_all_join([one.agency for one in troupes])
    told("accounts")
    stage.enrol(
        [player for one in troupes for player in _everybody(one)],
        {one.administrator: "administrator" for one in troupes},
    )
    made: list[County] = []

    def prepare(of: Troupe) -> None:
        made.append(_prepared(stage, of))
        told(f"{len(made)} of {len(troupes)} reviews are ready")

    with ThreadPoolExecutor(AT_ONCE) as hands:
        list(hands.map(prepare, troupes))
    return made


def store_reviews(stage: Stage, counties: Sequence[County], many: int) -> None:
    """Open further reviews, so that there are so many in all."""
    asked = {"edition": santa_cruz.EDITION, "synthetic": True}
    with stage.visit() as http:
        for nth in range(many - len(counties)):
            coordinator = counties[nth % len(counties)].story.coordinator
            coordinator.http = http
            coordinator.post("review", "", asked)


def _everybody(of: Troupe) -> tuple[Player, ...]:
    return (of.administrator, of.coordinator, of.manager, of.consultant, of.auditor, *of.peers)


def _prepared(stage: Stage, of: Troupe) -> County:
    with stage.visit() as http:
        cast = Cast(http, stage.passwords, str(clock.new_command_id()))
        story = santa_cruz.Story(cast, troupe=of)
        for step in santa_cruz.preparation(story):
            step()
    return County(story)
