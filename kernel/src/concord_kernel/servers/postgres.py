"""PostgreSQL on this machine: the bundled server as a child process, durable, with passwords.

It makes a data directory once, starts, stops, kills and restarts the server over it, and says how
to log in. Roles, databases and migrations are ``concord_kernel.provision``'s. Called by
``deployment`` and by tests.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import signal
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from concord_kernel.servers.owner import erase, reachable, room, server_owner
from concord_kernel.servers.ports import LOOPBACK, must_be_free
from concord_kernel.servers.postgres_wheel import ENVIRONMENT, programs, run_program
from concord_kernel.servers.process import Circumstances, ServerFailedError, ServerProcess
from concord_kernel.servers.startable import Startable

SUPERUSER = "postgres"
SETTINGS = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "max_connections": "500",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "logging_collector": "off",
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
"""Nothing here could lose a commit, and nothing writes a value to the log."""
_LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
_SOCKET = ".s.PGSQL.65535"
_SOCKET_PATH_LIMIT = 103


class PostgresAddress:
    """Where a PostgreSQL server answers, with the superuser's login."""

    def __init__(self, host: str, port: int, password: str, user: str = SUPERUSER) -> None:
        self._host = host
        self._port = port
        self._password = password
        self._user = user

    @property
    def admin_dsn(self) -> str:
        """The superuser's address, database ``postgres``."""
        return self.dsn("postgres", self._user, self._password)

    def dsn(self, database: str, user: str, password: str) -> str:
        """A URL for psycopg; the host may be a socket directory."""
        login = f"{quote(user, safe='')}:{quote(password, safe='')}"
        where = f"host={quote(self._host, safe='')}&port={self._port}"
        return f"postgresql://{login}@/{quote(database, safe='')}?{where}"


class PostgresServer(Startable):
    """The server over ``home``; a context manager that starts and stops it.

    Attributes:
        file_size_limit: Bytes no file of the server may exceed (RLIMIT_FSIZE, for the next start);
            from 16 MB on, since a WAL segment has that size.
    """

    def __init__(
        self,
        home: Path,
        *,
        tcp_port: int | None = None,
        password: str = "",
        file_size_limit: int | None = None,
        log: Path | None = None,
    ) -> None:
        self._home = home.absolute()
        self._log = (log or self._home / "postgres.log").absolute()
        self._tcp_port = tcp_port
        self._port = tcp_port or 5432
        self._given_password = password
        self.file_size_limit = file_size_limit
        self._process: ServerProcess | None = None
        self._address: PostgresAddress | None = None

    @property
    def admin_dsn(self) -> str:
        """The superuser's address, database ``postgres``."""
        return self._reached().admin_dsn

    @property
    def pid(self) -> int:
        """The postmaster's process id."""
        return self._started().pid

    @property
    def alive(self) -> bool:
        """Whether the server's process runs."""
        return self._process is not None and self._process.alive

    @property
    def data_directory(self) -> Path:
        """PostgreSQL's own directory; it belongs to another user when we are root."""
        return (self._home / "data").resolve() / "pgdata"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self._log

    def dsn(self, database: str, user: str, password: str) -> str:
        """A URL for psycopg."""
        return self._reached().dsn(database, user, password)

    def start(self, seconds: float = 30.0) -> None:
        """Start, making the data directory the first time and recovering what a killed run left.

        Raises:
            ServerFailedError: it does not come up, or another server runs over the directory.
        """
        if self.alive:
            raise ServerFailedError(f"PostgreSQL over {self._home} runs already")
        owner = server_owner()
        data = room(self._home / "data", owner) / "pgdata"
        password = self._password()
        if not data.exists():
            _make_data_directory(data, password)
        _clear_what_a_killed_run_left(data, min(seconds, 10))
        if self._tcp_port:
            must_be_free("PostgreSQL", self._tcp_port)
        sockets = room(_socket_directory(self._home), owner)
        host = LOOPBACK if self._tcp_port else str(sockets)
        self._address = PostgresAddress(host, self._port, password)
        self._process = ServerProcess(
            "PostgreSQL", self._command(data, sockets), self.log, self._circumstances()
        )
        self._process.start()
        self._process.wait_until_ready(self._answers, seconds)

    def stop(self) -> None:
        """Stop: running transactions are rolled back, everything is written."""
        if self._process is not None:
            self._process.stop(30)

    def kill(self) -> None:
        """SIGKILL the server and all its processes, as a power cut would."""
        if self._process is not None:
            self._process.kill()

    def restart(self) -> None:
        """Stop if it runs, and start over the same data at the same address."""
        self.stop()
        self.start()

    def erase(self) -> None:
        """Stop, and remove everything that was written."""
        self.stop()
        erase(self._home / "data")
        erase(_socket_directory(self._home))
        shutil.rmtree(self._home, ignore_errors=True)

    def _circumstances(self) -> Circumstances:
        return Circumstances(
            environment=ENVIRONMENT,
            owner=server_owner(),
            file_size_limit=self.file_size_limit,
            on_parent_death=signal.SIGINT,
            stop_signal=signal.SIGINT,
            directory=Path("/"),
        )

    def _command(self, data: Path, sockets: Path) -> list[str]:
        where = {
            "unix_socket_directories": str(sockets),
            "listen_addresses": LOOPBACK if self._tcp_port else "",
            "port": str(self._port),
        }
        options = [f"--{name}={value}" for name, value in {**SETTINGS, **where}.items()]
        return [str(programs(server_owner()) / "postgres"), "-D", str(data), *options]

    def _password(self) -> str:
        """The superuser's password: given, or made once and kept in a file only we can read."""
        if self._given_password:
            return self._given_password
        kept = self._home / "superuser-password"
        if not kept.exists():
            with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(24))
        return kept.read_text()

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.admin_dsn, connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise ServerFailedError(
                    "PostgreSQL does not accept the superuser's password"
                ) from None
            return False
        return True

    def _started(self) -> ServerProcess:
        if self._process is None:
            raise ServerFailedError("PostgreSQL was not started")
        return self._process

    def _reached(self) -> PostgresAddress:
        if self._address is None:
            raise ServerFailedError("PostgreSQL was not started")
        return self._address


def _make_data_directory(data: Path, password: str) -> None:
    """Run initdb beside and rename, so that a killed one is never taken for a whole one."""
    owner = server_owner()
    beside = data.with_name("unfinished")
    shutil.rmtree(beside, ignore_errors=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=data.parent) as file:
        file.write(f"{password}\n")
        file.flush()
        if owner is not None:
            os.chown(file.name, owner.uid, owner.gid)
        initdb = [
            str(programs(owner) / "initdb"),
            "-D",
            str(beside),
            "-U",
            SUPERUSER,
            f"--pwfile={file.name}",
        ]
        choices = ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions", *_LOCALE]
        run_program([*initdb, *choices], owner)
    beside.rename(data)


def _clear_what_a_killed_run_left(data: Path, seconds: float) -> None:
    """Remove a lock file whose process id is now a stranger's; wait for a server that is leaving.

    Raises:
        ServerFailedError: a server runs over this directory.
    """
    lock = data / "postmaster.pid"
    deadline = time.monotonic() + seconds
    while (pid := _first_number(lock)) is not None:
        if not _is_server(pid, data):
            if psutil.pid_exists(pid):
                lock.unlink(missing_ok=True)
            return
        if time.monotonic() > deadline:
            raise ServerFailedError(f"another PostgreSQL, process {pid}, runs over {data}")
        time.sleep(0.05)


def _first_number(lock: Path) -> int | None:
    try:
        return int(lock.read_text(encoding="utf-8").split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _is_server(pid: int, data: Path) -> bool:
    try:
        return str(data) in psutil.Process(pid).cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def _socket_directory(home: Path) -> Path:
    """Where the socket is: in ``home``, or in a short place if the path were too long for one."""
    near = home / "socket"
    if len(str(near / _SOCKET)) <= _SOCKET_PATH_LIMIT and reachable(near, server_owner()):
        return near
    short = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    return _runtime_directory() / f"concord-{short}"


def _runtime_directory() -> Path:
    """A place with a short path: the system's if we may write there, as root may, else ours."""
    if os.access("/run", os.W_OK):
        return Path("/run")
    return Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
