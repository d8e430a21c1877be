"""A process of its own that appends one fact under a guard, and says what came of it.

Run as ``python -m tests.support.appender DSN KEYS AGENCY PART``. As ``guarded`` it appends to
``team-1`` while ``reviewer-1`` stands at 1. As ``mover`` it takes the agency's lock, says
``holds``, waits for a line, then moves ``reviewer-1`` and commits: an append whose middle lasts as
long as a test wants.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from concord_kernel.clock import now
from concord_kernel.ledger import AgencyKeys, Ledger, StaleStreamError, sql
from concord_kernel.ledger.batch import planned, standing
from concord_kernel.ledger.wish import made_ready
from orjson import dumps

from tests.support.ledgers import signed, wish, withdrawn


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def guarded(dsn: str, keys: AgencyKeys, agency: str) -> None:
    """A time is taken for each try, so times tell whether the first one already saw the move."""
    times: list[datetime] = []

    def clock() -> datetime:
        times.append(now())
        return times[-1]

    async with Ledger.open(dsn, keys, clock=clock) as ledger:
        say("begins")
        try:
            await ledger.append(wish(agency, ("team-1", signed()), guards={"reviewer-1": 1}))
        except StaleStreamError as stale:
            say(f"stale {' '.join(stale.streams)} at try {len(times)}")
        else:
            say(f"recorded at try {len(times)}")


def mover(dsn: str, keys: AgencyKeys, agency: str) -> None:
    moves = made_ready(wish(agency, ("reviewer-1", withdrawn()), expected={"reviewer-1": 1}), keys)
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(sql.BEGIN)
        connection.execute(sql.LOCK, (agency, agency))
        asked = (agency, "{reviewer-1}", agency, agency, f"{{{moves.key}}}")
        (told,) = connection.execute(sql.READ, asked).fetchone() or ("",)
        say("holds")
        sys.stdin.readline()
        plan = planned(standing(agency, told), [moves], at := datetime(2010, 1, 29, tzinfo=UTC))
        rows = (dumps(plan.facts).decode(), dumps(plan.receipts).decode())
        connection.execute(sql.WRITE, (agency, at, rows[0], agency, rows[1]))
        connection.execute(sql.COMMIT)
    say("moved")


if __name__ == "__main__":
    address, directory, whose, part = sys.argv[1:]
    if part == "guarded":
        asyncio.run(guarded(address, AgencyKeys(Path(directory)), whose))
    else:
        mover(address, AgencyKeys(Path(directory)), whose)
