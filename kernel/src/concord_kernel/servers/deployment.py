"""Concord on one machine: its servers, one process per job, one door, kept running.

``start`` makes what is missing, clears what a killed run left, brings up what another version left,
and comes back when everything is ready. The processes are the ones of production, told the same
things in the same way. Called by the demo and by tests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING, Final

from concord_kernel.bus.stream import StreamDiffersError
from concord_kernel.migrations import MigrationError
from concord_kernel.servers.caddy import CaddyServer
from concord_kernel.servers.environment import Environments
from concord_kernel.servers.left_over import Lock, PidFiles
from concord_kernel.servers.nats import NatsServer
from concord_kernel.servers.ports import must_be_free
from concord_kernel.servers.postgres import PostgresServer
from concord_kernel.servers.preparation import (
    joined,
    prepare_databases,
    prepare_stream,
    shared_facts,
)
from concord_kernel.servers.process import ServerFailedError
from concord_kernel.servers.secret_files import SUPERUSER, SecretFiles
from concord_kernel.servers.startable import Startable
from concord_kernel.servers.supervisor import Managed, Server, Supervisor
from concord_kernel.servers.versions import OtherVersionError, Version, bring_up
from concord_kernel.servers.worker import Worker
from concord_kernel.service import DOOR, installed_names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Progress = Callable[[str, int, int], None]
"""Told what begins now, which step that is, and of how many."""


def _silently(what: str, nth: int, total: int) -> None:
    """Tell nobody."""


READY_WITHIN: Final = 60.0
"""Seconds until every process must be ready after a start."""

SERVERS: Final = ("postgres", "nats", "door")

VERSIONS_DIFFER: Final = (ServerFailedError, MigrationError, StreamDiffersError)
"""How it shows that a directory cannot be gone on with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a deployment is to be.

    Attributes:
        port: Where the door is; 0 for any free port.
        with_text: Services that serve text from the vault.
        demo: File that lists as whom anybody may enter a demonstration.
        root_path: Where ``/`` leads; by default to the door, or to the first service.
        log_level: What is logged at least.
        services: Names; by default every installed service.
    """

    port: int = 0
    with_text: frozenset[str] = frozenset()
    demo: Path | None = None
    root_path: str = ""
    log_level: str = "info"
    services: tuple[str, ...] = ()


class Deployment(Startable):
    """Everything under one directory; a context manager that starts and stops it.

    Attributes:
        services: Names.
        secrets: The files with passwords, addresses, keys of the bus and of sessions.
        keys: The directory of the agencies' and the vault's keys.
        processes: Everything that runs, by name: ``postgres``, ``nats``, ``door``, ``relay-1``,
            ``serve-review-1``, ``read-review-1``…
        postgres: The database server.
        nats: The bus's server.
        door: The one door.
    """

    postgres: PostgresServer
    nats: NatsServer
    door: CaddyServer

    def __init__(self, root: Path, wishes: Wishes | None = None) -> None:
        self._root = root.absolute()
        self._wishes = wishes or Wishes()
        self.services = self._wishes.services or installed_names()
        self.secrets = SecretFiles(self._root / "secrets", self.services)
        self.keys = self._root / "keys"
        self.processes: dict[str, Managed] = {}
        self._workers: dict[str, Worker] = {}
        self._members: frozenset[str] = frozenset()
        self._lock = Lock(self._root / "lock")
        self._pids = PidFiles(self._root / "pids")
        self._supervisor = Supervisor(lambda: list(self.processes.values()))

    @property
    def url(self) -> str:
        """Where people come in."""
        return self.door.url

    @property
    def logs(self) -> Path:
        """A file for each server and process."""
        return self._root / "logs"

    def start(self, progress: Progress = _silently) -> None:
        """Start everything, and return when everything is ready.

        It runs event loops of its own: from inside one, call it in a thread.

        Raises:
            ServerFailedError: the directory is in use, or something does not start.
            OtherVersionError: another version left the directory, and this one cannot go on.
        """
        self.logs.mkdir(parents=True, exist_ok=True)
        self._lock.take()
        version = Version(self._root, self.services)
        was_another = version.is_another
        steps = _Steps(progress, len(SERVERS) + 3 + len(self._jobs()))
        try:
            if self._wishes.port:
                must_be_free("The door", self._wishes.port)
            self._start_servers(steps, bring_up_rows=was_another)
            self._start_workers(steps)
            self._open_door(steps)
        except BaseException as error:
            self.stop()
            if was_another and isinstance(error, VERSIONS_DIFFER):
                why = str(error).partition("\n")[0]
                raise OtherVersionError(
                    f"{self._root} was left by another version of Concord: {why}"
                ) from error
            raise
        version.note()
        self._supervisor.start()

    def stop(self) -> None:
        """Stop everything: the door first, then the processes, the bus, the database."""
        self._supervisor.stop()
        self._stop_all(["door"])
        self._stop_all(name for name in self.processes if name not in SERVERS)
        self._stop_all(["nats"])
        self._stop_all(["postgres"])
        self.processes.clear()
        self._workers.clear()
        self._lock.release()

    def add(self, command: str, service: str = "") -> str:
        """Run one more copy of ``serve``, ``read`` or ``relay``, and give its name.

        Raises:
            ServerFailedError: it does not become ready.
        """
        name = self._hire(command, service)
        try:
            self._workers[name].wait_until_ready(READY_WITHIN)
        except ServerFailedError:
            self.remove(name)
            raise
        self._reroute()
        return name

    def remove(self, name: str) -> None:
        """Stop a copy for good; requests under way are finished."""
        del self._workers[name]
        self._reroute()
        self.processes.pop(name).stop()

    def let_in(self, agencies: Iterable[str]) -> None:
        """Give agencies accounts on the bus; nobody's connection is disturbed."""
        self._members |= frozenset(agencies)
        self.nats.reload(self.secrets.write_accounts(self._members, shared_facts()))

    def _start_servers(self, steps: _Steps, *, bring_up_rows: bool) -> None:
        steps.begin("secrets")
        self._pids.end_what_is_left()
        self.secrets.make()
        steps.begin("PostgreSQL")
        self._start_postgres()
        steps.begin("databases")
        asyncio.run(prepare_databases(self.postgres, self.secrets, self.services))
        if bring_up_rows:
            admin = self.postgres.admin_dsn
            asyncio.run(bring_up(admin, self.secrets, self.keys, self.services))
        steps.begin("NATS")
        self._start_nats()
        steps.begin("stream")
        asyncio.run(prepare_stream(self.nats.url, self.secrets, self.services))

    def _start_postgres(self) -> None:
        password = self.secrets.passwords()[SUPERUSER]
        log = self.logs / "postgres.log"
        self.postgres = PostgresServer(self._root / "postgres", password=password, log=log)
        self._manage("postgres", self.postgres)

    def _start_nats(self) -> None:
        self._members = asyncio.run(joined(self.secrets, self.keys))
        conf = self.secrets.write_accounts(self._members, shared_facts())
        self.nats = NatsServer(self._root / "nats", conf, log=self.logs / "nats.log")
        self._manage("nats", self.nats)

    def _start_workers(self, steps: _Steps) -> None:
        names = list(starmap(self._hire, self._jobs()))
        for name in names:
            steps.begin(name)
            self._workers[name].wait_until_ready(READY_WITHIN)

    def _open_door(self, steps: _Steps) -> None:
        steps.begin("door")
        first = DOOR if DOOR in self.services else self.services[0]
        root = self._wishes.root_path or f"/{first}/"
        home, log = self._root / "door", self.logs / "door.log"
        self.door = CaddyServer(home, self._routes(), root=root, port=self._wishes.port, log=log)
        self._manage("door", self.door)

    def _jobs(self) -> list[tuple[str, str]]:
        return [
            ("relay", ""),
            *(("read", service) for service in self.services),
            *(("serve", service) for service in self.services),
        ]

    def _hire(self, command: str, service: str) -> str:
        job = "-".join(filter(None, (command, service)))
        number = next(n for n in range(1, 1000) if f"{job}-{n}" not in self._workers)
        name = f"{job}-{number}"
        words = [command, service] if service else [command]
        told = self._environments().of(command, service)
        worker = Worker(name, words, told, self.logs / f"{name}.log")
        self._workers[name] = worker
        self._manage(name, worker)
        return name

    def _environments(self) -> Environments:
        return Environments(
            secrets=self.secrets,
            keys=self.keys,
            bus=self.nats.url,
            with_text=self._wishes.with_text,
            demo=self._wishes.demo,
            log_level=self._wishes.log_level,
        )

    def _manage(self, name: str, server: Server) -> None:
        managed = Managed(name, server, self._pids)
        managed.start()
        self.processes[name] = managed

    def _routes(self) -> dict[str, list[str]]:
        return {
            f"/{service}": [
                worker.address
                for name, worker in self._workers.items()
                if name.startswith(f"serve-{service}-")
            ]
            for service in self.services
        }

    def _reroute(self) -> None:
        self.door.reroute(self._routes())

    def _stop_all(self, names: Iterable[str]) -> None:
        """Stop at the same time what does not depend on one another."""
        going = [self.processes[name] for name in names if name in self.processes]
        with ThreadPoolExecutor(max_workers=len(going) or 1) as pool:
            list(pool.map(Managed.stop, going))


class _Steps:
    """Counts the steps of a start."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def begin(self, what: str) -> None:
        self._progress(what, self._done, self._total)
        self._done += 1
