"""The disk fills up under a server of its own: callers get an error, and nothing else is lost.

Played with RLIMIT_FSIZE: no file of the server may grow beyond some megabytes, as if the disk were
full. It is not the deployment's server, since a limit that stops one table would stop its restart.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import psycopg
from concord_contracts.event import Envelope
from concord_kernel import clock
from concord_kernel.ledger import AgencyKeys, Append, Ledger, LedgerUnavailableError, Receipt
from concord_kernel.provision import provision
from concord_kernel.servers import PostgresServer

from tests.faults.checker import check_log
from tests.faults.ground import BrokenPromiseError
from tests.faults.journal import Journal, attempts, said
from tests.faults.witness import LOG
from tests.support.reading import Noted
from tests.support.servers import Cluster, service_names

if TYPE_CHECKING:
    from pathlib import Path

LIMIT: Final = 17 << 20
"""Bytes of a file; a WAL segment has 16 MB."""

AGENCY: Final = "ca-full-disk"
CALLERS: Final = 8
FACTS: Final = 40


@dataclass(frozen=True, slots=True)
class Filled:
    """What came of it.

    Attributes:
        acknowledged: Facts.
        refused: Commands that were answered with an error while the disk was full.
        reason: What the first was told.
    """

    acknowledged: int
    refused: int
    reason: str


async def fill(root: Path) -> Filled:
    """Fill the disk, make room, go on; then check everything.

    Raises:
        BrokenPromiseError: something acknowledged is lost, or the server did not stay.
    """
    server, journal = PostgresServer(root / "postgres"), Journal(root, "full-disk")
    cluster = Cluster(server, root / "keys")
    server.start()
    try:
        await provision(server.admin_dsn, cluster.passwords, service_names())
        server.file_size_limit = LIMIT
        server.restart()
        reasons = await _until_full(cluster, journal)
        alive, server.file_size_limit = server.alive, None
        server.restart()
        await _go_on(cluster, journal)
        acknowledged = _check(cluster, root)
    finally:
        server.kill()
        server.erase()
    if not alive:
        raise BrokenPromiseError("the server ended when its disk was full")
    return Filled(acknowledged, len(reasons), reasons[0])


async def _until_full(cluster: Cluster, journal: Journal) -> list[str]:
    keys = AgencyKeys(cluster.keys)
    async with Ledger.open(cluster.ledger("review"), keys, patience=1.0) as ledger:

        async def call() -> str:
            while True:
                if isinstance(answer := await _ask(ledger, journal), str):
                    return answer

        return await asyncio.gather(*(call() for _ in range(CALLERS)))


async def _go_on(cluster: Cluster, journal: Journal) -> None:
    keys = AgencyKeys(cluster.keys)
    async with Ledger.open(cluster.ledger("review"), keys) as ledger:
        answer = await _ask(ledger, journal)
    if isinstance(answer, str):
        raise BrokenPromiseError(f"there is room again, and still: {answer}")


async def _ask(ledger: Ledger, journal: Journal) -> Receipt | str:
    command = clock.new_command_id()
    stream = f"note-{command}"
    wish = Append(
        agency=AGENCY,
        command=command,
        fingerprint="0" * 64,
        actor="person-1",
        causation="faults",
        correlation="faults",
        facts=tuple((stream, Noted(about=f"note-{nth}")) for nth in range(FACTS)),
        expected={stream: 0},
    )
    journal.invoke(AGENCY, command, said(wish))
    try:
        receipt = await ledger.append(wish)
    except LedgerUnavailableError as error:
        journal.unknown(AGENCY, command, str(error))
        return str(error)
    journal.ok(AGENCY, command, receipt.first, receipt.last)
    return receipt


def _check(cluster: Cluster, root: Path) -> int:
    told = attempts(root)
    with psycopg.connect(cluster.ledger("auditor")) as db:
        log = [Envelope._make(row) for row in db.execute(LOG, (AGENCY,))]
    if found := check_log(AGENCY, log, told):
        raise BrokenPromiseError("\n".join(found[:20]))
    return FACTS * sum(attempt.outcome == "ok" for attempt in told)
