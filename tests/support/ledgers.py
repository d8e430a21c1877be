"""Ledgers for tests: wishes quickly made, and a schema with partitions beside the plain one."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from concord_contracts.facts.people import ConfidentialitySigned, ConfidentialityWithdrawn
from concord_contracts.facts.schedule import EventWeekSet
from concord_kernel import clock
from concord_kernel.ledger import Append
from concord_kernel.migrations import Migration, migrate, migrations_of
from concord_kernel.provision import OF_EVERY_SERVICE, RECORDERS, grant_ledger
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from tests.support.servers import service_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event

    from tests.support.servers import Cluster

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "scale-out.md"


@dataclass(frozen=True, slots=True)
class Place:
    """A database with the ledger's schema."""

    cluster: Cluster
    database: str

    def dsn(self, role: str) -> str:
        return make_conninfo(self.cluster.ledger(role), dbname=self.database)

    def admin(self) -> str:
        return make_conninfo(self.cluster.postgres.admin_dsn, dbname=self.database)


def signed(n: int = 1) -> ConfidentialitySigned:
    return ConfidentialitySigned(review="review-1", reviewer=f"person-{n}", on=date(2010, 1, 25))


def withdrawn(n: int = 1) -> ConfidentialityWithdrawn:
    return ConfidentialityWithdrawn(review="review-1", reviewer=f"person-{n}", on=date(2010, 1, 26))


def foreign() -> EventWeekSet:
    """A fact that the review service may not record."""
    return EventWeekSet(review="review-1", first_day=date(2010, 1, 25), last_day=date(2010, 1, 29))


def wish(agency: str, *facts: tuple[str, Event], **other: Any) -> Append:
    """An append of facts to streams that are new, unless said otherwise."""
    asked: dict[str, Any] = {
        "agency": agency,
        "command": clock.new_command_id(),
        "fingerprint": "f" * 64,
        "actor": "person-ada",
        "causation": "command-1",
        "correlation": "command-0",
        "facts": facts,
        "expected": dict.fromkeys((stream for stream, _ in facts), 0),
    }
    return Append(**(asked | other))


def wait_until_somebody_waits(place: Place, agency: str, seconds: float = 20.0) -> None:
    """Wait until a backend waits for an agency's lock."""
    query = (
        "select count(*) from pg_locks where locktype = 'advisory' and not granted"
        " and (classid::bigint << 32 | objid::bigint) = hashtextextended(%s, 0)"
    )
    deadline = time.monotonic() + seconds
    with psycopg.connect(place.admin(), autocommit=True) as admin:
        while (admin.execute(query, (agency,)).fetchone() or (0,))[0] == 0:
            assert time.monotonic() < deadline, "nobody waits for the lock"
            time.sleep(0.01)


async def another(cluster: Cluster, name: str, *, in_parts: bool = False) -> Place:
    """One more ledger in the cluster, empty; its tables may have sixteen partitions by agency."""
    place = Place(cluster, name)
    admin_dsn = cluster.postgres.admin_dsn
    async with await psycopg.AsyncConnection.connect(admin_dsn, autocommit=True) as admin:
        database = Identifier(name)
        await admin.execute(SQL("drop database if exists {} with (force)").format(database))
        await admin.execute(SQL("create database {} owner concord_owner").format(database))
    owner_dsn = make_conninfo(cluster.owned("concord_ledger"), dbname=name)
    migrations = migrations_of("concord_kernel.ledger")
    async with await psycopg.AsyncConnection.connect(owner_dsn, autocommit=True) as owner:
        await migrate(owner, "ledger", _in_parts(migrations) if in_parts else migrations)
        if in_parts:
            await owner.execute(_block_of_the_guide().encode())
    recorders = {
        f"concord_{name}": (name, OF_EVERY_SERVICE) for name in service_names()
    } | RECORDERS
    async with await psycopg.AsyncConnection.connect(place.admin(), autocommit=True) as admin:
        await grant_ledger(admin, recorders)
    return place


def _in_parts(migrations: Sequence[Migration]) -> list[Migration]:
    clause = "partition by hash (agency)"
    return [Migration(one.name, one.sql.replace(f"/* {clause} */", clause)) for one in migrations]


def _block_of_the_guide() -> str:
    (block,) = re.findall(r"```sql\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return str(block)
