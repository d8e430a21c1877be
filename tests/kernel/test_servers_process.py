"""Server processes: never orphans, never confused with strangers, clear when they fail."""

from __future__ import annotations

import os
import signal
import socket
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- a parent to be killed
import sys
import textwrap
import threading
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from concord_kernel.servers import NatsServer, PostgresServer, ServerFailedError
from concord_kernel.servers.owner import room as owned_room
from concord_kernel.servers.ports import free_port, must_be_free
from concord_kernel.servers.process import Circumstances, ServerProcess, running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PARENT = """
    import sys, time
    from pathlib import Path
    from concord_kernel.servers import CaddyServer, NatsServer, PostgresServer

    home = Path(sys.argv[1])
    servers = [
        PostgresServer(home / "postgres"),
        NatsServer(home / "nats"),
        CaddyServer(home / "caddy", {}, root=""),
    ]
    for server in servers:
        server.start()
    print(*(server.pid for server in servers), flush=True)
    time.sleep(100)
"""


def eventually(happened: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def python(tmp_path: Path, program: str) -> ServerProcess:
    command = [sys.executable, "-c", textwrap.dedent(program)]
    return ServerProcess("a program", command, tmp_path / "log")


def test_servers_die_with_their_parent_and_their_directories_serve_again(
    server_room: Path,
) -> None:
    command = [sys.executable, "-c", textwrap.dedent(PARENT), str(server_room)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:  # ruff: ignore[subprocess-without-shell-equals-true] -- ourselves
        assert parent.stdout is not None
        servers = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        assert len(servers) == 3
        parent.kill()
    assert eventually(lambda: not any(running(server) for server in servers))
    with PostgresServer(server_room / "postgres"), NatsServer(server_room / "nats"):
        pass


def test_a_server_outlives_the_thread_that_started_it(tmp_path: Path) -> None:
    process = python(tmp_path, "import time; time.sleep(100)")
    thread = threading.Thread(target=process.start)
    thread.start()
    thread.join()
    assert not eventually(lambda: not process.alive, seconds=0.3)
    process.stop()


def test_a_program_that_ends_is_told_with_its_last_lines(tmp_path: Path) -> None:
    process = python(tmp_path, "print('line one', flush=True); raise SystemExit('no such luck')")
    process.start()
    with pytest.raises(ServerFailedError) as caught:
        process.wait_until(lambda: False, 10)
    assert str(caught.value) == "a program ended with status 1\nline one\nno such luck"


def test_a_program_that_does_not_become_ready_is_ended(tmp_path: Path) -> None:
    process = python(tmp_path, "import time; time.sleep(100)")
    process.start()
    with pytest.raises(ServerFailedError, match=r"not ready after 0\.1 s"):
        process.wait_until_ready(lambda: False, 0.1)
    assert process.exit_status == -signal.SIGKILL


def test_a_program_that_does_not_listen_is_ended_all_the_same(tmp_path: Path) -> None:
    process = python(
        tmp_path,
        """
        import signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        print("deaf", flush=True)
        time.sleep(100)
        """,
    )
    process.start()
    process.wait_until(lambda: process.last_lines() == "deaf", 10)
    process.stop(0.1)
    assert process.exit_status == -signal.SIGKILL


def test_a_kill_reaches_the_whole_family(tmp_path: Path) -> None:
    process = python(
        tmp_path,
        """
        import subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(100)"])
        print(child.pid, flush=True)
        time.sleep(100)
        """,
    )
    process.start()
    process.wait_until(lambda: process.last_lines().isdigit(), 10)
    child = psutil.Process(int(process.last_lines()))
    process.kill()
    assert not running(child)


def test_nothing_of_our_environment_is_inherited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONCORD_LEDGER", "canary")
    program = "import os; print(sorted(os.environ))"
    how = Circumstances(environment={"GIVEN": "1"})
    command = [sys.executable, "-I", "-c", program]
    process = ServerProcess("a program", command, tmp_path / "log", how)
    process.start()
    assert eventually(lambda: not process.alive)
    assert "GIVEN" in process.last_lines()
    assert "CONCORD" not in process.last_lines()


def test_starting_twice_is_refused(tmp_path: Path) -> None:
    process = python(tmp_path, "import time; time.sleep(100)")
    process.start()
    with pytest.raises(ServerFailedError, match="runs already"):
        process.start()
    process.kill()


def test_what_was_never_started_can_be_stopped(tmp_path: Path) -> None:
    process = python(tmp_path, "")
    process.stop()
    process.kill()
    assert process.last_lines() == "(no log)"
    with pytest.raises(ServerFailedError, match="was not started"):
        assert process.pid


def test_a_free_port_is_free_and_a_taken_one_is_named() -> None:
    must_be_free("Nobody", free_port())
    with pytest.raises(ServerFailedError, match=r"Nobody cannot listen on 127\.0\.0\.1:"):
        _two_at_one_port()


def _two_at_one_port() -> None:
    with socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        first.listen()
        must_be_free("Nobody", first.getsockname()[1])


def test_a_directory_that_a_stranger_made_first_is_refused(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    if os.geteuid() == 0:
        os.chown(theirs, 65534, 65534)
        with pytest.raises(ServerFailedError, match="belongs to somebody else"):
            owned_room(theirs, None)
    else:
        with pytest.raises(PermissionError):
            owned_room(tmp_path.parents[-1] / "var" / "concord", None)
