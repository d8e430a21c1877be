"""Who plays in the demonstration: made-up people with accounts of their own, and their homes."""

from __future__ import annotations

from dataclasses import dataclass

SANTA_CRUZ = "ca-santa-cruz"
DURHAM = "nc-durham"
STATE = "ca-cdss"
PEER_COUNTIES = ("ca-monterey", "ca-san-benito", "ca-santa-clara")


@dataclass(frozen=True)
class Player:
    """One of them.

    Attributes:
        name: What is typed at sign-in.
        display: How pages call the person.
        home: The agency the person belongs to.
    """

    name: str
    display: str
    home: str


@dataclass(frozen=True)
class Troupe:
    """Who plays one review.

    Attributes:
        agency: Whose review it is.
        administrator: Gives roles; the operator gave this first one.
        coordinator: Runs the review.
        manager: Sees how far it has come.
        consultant: Of the state.
        auditor: Of the state.
        peers: Reviewers of other counties.
    """

    agency: str
    administrator: Player
    coordinator: Player
    manager: Player
    consultant: Player
    auditor: Player
    peers: tuple[Player, ...]


ADMINISTRATOR = Player("administrator.santacruz", "Avery Synthetic", SANTA_CRUZ)
COORDINATOR = Player("coordinator.santacruz", "Casey Synthetic", SANTA_CRUZ)
MANAGER = Player("manager.santacruz", "Morgan Synthetic", SANTA_CRUZ)
OF_DURHAM = Player("coordinator.durham", "Drew Synthetic", DURHAM)
CONSULTANT = Player("consultant.state", "Sage Synthetic", STATE)
AUDITOR = Player("auditor.state", "Aubrey Synthetic", STATE)
PEERS = tuple(
    Player(f"peer{number + 1}.{home.removeprefix('ca-')}", f"Peer {number + 1} Synthetic", home)
    for number, home in enumerate(PEER_COUNTIES * 2)
)

TROUPE = Troupe(SANTA_CRUZ, ADMINISTRATOR, COORDINATOR, MANAGER, CONSULTANT, AUDITOR, PEERS)

ALL = (ADMINISTRATOR, COORDINATOR, MANAGER, OF_DURHAM, CONSULTANT, AUDITOR, *PEERS)
FIRST = {ADMINISTRATOR: "administrator", OF_DURHAM: "administrator"}
"""To whom the operator gives the first role of an agency."""
