"""Logs that hold many facts already, copied in by the superuser, each row as the ledger makes it.

Positions, versions, receipts, entries and leaves are computed by the ledger's own functions, so a
log that was copied in verifies like one that was appended. The first fact opens a review; after it
each command records one fact in a stream of its own, about a reviewer of its own, so that no fact
was read before. All are of one size, that of the appends: what is left free in a page holds none.
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
    from collections.abc import Iterator
    from datetime import datetime

    from concord_kernel.ledger.batch import Plan
    from concord_kernel.ledger.wish import Wish

    from tests.support.servers import Cluster

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
_BEFORE, _AFTER = DATA.decode().split(INVITED.reviewer)


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
    for position in positions:
        if position == 1:
            yield _wish(keys, agency, REVIEW, _OPENED)
        else:
            one = clock.new_command_id().hex
            invited = (INVITED.NAME, f"{_BEFORE}person-{one}{_AFTER}")
            yield _wish(keys, agency, f"reviewer-{one}", invited)


def _wish(keys: AgencyKeys, agency: str, stream: str, fact: tuple[str, str]) -> Wish:
    command = clock.new_command_id()
    append = Append(
        agency=agency,
        command=command,
        fingerprint=FINGERPRINT,
        actor="person-ada",
        causation=f"command-{command.hex}",
        correlation="command-0",
        facts=(),
        expected={stream: 0},
        edition=EDITION,
    )
    return sealed_wish(append, [(stream, *fact)], keys)


def _copy(admin: psycopg.Connection[Any], agency: str, at: datetime, plan: Plan) -> None:
    with admin.cursor() as cursor:
        with cursor.copy(COPY_FACTS) as copy:
            for row in plan.facts:
                position, stream, version, name, *rest = row.values()
                copy.write_row((agency, position, stream, version, name, at, *rest))
        with cursor.copy(COPY_RECEIPTS) as copy:
            for row in plan.receipts:
                copy.write_row((agency, *row.values()))
