"""Two processes append to one agency; one moves a stream while the other waits for the lock."""

from __future__ import annotations

import subprocess  # ruff: ignore[suspicious-subprocess-import] -- runs this Python
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from concord_kernel.ledger import AgencyKeys, Ledger

from tests.support.ledgers import Place, signed, wait_until_somebody_waits, wish

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]


@contextmanager
def process(place: Place, agency: str, part: str) -> Generator[subprocess.Popen[str]]:
    arguments = (place.dsn("review"), str(place.cluster.keys), agency, part)
    with subprocess.Popen(  # ruff: ignore[subprocess-without-shell-equals-true] -- our own program
        [sys.executable, "-m", "tests.support.appender", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def said(running: subprocess.Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline().strip()


def go_on(running: subprocess.Popen[str]) -> None:
    assert running.stdin is not None
    running.stdin.write("\n")
    running.stdin.flush()


def play(place: Place, agency: str) -> str:
    """Let one process move the guarded stream while the other waits; what the other said."""
    with process(place, agency, "mover") as mover:
        assert said(mover) == "holds"
        with process(place, agency, "guarded") as guarded:
            assert said(guarded) == "begins"
            wait_until_somebody_waits(place, agency)
            go_on(mover)
            assert said(mover) == "moved"
            return said(guarded)


async def test_a_guarded_stream_that_moves_during_the_wait_refuses(
    ledger: Ledger, place: Place, agency: str
) -> None:
    await ledger.append(wish(agency, ("reviewer-1", signed())))

    assert play(place, agency) == "stale reviewer-1 at try 1"
    assert await ledger.read(agency, ["team-1"]) == []
    assert [fact.position for fact in await ledger.after(agency, 0)] == [1, 2]


async def test_it_refuses_whatever_isolation_the_cluster_prefers(
    cluster: Cluster, keys: AgencyKeys, agency: str
) -> None:
    place = Place(cluster, "concord_ledger")
    setting = (
        "alter role concord_review in database concord_ledger {} default_transaction_isolation"
    )
    with psycopg.connect(place.admin(), autocommit=True) as admin:
        admin.execute((setting.format("set") + " = 'repeatable read'").encode())
        try:
            async with Ledger.open(place.dsn("review"), keys) as ledger:
                await ledger.append(wish(agency, ("reviewer-1", signed())))
            assert play(place, agency) == "stale reviewer-1 at try 1"
        finally:
            admin.execute(setting.format("reset").encode())
