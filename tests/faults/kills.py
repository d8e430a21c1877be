"""Processes and servers are killed, stopped for a while, run twice; the stream is wiped."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.faults.ground import Ground

COPIES: Final = {
    "relay-1": ("relay", ""),
    "read-review-1": ("read", "review"),
    "serve-review-1": ("serve", "review"),
}


def kill(name: str) -> Callable[[Ground, Random], None]:
    """``kill -9`` of a process and all its children, twice in a row."""

    def fault(ground: Ground, random: Random) -> None:
        managed = ground.deployment.processes[name]
        for _ in range(2):
            managed.kill()
            time.sleep(random.uniform(0, 0.4))
            managed.start()
            time.sleep(random.uniform(0.1, 0.8))

    return fault


def pause(name: str) -> Callable[[Ground, Random], None]:
    """SIGSTOP of a process and all its children for some seconds."""

    def fault(ground: Ground, random: Random) -> None:
        family = ground.children(name)
        try:
            _each(family, psutil.Process.suspend)
            time.sleep(random.uniform(2, 5))
        finally:
            _each(family, psutil.Process.resume)

    return fault


def second_copy(name: str) -> Callable[[Ground, Random], None]:
    """A second copy runs beside the first, the first is killed meanwhile."""

    def fault(ground: Ground, random: Random) -> None:
        added = ground.deployment.add(*COPIES[name])
        time.sleep(random.uniform(0.5, 2))
        ground.deployment.processes[name].kill()
        time.sleep(random.uniform(0.5, 2))
        ground.everything_runs()
        ground.deployment.remove(added)

    return fault


def second_tally(ground: Ground, random: Random) -> None:
    """The same with the readers that show mistakes."""
    ground.start_tally("tally-2")
    time.sleep(random.uniform(1, 3))
    ground.deployment.processes["tally-1"].kill()
    time.sleep(random.uniform(0.5, 2))
    ground.everything_runs()
    ground.stop_process("tally-2")


def wipe_the_stream(ground: Ground, random: Random) -> None:
    """The bus is killed, and comes back without its files."""
    nats = ground.deployment.processes["nats"]
    nats.kill(comes_back=False)
    shutil.rmtree(ground.deployment.nats.store)
    time.sleep(random.uniform(0, 1))
    nats.start()


def put_an_old_stream_back(ground: Ground, random: Random) -> None:
    """The bus is killed, and comes back with its files as they were some seconds ago."""
    nats, store = ground.deployment.processes["nats"], ground.deployment.nats.store
    kept = ground.root / "kept"
    nats.kill(comes_back=False)
    shutil.copytree(store, kept)
    nats.start()
    time.sleep(random.uniform(2, 4))
    nats.kill(comes_back=False)
    shutil.rmtree(store)
    kept.rename(store)
    nats.start()


def kill_everything(ground: Ground, random: Random) -> None:
    """Everything but the callers is killed within a moment, and started again."""
    names = [one for one in ground.deployment.processes if not one.startswith("writer-")]
    random.shuffle(names)
    for name in names:
        ground.deployment.processes[name].kill()
    for name in sorted(names, key=lambda one: one != "postgres"):
        ground.deployment.processes[name].start()


def _each(family: list[psutil.Process], do: Callable[[psutil.Process], None]) -> None:
    for process in family:
        with suppress(psutil.NoSuchProcess):
            do(process)
