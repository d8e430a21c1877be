"""Reviews that were stored before: the facts of a county's own review once more, under other ids.

They go through the ledger as every fact does, with the roles of the services whose they are, and
readers make their rows of them. The texts they refer to are shared; who may enter is not copied.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import time
from contextlib import AsyncExitStack
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import psutil
import psycopg
from concord_contracts.event import canonical_json
from concord_kernel import clock
from concord_kernel.ledger import Append
from concord_kernel.ledger.wish import sealed_wish

from tests.rehearsal.operating import opened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.event import Envelope
    from concord_demo.stage import Stage
    from concord_kernel.ledger import Ledger

    from tests.rehearsal.county import County
    from tests.rehearsal.progress import Told

CALM: Final = 3.0
"""Seconds in which the machine has nothing to do."""

AT_REST: Final = 15.0
"""Percent of its time that a machine with every process idle has something to do at most."""

LONGEST: Final = 300.0
"""Seconds until it has to have come to rest."""

SERVICES: Final = ("review", "scheduling", "reporting")

AT_ONCE: Final = 6
"""Counties whose reviews are stored side by side."""

ID: Final = re.compile(r"\b([a-z]+)-([a-z2-7]{16}|[0-9a-f]{20})\b")

SHARED: Final = frozenset({"person", "text"})
"""Kinds of ids that stay: people who signed in, and texts, which the vault keeps by their ids."""


LEFT_OUT: Final = frozenset({"agreement", "meetings", "preparation", "tasks"})
"""Kinds of streams that are not copied: many facts, which every county's own review has as well."""


async def store_reviews(stage: Stage, counties: Sequence[County], many: int, told: Told) -> None:
    """Store further reviews of these counties, so that there are so many in all."""
    wanted = max(0, many - len(counties))
    shares = [range(nth, wanted, len(counties)) for nth in range(len(counties))]
    room, stored = asyncio.Semaphore(AT_ONCE), 0
    async with AsyncExitStack() as stack:
        ledgers = {
            service: await stack.enter_async_context(opened(stage, f"{service}-ledger"))
            for service in SERVICES
        }

        async def store(county: County, numbers: range) -> None:
            nonlocal stored
            async with room:
                history = await _history(ledgers["review"], county)
                for number in numbers:
                    await _store(ledgers, county.agency, history, number)
                    stored += 1
                    told("reviews are stored", stored, wanted)

        async with asyncio.TaskGroup() as everybody:
            for county, numbers in zip(counties, shares, strict=True):
                everybody.create_task(store(county, numbers))


def tidy_up(stage: Stage) -> None:
    """Let the server do at once what it does of itself while reviews are stored over years."""
    admin = stage.deployment.postgres.admin_dsn
    with psycopg.connect(admin, autocommit=True) as db:
        names = db.execute("select datname from pg_database where datallowconn").fetchall()
    for (name,) in names:
        with psycopg.connect(admin, dbname=name, autocommit=True) as db:
            db.execute("vacuum (analyze)")


def rest(told: Told) -> None:
    """Wait until the machine has nothing to do any more: what was stored also went over the bus.

    Raises:
        TimeoutError: it does not come to rest.
    """
    told("the bus delivers what was stored", 0, 0)
    began = time.monotonic()
    while psutil.cpu_percent(interval=CALM) > AT_REST:
        if time.monotonic() - began > LONGEST:
            raise TimeoutError("the machine does not come to rest")


async def _history(ledger: Ledger, county: County) -> list[Envelope]:
    """What services recorded of a county's review, in the log's order."""
    return [
        one
        for one in await ledger.after(county.agency, 0)
        if _service(one) in SERVICES
        and county.story.review in one.data
        and one.stream.partition("-")[0] not in LEFT_OUT
    ]


async def _store(
    ledgers: Mapping[str, Ledger], agency: str, history: Sequence[Envelope], number: int
) -> None:
    """Record a history under other ids: what one service recorded in a row, at once."""
    for service, facts in groupby(history, _service):
        written = [_under_other_ids(one, number) for one in facts]
        command = clock.new_command_id()
        append = Append(
            agency=agency,
            command=command,
            fingerprint="",
            actor="rehearsal",
            causation=str(command),
            correlation=str(command),
            facts=(),
            expected=dict.fromkeys(stream for stream, *_ in written),
        )
        ledger = ledgers[service]
        await ledger.record(sealed_wish(append, written, ledger.keys))


def _service(one: Envelope) -> str:
    return one.name.partition(".")[0]


def _under_other_ids(one: Envelope, number: int) -> tuple[str, str, str]:
    """Stream, name and data of a fact of another review."""

    def other(found: re.Match[str]) -> str:
        kind, said = found.groups()
        return found[0] if kind in SHARED else f"{kind}-{_other(said, number)}"

    data: Any = json.loads(ID.sub(other, one.data))
    return ID.sub(other, one.stream), one.name, canonical_json(data)


def _other(said: str, number: int) -> str:
    """An id of the same form, always the same for the same."""
    made = hashlib.sha256(f"{number}/{said}".encode())
    if len(said) > 16:
        return made.hexdigest()[: len(said)]
    return base64.b32encode(made.digest()).decode().lower()[: len(said)]
