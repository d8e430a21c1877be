"""Logs that hold many facts already, copied in by the superuser, each row as the ledger makes it.

Positions, versions, receipts, entries and leaves are computed by the ledger's own functions, so a
log that was copied in verifies like one that was appended. The first fact opens a review; after it
each command records four facts in a stream of their own.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import psycopg
from concord_kernel import clock
from concord_kernel.ledger import AgencyKeys, Append
from concord_kernel.ledger.batch import Standing, planned
from concord_kernel.ledger.wish import sealed_wish
from psycopg.conninfo import make_conninfo

from tests.benchmarks.payload import DATA, EDITION, FINGERPRINT, INVITED, OPENED, REVIEW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from concord_kernel.ledger.batch import Plan
    from concord_kernel.ledger.wish import Wish

    from tests.support.servers import Cluster

IN_A_STREAM: Final = 4
TOGETHER: Final = 500
"""Commands planned and copied at a time."""

COPY_FACTS: Final = """
copy ledger.fact (agency, position, stream, version, name, at,
  actor, causation, correlation, command, data, entry) from stdin
"""
COPY_RECEIPTS: Final = (
    "copy ledger.receipt (agency, command, fingerprint, first, last, answer) from stdin"
)
_OPENED: Final = (OPENED.NAME, OPENED.canonical())
_INVITED: Final = (INVITED.NAME, DATA.decode())


def preload(cluster: Cluster, agency: str, first: int, last: int) -> None:
    """Copy facts to these positions of an agency's log, and let the database settle.

    Args:
        cluster: Where the log is.
        agency: Whose log; what is before the first position stands in it already.
        first: From 1.
        last: This position too.
    """
    wishes = _wishes(agency, range(first, last + 1), AgencyKeys(cluster.keys))
    stands = Standing(first - 1, {}, {}, {})
    dsn = make_conninfo(cluster.postgres.admin_dsn, dbname="concord_ledger")
    with psycopg.connect(dsn, autocommit=True) as admin:
        while some := list(islice(wishes, TOGETHER)):
            at = clock.now()
            plan = planned(stands, some, at)
            _copy(admin, agency, at, plan)
            stands = Standing(stands.head + len(plan.facts), {}, {}, {})
        admin.execute("vacuum (freeze, analyze) ledger.fact, ledger.receipt")
        admin.execute("checkpoint")


def _wishes(agency: str, positions: range, keys: AgencyKeys) -> Iterator[Wish]:
    left = len(positions)
    if 1 in positions:
        yield _wish(keys, agency, REVIEW, [_OPENED])
        left -= 1
    for done in range(0, left, IN_A_STREAM):
        stream = f"reviewer-{clock.new_command_id().hex}"
        yield _wish(keys, agency, stream, [_INVITED] * min(IN_A_STREAM, left - done))


def _wish(keys: AgencyKeys, agency: str, stream: str, facts: Sequence[tuple[str, str]]) -> Wish:
    append = Append(
        agency=agency,
        command=clock.new_command_id(),
        fingerprint=FINGERPRINT,
        actor="person-ada",
        causation="command-0",
        correlation="command-0",
        facts=(),
        expected={stream: 0},
        edition=EDITION,
    )
    return sealed_wish(append, [(stream, *fact) for fact in facts], keys)


def _copy(admin: psycopg.Connection[Any], agency: str, at: datetime, plan: Plan) -> None:
    with admin.cursor() as cursor:
        with cursor.copy(COPY_FACTS) as copy:
            for row in plan.facts:
                position, stream, version, name, *rest = row.values()
                copy.write_row((agency, position, stream, version, name, at, *rest))
        with cursor.copy(COPY_RECEIPTS) as copy:
            for row in plan.receipts:
                copy.write_row((agency, *row.values()))
