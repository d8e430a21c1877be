"""An open vault with two ledgers, for tests: as the vault records there, and as a service does."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import ConfidentialitySigned
from concord_kernel import clock
from concord_kernel.ledger import AgencyKeys, Append, Ledger
from concord_kernel.vault import About, KeyPlace, Reading, Vault

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from concord_contracts.event import Event
    from concord_contracts.terms import TextRef
    from concord_kernel.ledger import Receipt

    from tests.support.servers import Cluster

STATE = "ca-dss"
"""In whose custody raw notes are."""

TEAM = "team-1"
"""The stream on which a permission to read rests."""

SESSION = "session-1"


@dataclass(frozen=True)
class House:
    """One agency's corner of a deployment."""

    agency: str
    vault: Vault
    keys: KeyPlace
    ledger: Ledger
    review: Ledger
    guards: dict[str, int] = field(default_factory=lambda: {TEAM: 1})

    def about(self, subject: str = "person-1", *, custodian: str = STATE) -> About:
        return About(object=SESSION, subject=subject, custodian=custodian)

    def reading(self, ref: TextRef, **other: object) -> Reading:
        asked = {
            "agency": self.agency,
            "text": ref,
            "about": SESSION,
            "reader": "person-reader",
            "home": "ca-alameda",
            "purpose": "debrief",
            "guards": self.guards,
        }
        return Reading(**(asked | other))  # type: ignore[arg-type]  # each test changes one

    async def record(self, command: UUID, *facts: tuple[str, int, Event]) -> Receipt:
        """Append facts as the review service: stream, the version it stands at, fact."""
        return await self.review.append(
            Append(
                agency=self.agency,
                command=command,
                fingerprint="test",
                actor="person-coordinator",
                causation=str(command),
                correlation=str(command),
                facts=tuple((stream, fact) for stream, _, fact in facts),
                expected={stream: version for stream, version, _ in facts},
            )
        )

    async def move_team(self, version: int) -> None:
        """Let the team's stream stand one further."""
        fact = ConfidentialitySigned(review="review-1", reviewer="person-1", on=date(2010, 1, 25))
        await self.record(clock.new_command_id(), (TEAM, version, fact))

    async def record_interview(self, command: UUID, notes: TextRef) -> Receipt:
        """The fact that refers to a note."""
        fact = InterviewRecorded(
            review="review-1",
            session=SESSION,
            case="case-1",
            team=TEAM,
            interviewee="person-1",
            on=date(2010, 1, 26),
            minutes=45,
            notes=notes,
        )
        return await self.record(command, (SESSION, 0, fact))


@asynccontextmanager
async def open_house(
    cluster: Cluster, directory: Path, agency: str, *, ledger: str = "", patience: float = 10.0
) -> AsyncGenerator[House]:
    """A vault over the cluster, its keys in a directory; the team stands at version 1.

    Args:
        cluster: A provisioned cluster.
        directory: Where the vault's keys go.
        agency: Whose corner.
        ledger: Another address of the vault's own ledger.
        patience: Seconds that the vault and its ledger wait.
    """
    agencies, keys = AgencyKeys(cluster.keys), KeyPlace(directory)
    async with (
        Ledger.open(cluster.ledger("review"), agencies) as review,
        Ledger.open(ledger or cluster.ledger("vault"), agencies, patience=patience) as own,
        Vault.open(cluster.vault(), keys, own, patience=patience) as vault,
    ):
        house = House(agency, vault, keys, own, review)
        if not (await review.heads()).get(agency):
            await house.move_team(0)
        yield house


def command_of(agency: str, nth: int = 0) -> UUID:
    """A command id that two processes of a test can both know."""
    return uuid5(UUID(int=nth), agency)
