"""A child process that is a server: started through ``launch``, logging to a file, never an orphan.

It knows signals, logs and deadlines, and nothing about what the server serves. ``postgres``,
``nats``, ``caddy`` and ``deployment`` stand on it.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- this module starts our servers
import sys
import threading
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from concord_kernel.servers.owner import Owner

_LAUNCH = Path(__file__).with_name("launch.py")
_TAIL_BYTES = 4_000


class ServerFailedError(RuntimeError):
    """A server did not start or is not ready; the message ends with its log's last lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """How a server's process runs.

    Attributes:
        environment: Its whole environment; nothing is inherited.
        owner: The user it runs as, or none for the user we are.
        file_size_limit: Bytes no file of it may exceed (RLIMIT_FSIZE): how a full disk is played.
        on_parent_death: The signal it gets when we die.
        stop_signal: The signal that asks it to end.
        directory: Where it starts.
    """

    environment: Mapping[str, str] = field(default_factory=dict)
    owner: Owner | None = None
    file_size_limit: int | None = None
    on_parent_death: signal.Signals = signal.SIGKILL
    stop_signal: signal.Signals = signal.SIGTERM
    directory: Path | None = None


class ServerProcess:
    """One child process and its log file."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        circumstances: Circumstances | None = None,
    ) -> None:
        self.name = name
        self._command = list(command)
        self._log = log
        self._circumstances = circumstances or Circumstances()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id, also after the process ended.

        Raises:
            ServerFailedError: it was never started.
        """
        if self._child is None:
            raise ServerFailedError(f"{self.name} was not started")
        return self._child.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._child is not None and self._child.poll() is None

    @property
    def exit_status(self) -> int | None:
        """How the process ended (negative: by which signal), or none while it runs."""
        return None if self._child is None else self._child.poll()

    def start(self) -> None:
        """Start the process; the log file is continued.

        Raises:
            ServerFailedError: it runs already.
        """
        if self.alive:
            raise ServerFailedError(f"{self.name} runs already, as process {self.pid}")
        with self._log.open("ab") as log:
            self._child = _SPAWNER.run(lambda: self._spawn(log.fileno()))

    def _spawn(self, log: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # ruff: ignore[subprocess-without-shell-equals-true] -- our own command lines
            launched(self._command, self._circumstances),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=dict(self._circumstances.environment),
            cwd=self._circumstances.directory,
            start_new_session=True,
        )

    def wait_until_ready(
        self, ready: Callable[[], bool], seconds: float, every: float = 0.01
    ) -> None:
        """Wait until ``ready`` says so; a server that does not become ready is ended.

        Raises:
            ServerFailedError: the process ended, or the time is over.
        """
        try:
            self.wait_until(ready, seconds, every)
        except BaseException:
            self.kill()
            raise

    def wait_until(self, happened: Callable[[], bool], seconds: float, every: float = 0.01) -> None:
        """Wait until something happened, and leave the process alone.

        Raises:
            ServerFailedError: the process ended, or the time is over.
        """
        deadline = time.monotonic() + seconds
        while not happened():
            self._must_go_on(deadline, seconds)
            time.sleep(every)

    def _must_go_on(self, deadline: float, seconds: float) -> None:
        if not self.alive:
            said = f"{self.name} ended with status {self.exit_status}"
            raise ServerFailedError(f"{said}\n{self.last_lines()}")
        if time.monotonic() > deadline:
            said = f"{self.name} is not ready after {seconds:g} s"
            raise ServerFailedError(f"{said}\n{self.last_lines()}")

    def send(self, signal_number: signal.Signals) -> None:
        """Send a signal, if the process runs."""
        if self._child is not None:
            self._child.send_signal(signal_number)

    def stop(self, seconds: float = 10.0) -> None:
        """Ask the process to end; after ``seconds``, end it."""
        if self._child is None:
            return
        self.send(self._circumstances.stop_signal)
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """SIGKILL the process and everything it started, and wait until all are gone."""
        if self._child is None:
            return
        family = _descendants(self.pid) if self.alive else []
        self._child.kill()
        self._child.wait()
        end_all(family)

    def last_lines(self) -> str:
        """The end of the log."""
        try:
            with self._log.open("rb") as log:
                log.seek(max(0, self._log.stat().st_size - _TAIL_BYTES))
                return log.read().decode(errors="replace").strip()
        except FileNotFoundError:
            return "(no log)"


def run_to_end(
    command: Sequence[str], circumstances: Circumstances | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program that is no server, and give back its status and what it wrote."""
    how = circumstances or Circumstances()
    return subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- our own command lines
        launched(command, how),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=dict(how.environment),
        cwd=how.directory,
        text=True,
        check=False,
    )


def launched(command: Sequence[str], circumstances: Circumstances) -> list[str]:
    """The command with ``launch`` in front."""
    owner = circumstances.owner
    wishes = {
        "parent": os.getpid(),
        "signal": int(circumstances.on_parent_death),
        "uid": owner and owner.uid,
        "gid": owner and owner.gid,
        "file_size_limit": circumstances.file_size_limit,
    }
    return [sys.executable, "-I", "-S", str(_LAUNCH), json.dumps(wishes), *command]


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def end_all(processes: Sequence[psutil.Process], seconds: float = 10.0) -> None:
    """SIGKILL processes and wait until they are gone; psutil spares a stranger with a reused id."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    wait_for_all(processes, seconds)


def wait_for_all(processes: Sequence[psutil.Process], seconds: float) -> None:
    """Wait until processes have ended, which need not be our children, or the time is over."""
    deadline = time.monotonic() + seconds
    while any(running(process) for process in processes) and time.monotonic() < deadline:
        time.sleep(0.005)


def running(process: psutil.Process) -> bool:
    """Whether the process still does something: a zombie that nobody reaps does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class _Spawner:
    """One thread that starts every child.

    Linux signals "parent died" when the thread that forked ends, so a child that a short-lived
    thread started would die with that thread.
    """

    def __init__(self) -> None:
        self._wishes: queue.SimpleQueue[
            tuple[Callable[[], subprocess.Popen[bytes]], Future[subprocess.Popen[bytes]]]
        ]
        self._wishes = queue.SimpleQueue()
        self._pid = 0
        self._guard = threading.Lock()

    def run(self, spawn: Callable[[], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
        with self._guard:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._wishes = queue.SimpleQueue()
                threading.Thread(target=self._serve, name="spawner", daemon=True).start()
        answer: Future[subprocess.Popen[bytes]] = Future()
        self._wishes.put((spawn, answer))
        return answer.result()

    def _serve(self) -> None:
        while True:
            spawn, answer = self._wishes.get()
            try:
                answer.set_result(spawn())
            except BaseException as error:  # ruff: ignore[blind-except] -- handed to the caller
                answer.set_exception(error)


_SPAWNER = _Spawner()
