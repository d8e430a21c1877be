"""The accounts with which anybody may look around, and what each of them sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from concord_demo import players
from concord_demo.cast import ReadyMade

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from concord_demo import durham, santa_cruz
    from concord_demo.players import Player

HERE: Final = "/review/{agency}/reviews/{review}"
REPORT: Final = "/reporting/{agency}/reviews/{review}"

OF_SANTA_CRUZ: Final[tuple[tuple[Player, str, str, str], ...]] = (
    (
        players.COORDINATOR,
        "Coordinator of Santa Cruz County",
        "The whole review, its schedule and dates; no notes, and nothing of who said what.",
        HERE,
    ),
    (
        players.PEERS[2],
        "Peer reviewer from Santa Clara County",
        "The review's themes with their statements, and the notes of the own team.",
        f"{HERE}/interviews",
    ),
    (
        players.CONSULTANT,
        "State consultant",
        "This review's themes with their statements, teams, and the chain of dates.",
        REPORT,
    ),
    (
        players.MANAGER,
        "Manager of Santa Cruz County",
        "How far the review has come, its schedule and dates; no case and no name.",
        REPORT,
    ),
    (
        players.AUDITOR,
        "Auditor of the state",
        "The review replayed fact by fact, and who looked at what; no name and no text.",
        f"{HERE}/replay",
    ),
    (
        players.ADMINISTRATOR,
        "Administrator of Santa Cruz County",
        "Who may enter and as what, and who looked; nothing of the cases.",
        "/door/{agency}/people",
    ),
)
"""Who, how they are called, what they see, and where they begin."""

OF_DURHAM: Final[tuple[tuple[Player, str, str, str], ...]] = (
    (
        players.OF_DURHAM,
        "Administrator and coordinator of Durham County, North Carolina",
        "The review of Durham County and nothing of Santa Cruz.",
        f"{HERE}/cases",
    ),
)


def ready_made(
    one: santa_cruz.Story, other: durham.Story, passwords: Mapping[str, str]
) -> Iterator[ReadyMade]:
    """Every account, with its password and the page on which it begins."""
    for listed, agency, review in (
        (OF_SANTA_CRUZ, players.SANTA_CRUZ, one.review),
        (OF_DURHAM, players.DURHAM, other.review),
    ):
        for player, label, sees, to in listed:
            begins = to.format(agency=agency, review=review)
            yield ReadyMade(label, sees, player.name, passwords[player.name], begins)
