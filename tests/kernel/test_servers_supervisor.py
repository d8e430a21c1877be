"""What ends by itself comes back, ever more patiently; what an earlier run left is ended."""

from __future__ import annotations

import os
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- processes to be found again
import sys
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from concord_kernel.servers import ServerFailedError
from concord_kernel.servers.left_over import Lock, PidFiles
from concord_kernel.servers.process import running
from concord_kernel.servers.supervisor import FIRST_WAIT, Managed, Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


class Fragile:
    """A server that runs only when it wants to."""

    pid = os.getpid()

    def __init__(self, *, falls_at_once: bool = False, refuses: bool = False) -> None:
        self.alive = False
        self.starts: list[float] = []
        self._falls_at_once = falls_at_once
        self._refuses = refuses

    def start(self) -> None:
        self.starts.append(time.monotonic())
        if self._refuses and len(self.starts) > 1:
            raise ServerFailedError("no")
        self.alive = not self._falls_at_once

    def stop(self) -> None:
        self.alive = False

    def kill(self) -> None:
        self.alive = False


def eventually(happened: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@pytest.fixture
def pids(tmp_path: Path) -> PidFiles:
    return PidFiles(tmp_path / "pids")


@pytest.fixture
def watched(pids: PidFiles) -> Generator[Callable[[Fragile], Managed]]:
    everything: list[Managed] = []

    def watch(server: Fragile) -> Managed:
        managed = Managed("fragile", server, pids)
        everything.append(managed)
        managed.start()
        return managed

    supervisor = Supervisor(lambda: list(everything))
    supervisor.start()
    yield watch
    supervisor.stop()


def test_what_is_killed_comes_back(watched: Callable[[Fragile], Managed]) -> None:
    server = Fragile()
    watched(server).kill()
    assert not server.alive
    assert eventually(lambda: server.alive)
    assert server.starts[1] - server.starts[0] >= FIRST_WAIT


def test_what_is_stopped_stays_stopped(watched: Callable[[Fragile], Managed]) -> None:
    server = Fragile()
    managed = watched(server)
    managed.stop()
    assert not eventually(lambda: server.alive, seconds=0.6)
    managed.start()
    assert managed.alive


def test_what_is_killed_for_good_stays_away(watched: Callable[[Fragile], Managed]) -> None:
    server = Fragile()
    managed = watched(server)
    managed.kill(comes_back=False)
    assert not eventually(lambda: server.alive, seconds=0.6)
    managed.restart()
    assert managed.alive


@pytest.mark.parametrize("server", [Fragile(falls_at_once=True), Fragile(refuses=True)])
def test_what_keeps_ending_is_started_ever_more_rarely(
    server: Fragile, watched: Callable[[Fragile], Managed]
) -> None:
    watched(server).kill()
    assert eventually(lambda: len(server.starts) == 4)
    waits = [
        later - earlier for earlier, later in zip(server.starts, server.starts[1:], strict=False)
    ]
    assert waits[1] >= 2 * FIRST_WAIT
    assert waits[2] >= 4 * FIRST_WAIT


def sleeper(program: str = "") -> subprocess.Popen[str]:
    command = f"{program}\nimport time; print('up', flush=True); time.sleep(100)"
    process = subprocess.Popen(  # ruff: ignore[subprocess-without-shell-equals-true] -- ourselves
        [sys.executable, "-c", command], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    process.stdout.close()
    return process


def test_what_an_earlier_run_left_is_ended(pids: PidFiles, tmp_path: Path) -> None:
    gentle, deaf = sleeper(), sleeper("import signal; signal.signal(15, signal.SIG_IGN)")
    pids.note("gentle", gentle.pid)
    pids.note("deaf", deaf.pid)
    assert sorted(PidFiles(tmp_path / "pids").end_what_is_left(0.5)) == ["deaf", "gentle"]
    assert (gentle.wait(), deaf.wait()) == (-15, -9)
    assert pids.end_what_is_left() == []


def test_a_stranger_with_a_reused_id_is_not_touched(pids: PidFiles, tmp_path: Path) -> None:
    stranger = sleeper()
    pids.note("ours", stranger.pid)
    noted = tmp_path / "pids" / "ours"
    noted.write_text(noted.read_text().replace('"started": ', '"started": 1'))
    assert pids.end_what_is_left() == []
    assert running(psutil.Process(stranger.pid))
    stranger.kill()
    stranger.wait()


def test_a_torn_note_is_no_obstacle(pids: PidFiles, tmp_path: Path) -> None:
    pids.note("ours", os.getpid())
    (tmp_path / "pids" / "ours").write_text('{"pid": ')
    assert pids.end_what_is_left() == []


def test_one_at_a_time_holds_a_directory(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    first.take()
    with pytest.raises(ServerFailedError, match=f"is in use by process {os.getpid()}"):
        second.take()
    first.release()
    second.take()
    second.release()
