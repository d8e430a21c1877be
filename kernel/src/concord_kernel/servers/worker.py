"""One of Concord's own processes on this machine: a ``concord`` command, its health on a port.

What it is told comes from ``environment``; when it is restarted is ``supervisor``'s business.
"""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

from concord_kernel.servers.ports import LOOPBACK, free_port, must_be_free
from concord_kernel.servers.process import Circumstances, ServerProcess

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

STOPS_WITHIN = 10.0
"""Seconds until a process that was asked to stop is ended."""


class Worker:
    """A process that runs ``concord <words>``; it keeps its port over restarts."""

    def __init__(
        self, name: str, words: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self._name = name
        self._port = free_port()
        port = {"CONCORD_HTTP_HOST": LOOPBACK, "CONCORD_HTTP_PORT": str(self._port)}
        self._process = ServerProcess(
            name,
            [sys.executable, "-m", "concord_kernel", *words],
            log,
            Circumstances(environment={**environment, **port}),
        )

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{LOOPBACK}:{self._port}"

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.alive

    def start(self) -> None:
        """Start, without waiting until it is ready.

        Raises:
            ServerFailedError: it runs already, or somebody took its port.
        """
        if not self.alive:
            must_be_free(self._name, self._port)
        self._process.start()

    def ready(self) -> bool:
        """Whether it reaches everything it needs."""
        try:
            with urllib.request.urlopen(f"http://{self.address}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)  # ruff: ignore[magic-value-comparison] -- HTTP's OK
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def wait_until_ready(self, seconds: float) -> None:
        """Wait until it reaches everything it needs.

        Raises:
            ServerFailedError: it ended, or the time is over.
        """
        self._process.wait_until_ready(self.ready, seconds, every=0.05)

    def stop(self) -> None:
        """Ask it to stop, and end it if it does not."""
        self._process.stop(STOPS_WITHIN)

    def kill(self) -> None:
        """SIGKILL it."""
        self._process.kill()
