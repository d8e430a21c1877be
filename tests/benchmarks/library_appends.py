"""The eventsourcing library's own PostgreSQL recorder, with the library's own settings.

Threads call it, since it is synchronous. Events are handed over as bytes that are ready, so its
mapper costs nothing here. What it does not do: no guard, no receipt, no entry, no agencies apart.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from concord_kernel import clock
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresFactory
from eventsourcing.utils import Environment
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from tests.benchmarks.load import Run, by_threads
from tests.benchmarks.payload import DATA

if TYPE_CHECKING:
    from collections.abc import Generator

    from eventsourcing.persistence import ApplicationRecorder

    from tests.support.servers import Cluster


class LibraryAppends:
    """One event each time, in a stream of its own."""

    def __init__(self, recorder: ApplicationRecorder) -> None:
        self._recorder = recorder

    def run(self, callers: int, seconds: float) -> Run:
        return by_threads(callers, seconds, self._append)

    def _append(self) -> None:
        event = StoredEvent(clock.new_command_id(), 1, "review.reviewer-invited.v1", DATA)
        self._recorder.insert_events([event])


@contextmanager
def library_recorder(cluster: Cluster, schema: str) -> Generator[ApplicationRecorder]:
    """The recorder in a new schema of a database that it has to itself, as its tables' owner."""
    dsn = cluster.rows("reporting")
    with psycopg.connect(dsn) as db:
        db.execute(SQL("create schema {}").format(Identifier(schema)))
    factory = PostgresFactory(Environment("bench", _environment(dsn, schema)))
    try:
        yield factory.application_recorder()
    finally:
        factory.close()


def _environment(dsn: str, schema: str) -> dict[str, str]:
    """Where the database is, and patience with a pool that many wait for; no other setting."""
    parts = conninfo_to_dict(dsn)
    return {
        "POSTGRES_DBNAME": str(parts["dbname"]),
        "POSTGRES_HOST": str(parts["host"]),
        "POSTGRES_PORT": str(parts["port"]),
        "POSTGRES_USER": str(parts["user"]),
        "POSTGRES_PASSWORD": str(parts["password"]),
        "POSTGRES_SCHEMA": schema,
        "POSTGRES_CONNECT_TIMEOUT": "30",
    }
