"""Facts that a reader cannot apply: it waits, visibly, in that agency alone, until mended."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from concord_contracts.event import Event
from concord_kernel import clock
from concord_kernel.ledger import AgencyKeys, Append, Ledger
from concord_kernel.readers import Rows
from concord_kernel.readers.parked import retry

from tests.faults.ground import BrokenPromiseError
from tests.faults.tally import POISON, UNDECLARED, declare
from tests.support.reading import Counted

if TYPE_CHECKING:
    from random import Random

    from tests.faults.ground import Ground

PARKS_WITHIN = 30.0
"""Seconds until a reader must show that it waits."""


def poison_value(ground: Ground, random: Random) -> None:
    """A fact on which a reader raises."""
    fact = Counted(counter="counter-0", by=POISON)
    _poison(ground, random, "tally-count", fact, "ValueError")


def poison_name(ground: Ground, random: Random) -> None:
    """A fact of a name that no installed contract declares."""
    fact = (Event.known.get(UNDECLARED) or declare()).model_validate({"about": "faults"})
    _poison(ground, random, "tally-chain", fact, "UnknownFactError")


def _poison(ground: Ground, random: Random, reader: str, fact: Event, reason: str) -> None:
    agency = random.choice(ground.load.agencies)
    position = asyncio.run(_record(ground, agency, fact))
    said = _parked(ground, reader, agency)
    if said[0] != position or reason not in said[1] or len(ground.witness.parked(reader)) != 1:
        raise BrokenPromiseError(f"{reader} of {agency} waits at {said}, not at {position}")
    ground.arrive(but=[(reader, agency)])
    ground.check()
    _restart_tally(ground, mended=True)
    if not asyncio.run(_retry(ground, reader, agency)):
        raise BrokenPromiseError(f"{reader} of {agency} does not wait any more")
    ground.arrive()
    _restart_tally(ground, mended=False)


def _parked(ground: Ground, reader: str, agency: str) -> tuple[int, str]:
    deadline = time.monotonic() + PARKS_WITHIN
    while agency not in (waiting := ground.witness.parked(reader)):
        if time.monotonic() > deadline:
            raise BrokenPromiseError(f"{reader} of {agency} shows nothing")
        time.sleep(0.1)
    return waiting[agency]


def _restart_tally(ground: Ground, *, mended: bool) -> None:
    ground.mended = mended
    ground.stop_process("tally-1")
    ground.start_tally("tally-1")


async def _record(ground: Ground, agency: str, fact: Event) -> int:
    """Record it as the review service, which says nothing against it."""
    secrets, command = ground.deployment.secrets, clock.new_command_id()
    ground.others.add(str(command))
    stream = f"poison-{command}"
    wish = Append(
        agency=agency,
        command=command,
        fingerprint="0" * 64,
        actor="person-1",
        causation="faults",
        correlation="faults",
        facts=((stream, fact),),
        expected={stream: 0},
    )
    keys = AgencyKeys(ground.deployment.keys / "agencies")
    async with Ledger.open(secrets.address("review-ledger").read_text("utf-8"), keys) as ledger:
        return (await ledger.append(wish)).last


async def _retry(ground: Ground, reader: str, agency: str) -> bool:
    dsn = ground.deployment.secrets.address("scheduling-rows").read_text("utf-8")
    async with Rows.open(dsn) as rows:
        return await retry(rows, reader, agency)
