"""Brings servers and processes that ended by themselves back, ever more patiently.

It holds no opinion on what a process does; what was stopped on purpose stays stopped. Called by
``deployment``.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final, Protocol

import structlog

from concord_kernel.servers.process import ServerFailedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from concord_kernel.servers.left_over import PidFiles

log = structlog.get_logger(__name__)

LOOK_EVERY: Final = 0.1
"""Seconds between two looks."""

FIRST_WAIT: Final = 0.2
LONGEST_WAIT: Final = 10.0
"""Seconds before a process that keeps ending is started again, doubled each time."""

SETTLED_AFTER: Final = 30.0
"""Seconds a process must have run for its next end to count as its first."""


class Server(Protocol):
    """What can be started and stopped."""

    @property
    def alive(self) -> bool:
        """Whether it runs."""

    @property
    def pid(self) -> int:
        """Its process."""

    def start(self) -> None:
        """Start it."""

    def stop(self) -> None:
        """Ask it to stop."""

    def kill(self) -> None:
        """SIGKILL it."""


class Managed:
    """A server under supervision: it is meant to run from ``start`` to ``stop``."""

    def __init__(self, name: str, server: Server, pids: PidFiles) -> None:
        self.name = name
        self._server = server
        self._pids = pids
        self._guard = threading.RLock()
        self._wanted = False
        self._wait = 0.0
        self._started = 0.0
        self._not_before = 0.0

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._server.alive

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._server.pid

    def start(self) -> None:
        """Start it, and keep it running from now on."""
        with self._guard:
            self._wanted = True
            if not self._server.alive:
                self._start()

    def stop(self) -> None:
        """Ask it to stop; it stays stopped."""
        with self._guard:
            self._wanted = False
            self._server.stop()
            self._pids.forget(self.name)

    def kill(self, *, comes_back: bool = True) -> None:
        """SIGKILL it, as a crash would; the supervisor brings it back unless it is to stay away."""
        with self._guard:
            self._wanted = self._wanted and comes_back
            self._server.kill()

    def restart(self) -> None:
        """Stop it and start it again."""
        with self._guard:
            self.stop()
            self.start()

    def look(self) -> None:
        """Bring it back if it ended by itself and has waited long enough."""
        with self._guard:
            if not self._wanted or self._server.alive:
                return
            now = time.monotonic()
            if self._not_before <= self._started:
                self._schedule(now)
            elif now >= self._not_before:
                self._bring_back()

    def _schedule(self, now: float) -> None:
        settled = now - self._started > SETTLED_AFTER
        longer = 0.0 if settled else 2 * self._wait
        self._wait = min(max(FIRST_WAIT, longer), LONGEST_WAIT)
        self._not_before = now + self._wait
        log.warning("ended", process=self.name, seconds=round(self._wait, 1))

    def _bring_back(self) -> None:
        try:
            self._start()
        except ServerFailedError:
            log.warning("failed", process=self.name, reason="it did not start; see its log")

    def _start(self) -> None:
        self._started = time.monotonic()
        self._server.start()
        self._pids.note(self.name, self._server.pid)


class Supervisor:
    """One thread that looks after everything."""

    def __init__(self, everything: Callable[[], Iterable[Managed]]) -> None:
        self._everything = everything
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Look after everything from now on."""
        self._end.clear()
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let things end; returns when nothing is brought back any more."""
        self._end.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._end.wait(LOOK_EVERY):
            for managed in self._everything():
                managed.look()
