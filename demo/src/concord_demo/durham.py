"""An OSRI review of a North Carolina county, beside Santa Cruz and unseen by it.

The sampling quotas are those of the state's Program Improvement Plan for the ten OSRI counties
together; how the ten share them is not said in it, so this made-up review draws them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from concord_demo import made_up, players, santa_cruz
from concord_demo.outcome import NOTHING_HERE, must, must_be_refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from concord_demo.cast import Cast

AGENCY = players.DURHAM
EDITION = "northcarolina/osri@2014"
QUOTAS = {"foster-care": 63, "in-home": 50}
FRAME = {"foster-care": 160, "in-home": 140}


@dataclass
class Story:
    """What has happened so far.

    Attributes:
        cast: Lets people in.
        tell: Is told each step.
    """

    cast: Cast
    tell: santa_cruz.Told = santa_cruz.silently
    review: str = ""
    frame: str = ""

    def __post_init__(self) -> None:
        self.coordinator = self.cast.enter(players.OF_DURHAM)


def steps(story: Story, other: santa_cruz.Story) -> Iterator[Callable[[], None]]:
    """The review, step by step."""
    yield lambda: take_a_second_role(story)
    yield lambda: open_review(story)
    yield lambda: import_frame(story)
    yield lambda: draw_to_the_quotas(story)
    yield lambda: see_nothing_of_the_other(story, other)


STEPS = 5


def take_a_second_role(story: Story) -> None:
    """In a small county the administrator is the coordinator too."""
    caller = story.coordinator
    caller.post("door", "/roles", {"person": caller.account, "role": "coordinator"})
    story.tell("Durham's administrator is its coordinator too")


def open_review(story: Story) -> None:
    """The county opens a review under its own state's rules."""
    made = story.coordinator.post("review", "", {"edition": EDITION, "synthetic": True})
    story.review = made["id"]
    story.tell(f"Durham opened review {story.review} under {EDITION}")


def import_frame(story: Story) -> None:
    """A frame of three hundred made-up cases."""
    content = made_up.frame(FRAME, 60, date(2017, 1, 2), seed=2017)
    made = story.coordinator.post_csv("review", f"/{story.review}/frame", content)
    story.frame = made["id"]
    story.tell(f"Frame imported: {sum(FRAME.values())} cases")


def draw_to_the_quotas(story: Story) -> None:
    """As many as the rules ask, no number typed."""
    wanted = {"frame": story.frame, "seed": "durham-2017", "backups": 10}
    made = story.coordinator.post("review", f"/{story.review}/sample", wanted)
    listed = story.coordinator.get("review", f"/{story.review}/cases", at=made["position"])
    drawn = {one["stratum"]: one["selected"] for one in listed["strata"]}
    must(f"{QUOTAS} were drawn", hold=drawn == QUOTAS)
    story.tell("Sample drawn to the plan's quotas: 50 in-home and 63 foster-care cases")


def see_nothing_of_the_other(story: Story, other: santa_cruz.Story) -> None:
    """Neither agency sees anything of the other."""
    nosy = story.cast.enter(players.OF_DURHAM, santa_cruz.AGENCY)
    for path in ("", f"/{other.review}", f"/{other.review}/cases", "/no-such-review"):
        refused = must_be_refused(NOTHING_HERE, partial(nosy.get, "review", path))
        must("all of it is refused alike", hold=refused.rule == "door.not-found")
    story.tell("Durham sees nothing of Santa Cruz, not even that it is there")
