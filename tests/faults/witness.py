"""What the deployment's databases say, past everything that is under test."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import psycopg
from concord_contracts.event import Envelope
from psycopg import IsolationLevel
from psycopg.errors import UndefinedTable

from tests.faults.checker import Seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from concord_kernel.servers.secret_files import SecretFiles

LOG: Final = """
select agency, position, stream, version, name, at,
  actor, causation, correlation, command, data
from ledger.fact where agency = %s order by position
"""

PLACES: Final[Mapping[str, str]] = {
    "team-list": "review-rows",
    "review-overview": "review-rows",
    "tally-count": "scheduling-rows",
    "tally-chain": "scheduling-rows",
}
"""By reader, the address of its rows."""

MEMBERS: Final = "select review, team, reviewer, roles from team_list.member"
REVIEWERS: Final = "select review, reviewer, signed_on from team_list.reviewer"


class Witness:
    """Reads logs as the auditor, rows as the service whose they are."""

    def __init__(self, secrets: SecretFiles) -> None:
        self._secrets = secrets

    def log(self, agency: str) -> list[Envelope]:
        """An agency's whole log, by position."""
        with self._open("auditor-ledger", agency) as db:
            return [Envelope._make(row) for row in db.execute(LOG, (agency,))]

    def heads(self, agencies: Iterable[str]) -> dict[str, int]:
        """Where each agency's log ends."""
        query = "select coalesce(max(position), 0) from ledger.fact where agency = %s"
        heads = {}
        for agency in agencies:
            with self._open("auditor-ledger", agency) as db:
                (heads[agency],) = db.execute(query, (agency,)).fetchone() or (0,)
        return heads

    def seen(self, reader: str, agency: str) -> Seen:
        """A reader's rows and position at one moment."""
        with self._open(PLACES[reader], agency) as db:
            schema = reader.replace("-", "_").encode()
            query = b"select position from " + schema + b".position where agency = %s"
            (position,) = db.execute(query, (agency,)).fetchone() or (0,)
            return Seen(reader, agency, position, ROWS[reader](db))

    def parked(self, reader: str) -> dict[str, tuple[int, str]]:
        """By agency, where a reader waits for the operator, and why."""
        with self._open(PLACES[reader], "*") as db:
            schema = reader.replace("-", "_").encode()
            query = b"select agency, position, reason from " + schema + b".parked"
            return {agency: (position, why) for agency, position, why in db.execute(query)}

    def positions(self) -> dict[tuple[str, str], int]:
        """By reader and agency."""
        return {
            (reader, agency): position
            for reader in PLACES
            for agency, position in self._positions(reader)
        }

    def _positions(self, reader: str) -> list[tuple[str, int]]:
        """None before the reader has run for the first time."""
        query = b"select agency, position from " + reader.replace("-", "_").encode() + b".position"
        with self._open(PLACES[reader], "*") as db, suppress(UndefinedTable):
            return db.execute(query).fetchall()
        return []

    def _open(self, address: str, agency: str) -> psycopg.Connection[Any]:
        """A connection that sees one moment; it waits a while for a database that is away."""
        dsn = self._secrets.address(address).read_text("utf-8")
        db = patiently(lambda: psycopg.connect(dsn, connect_timeout=5))
        db.isolation_level = IsolationLevel.REPEATABLE_READ
        db.execute("select set_config('concord.agency', %s, false)", (agency,))
        return db


def patiently(
    connect: Callable[[], psycopg.Connection[Any]], seconds: float = 60
) -> psycopg.Connection[Any]:
    """Connect, trying again for so long.

    Raises:
        OperationalError: the database stays away.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return connect()
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def _team_list(db: psycopg.Connection[Any]) -> dict[tuple[str, ...], tuple[Any, ...]]:
    rows: dict[tuple[str, ...], tuple[Any, ...]] = {}
    for review, team, reviewer, roles in db.execute(MEMBERS):
        rows["member", review, team, reviewer] = (tuple(roles),)
    for review, reviewer, on in db.execute(REVIEWERS):
        rows["reviewer", review, reviewer] = (on and on.isoformat(),)
    return rows


def _overview(db: psycopg.Connection[Any]) -> dict[tuple[str, ...], tuple[Any, ...]]:
    found = db.execute("select review, edition, teams from review_overview.review")
    return {(review,): (edition, teams) for review, edition, teams in found}


def _counts(db: psycopg.Connection[Any]) -> dict[str, tuple[int, int]]:
    found = db.execute("select counter, facts, total from tally_count.counter")
    return {counter: (facts, int(total)) for counter, facts, total in found}


def _chain(db: psycopg.Connection[Any]) -> tuple[int, str]:
    row = db.execute("select facts, hash from tally_chain.chain").fetchone()
    return (row[0], row[1]) if row else (0, "")


ROWS: Final[Mapping[str, Callable[[psycopg.Connection[Any]], Any]]] = {
    "team-list": _team_list,
    "review-overview": _overview,
    "tally-count": _counts,
    "tally-chain": _chain,
}
