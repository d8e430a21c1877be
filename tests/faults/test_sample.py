"""A short sample of the campaign: one of each important fault, on a deployment of its own."""

from __future__ import annotations

import asyncio
from random import Random

import pytest

from tests.faults.full_disk import fill
from tests.faults.ground import Ground, Load
from tests.faults.plan import Record, do, finish
from tests.support.servers import room

pytestmark = [pytest.mark.xdist_group("faults"), pytest.mark.timeout(180)]

SAMPLE = (
    "kill -9 read-review-1",
    "kill -9 relay-1",
    "kill -9 serve-review-1",
    "kill -9 nats",
    "kill -9 postgres",
    "the stream is wiped",
    "messages backwards and at random",
    "messages lost",
    "a fact a reader raises on",
    "second copy of tally-1, first killed",
)


def test_nothing_acknowledged_is_lost_and_nothing_is_counted_twice() -> None:
    """Rows equal the fold of the log after every fault, and in the end."""
    load = Load(agencies=("ca-alpine", "nc-durham"), writers=1, callers=2, pause=0.15)
    random, record = Random(1), Record(seed=1)  # ruff: ignore[suspicious-non-cryptographic-random-usage] -- repeatable
    with room() as root:
        ground = Ground(root, load)
        with ground.running(lambda *_: None):
            for fault in SAMPLE:
                do(ground, random, fault, record)
            finish(ground, record)
            assert ground.refusals() == []
    assert record.acknowledged > 100
    assert record.recorded > record.acknowledged


def test_a_full_disk_is_an_error_and_loses_nothing() -> None:
    with room() as root:
        filled = asyncio.run(fill(root))
    assert "File too large" in filled.reason
    assert filled.acknowledged > 1000
