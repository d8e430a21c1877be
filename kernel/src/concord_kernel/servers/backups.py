"""Backups of a deployment's databases, by PostgreSQL's own programs; the keys are never in one.

Databases are dumped in an order in which a later one holds at least what an earlier one refers to:
rows, then the ledger, then texts, then people. So after a restore no reader stands ahead of its
log, and no fact refers to a text that is not there. What a restore brings back of texts that were
erased meanwhile stays unreadable while their keys are destroyed (``concord vault destroy-again``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from concord_kernel import clock
from concord_kernel.provision import LEDGER, PEOPLE, VAULT
from concord_kernel.servers.postgres_wheel import ENVIRONMENT, programs
from concord_kernel.servers.process import Circumstances, run_to_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Told = Callable[[str, int, int], None]
"""Is told what is being done, which step it is, and of how many."""

LAST: Final = (LEDGER, VAULT, PEOPLE)
"""Databases that are dumped after the services' rows, in this order."""

MANIFEST: Final = "manifest.json"


class BackupError(Exception):
    """It could not be made, checked or restored; the message says why."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file of a backup, as it is found.

    Attributes:
        database: What it holds.
        bytes: Its size.
        wrong: What is wrong with it; empty where nothing is.
    """

    database: str
    bytes: int
    wrong: str = ""


class Backups:
    """Makes, checks and restores backups of one cluster."""

    def __init__(self, admin_dsn: str) -> None:
        self._dsn = admin_dsn
        self._bin = programs(None)

    def make(self, root: Path, told: Told) -> Path:
        """Dump every database below a directory; where the backup is.

        Raises:
            BackupError: a database could not be dumped; nothing is left behind but a hidden folder.
        """
        databases = self._databases()
        beside = root / f".{clock.now():%Y%m%dT%H%M%SZ}"
        beside.mkdir(mode=0o700, parents=True)
        for nth, name in enumerate(databases):
            told(name, nth, len(databases))
            self._run("pg_dump", "--format=custom", f"--file={beside / name}.dump", database=name)
            (beside / f"{name}.dump").chmod(0o600)
        written = [_written(beside, name) for name in databases]
        manifest = {"made_at": clock.now().isoformat(), "databases": written}
        (beside / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        return beside.rename(root / beside.name.removeprefix("."))

    def check(self, backup: Path) -> Iterator[Found]:
        """Each file of a backup, and whether it is what was written and can be read.

        Raises:
            BackupError: it is no backup.
        """
        for one in manifest_of(backup)["databases"]:
            path = backup / f"{one['name']}.dump"
            size = path.stat().st_size if path.exists() else 0
            yield Found(one["name"], size, self._wrong(path, one["sha256"]))

    def restore(self, backup: Path, told: Told, *, replace: bool = False) -> None:
        """Bring every database back; roles have to be there (``concord provision``).

        Raises:
            BackupError: the backup is damaged, or there are facts already and nothing may be
                replaced.
        """
        if wrong := [one for one in self.check(backup) if one.wrong]:
            raise BackupError(f"{wrong[0].database}: {wrong[0].wrong}")
        if not replace and self._holds_facts():
            raise BackupError("there are facts in this cluster already; say --replace to lose them")
        names = [str(one["name"]) for one in manifest_of(backup)["databases"]]
        for nth, name in enumerate(names):
            told(name, nth, len(names))
            self._drop(name)
            self._run("pg_restore", "--create", "--exit-on-error", str(backup / f"{name}.dump"))

    def _databases(self) -> list[str]:
        with psycopg.connect(self._dsn) as db:
            rows = db.execute(
                "select datname from pg_database where starts_with(datname, %s)", ["concord_"]
            ).fetchall()
        found = {str(row[0]) for row in rows}
        if LEDGER not in found:
            raise BackupError("this cluster has no ledger")
        return [*sorted(found - set(LAST)), *(name for name in LAST if name in found)]

    def _holds_facts(self) -> bool:
        try:
            with psycopg.connect(self._dsn, dbname=LEDGER) as db:
                return db.execute("select from ledger.fact limit 1").fetchone() is not None
        except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
            return False

    def _drop(self, name: str) -> None:
        with psycopg.connect(self._dsn, autocommit=True) as db:
            db.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))

    def _wrong(self, path: Path, sha256: str) -> str:
        if not path.exists():
            return "the file is missing"
        if _sha256(path) != sha256:
            return "the file is not what was written"
        try:
            self._run("pg_restore", "--list", str(path), connect=False)
        except BackupError:
            return "PostgreSQL cannot read the file"
        return ""

    def _run(
        self, program: str, *words: str, database: str = "postgres", connect: bool = True
    ) -> None:
        login = conninfo_to_dict(self._dsn)
        where = [f"--{name}={login[key]}" for name, key in _LOGIN.items() if login.get(key)]
        command: Sequence[str] = [
            str(self._bin / program),
            *(where if connect else ()),
            *((f"--dbname={database}",) if connect else ()),
            *words,
        ]
        told = ENVIRONMENT | {"PGPASSWORD": str(login.get("password") or "")}
        done = run_to_end(command, Circumstances(environment=told))
        if done.returncode != 0:
            raise BackupError(f"{program} failed: {done.stderr.strip()}")


_LOGIN: Final = {"host": "host", "port": "port", "username": "user"}


def manifest_of(backup: Path) -> dict[str, Any]:
    """What a backup says that it holds.

    Raises:
        BackupError: it says nothing.
    """
    try:
        read: dict[str, Any] = json.loads((backup / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise BackupError(f"{backup} is no backup") from None
    return read


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _written(folder: Path, name: str) -> dict[str, Any]:
    path = folder / f"{name}.dump"
    return {"name": name, "bytes": path.stat().st_size, "sha256": _sha256(path)}
