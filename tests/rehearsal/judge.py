"""Whether anything that was acknowledged is lost, or is there twice, and when readers are level."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

import psycopg

from tests.faults.witness import patiently

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from concord_kernel.servers.secret_files import SecretFiles

    from tests.rehearsal.figures import Acknowledged

RECEIPTS: Final = """
select r.command::text, r.last, r.last - r.first + 1,
    (select count(*) from ledger.fact as f
     where f.agency = r.agency and f.position between r.first and r.last and f.command = r.command)
from ledger.receipt as r where r.agency = %s
"""
TWICE: Final = """
select count(*) from (
    select f.command from ledger.fact as f join ledger.receipt as r using (agency, command)
    where agency = %s and (f.position < r.first or f.position > r.last)
) as strange
"""
HEADS: Final = "select coalesce(max(position), 0), count(*) from ledger.fact where agency = %s"
READERS: Final = """
select table_schema from information_schema.tables where table_name = 'position'
"""


LEDGER: Final = "review-ledger"
"""A role that may read facts and receipts, of one agency at a time."""


LONGEST: Final = 120.0
"""Seconds, longer than any restart."""

T = TypeVar("T")


class Judge:
    """Reads the ledger as a service does, and rows as the services whose they are."""

    def __init__(self, secrets: SecretFiles) -> None:
        self._secrets = secrets

    def findings(self, commands: Iterable[Acknowledged]) -> Iterator[str]:
        """What is wrong; nothing where every promise held."""
        by_agency: dict[str, list[Acknowledged]] = defaultdict(list)
        for one in commands:
            by_agency[one.agency].append(one)
        for agency, told in by_agency.items():
            with self._open(LEDGER, agency) as db:
                head, many = db.execute(HEADS, (agency,)).fetchone() or (0, 0)
                if head != many:
                    yield f"{agency}: {many} facts, and the last stands at {head}"
                strange = (db.execute(TWICE, (agency,)).fetchone() or (0,))[0]
                if strange:
                    yield f"{agency}: {strange} facts stand outside of their command's receipt"
                stands = {row[0]: row[1:] for row in db.execute(RECEIPTS, (agency,))}
            for one in told:
                yield from _about(one, stands.get(one.command), head)

    def level_after(self, services: Iterable[str], agencies: Iterable[str]) -> float:
        """Seconds until every reader stands where the logs ended when this was asked.

        Raises:
            TimeoutError: one stays behind.
        """
        began = time.monotonic()
        heads = {agency: self._patiently(self._head, agency) for agency in agencies}
        for service in services:
            while behind := self._patiently(self._behind, service, heads):
                if time.monotonic() - began > LONGEST:
                    raise TimeoutError(f"readers of {service} stay behind: {behind[:5]}")
                time.sleep(0.1)
        return time.monotonic() - began

    def _patiently(self, ask: Callable[..., T], *about: Any) -> T:
        """Ask a database that may be dying just now, until it answers."""
        while True:
            with suppress(psycopg.OperationalError):
                return ask(*about)
            time.sleep(0.1)

    def _head(self, agency: str) -> int:
        with self._open(LEDGER, agency) as db:
            return int((db.execute(HEADS, (agency,)).fetchone() or (0, 0))[0])

    def _behind(self, service: str, heads: dict[str, int]) -> list[str]:
        found = []
        with self._open(f"{service}-rows", "*") as db:
            for (schema,) in db.execute(READERS).fetchall():
                query = b"select agency, position from " + schema.encode() + b".position"
                stand = dict(db.execute(query).fetchall())
                found += [f"{schema} {one}" for one in heads if stand.get(one, 0) < heads[one]]
        return found

    def _open(self, address: str, agency: str) -> psycopg.Connection[Any]:
        dsn = self._secrets.address(address).read_text("utf-8")
        db = patiently(lambda: psycopg.connect(dsn, autocommit=True, connect_timeout=5))
        db.execute("select set_config('concord.agency', %s, false)", (agency,))
        return db


def _about(one: Acknowledged, stands: tuple[int, int, int] | None, head: int) -> Iterator[str]:
    what = f"{one.agency}: command {one.command}"
    if stands is None:
        yield f"{what} was acknowledged and is lost; the log ends at {head}"
        return
    last, promised, found = stands
    if last != one.position:
        yield f"{what} was told {one.position} and stands at {last}"
    if found != promised:
        yield f"{what} has {found} facts, not {promised}"
