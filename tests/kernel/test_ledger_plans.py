"""How PostgreSQL serves the ledger's statements, whatever it knows or does not know of the tables.

A plan is made when a connection first runs a statement, often on a table that is nearly empty, and
kept while the log grows. Every statement must then still be a look-up in the index that leads
to it.
"""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

import psycopg
import pytest
from concord_kernel import clock
from concord_kernel.ledger import Ledger, sql

from tests.support.ledgers import Place, another, signed, wish

if TYPE_CHECKING:
    from concord_kernel.ledger import AgencyKeys

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

STATEMENTS = {
    "read": (sql.READ, {"fact_pkey", "fact_agency_stream_version_key", "receipt_pkey"}),
    "streams": (sql.STREAMS, {"fact_agency_stream_version_key"}),
    "after": (sql.AFTER, {"fact_pkey"}),
    "receipt": (sql.RECEIPT, {"receipt_pkey"}),
    "entries": (sql.ENTRIES, {"fact_pkey"}),
    "events": (sql.EVENTS, {"fact_agency_stream_version_key"}),
    "last": (sql.LAST, {"fact_pkey"}),
    "places": (sql.PLACES, {"fact_pkey"}),
    "seal": (sql.SEAL, {"fact_pkey"}),
}


@pytest.fixture
async def fresh(cluster: Cluster) -> Place:
    return await another(cluster, f"plans_{clock.new_command_id().hex}")


def plan(place: Place, statement: str, role: str = "concord_review") -> str:
    """The plan that a connection of the ledger makes for any parameters."""
    numbers = count(1)
    numbered = re.sub(r"%s", lambda _: f"${next(numbers)}", statement)
    with psycopg.connect(place.admin(), autocommit=True) as connection:
        connection.execute(f"{sql.SETTINGS}; set role {role}".encode())
        rows = connection.execute(f"explain (generic_plan, costs off) {numbered}".encode())
        return "\n".join(line for (line,) in rows)


def check(place: Place) -> None:
    for name, (statement, indexes) in STATEMENTS.items():
        found = plan(place, statement)
        assert indexes == set(re.findall(r"Index .*Scan.* using (\w+)", found)), (name, found)
        assert not re.search(r"Seq Scan|Bitmap", found), (name, found)
        assert not re.search(r"(?<!One-Time )Filter", found), (name, found)


@pytest.mark.parametrize("analyzed", [False, True])
async def test_every_statement_is_a_look_up_however_small_the_tables_are(
    fresh: Place, keys: AgencyKeys, agency: str, *, analyzed: bool
) -> None:
    check(fresh)
    recorded = 0
    async with Ledger.open(fresh.dsn("review"), keys) as ledger:
        for more in (1, *[20] * 15):
            facts = [(f"reviewer-{recorded + n}", signed()) for n in range(more)]
            await ledger.append(wish(agency, *facts))
            recorded += more
            if analyzed:
                with psycopg.connect(fresh.admin(), autocommit=True) as admin:
                    admin.execute("analyze ledger.fact, ledger.receipt")
            check(fresh)


async def test_heads_are_looked_up(fresh: Place) -> None:
    (body,) = _asked(fresh, "select prosrc from pg_proc where proname = 'heads'")
    found = plan(fresh, body, "concord_heads")

    assert not re.search(r"Seq Scan|Bitmap|Sort", found), found
    assert "Index Only Scan Backward using fact_pkey" in found


def _asked(place: Place, query: str) -> tuple[str, ...]:
    with psycopg.connect(place.admin(), autocommit=True) as admin:
        return admin.execute(query.encode()).fetchone() or ()
