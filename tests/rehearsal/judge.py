"""Whether anything that was acknowledged is lost, or is there twice, and when readers are level."""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

import psycopg

from tests.faults.witness import patiently
from tests.rehearsal.progress import nobody

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from concord_kernel.servers.secret_files import SecretFiles

    from tests.rehearsal.figures import Acknowledged
    from tests.rehearsal.progress import Told

RECEIPTS: Final = """
select r.command::text, r.last, r.last - r.first + 1,
    (select count(*) from ledger.fact as f
     where f.agency = r.agency and f.position between r.first and r.last and f.command = r.command)
from ledger.receipt as r where r.agency = %s and r.command = any (%s::uuid[])
"""
TWICE: Final = """
select count(*) from (
    select f.command from ledger.fact as f join ledger.receipt as r using (agency, command)
    where agency = %s and (f.position < r.first or f.position > r.last)
) as strange
"""
FACTS: Final = "select coalesce(max(position), 0), count(*) from ledger.fact where agency = %s"
HEADS: Final = "select * from ledger.heads()"
READERS: Final = """
select table_schema from information_schema.tables where table_name = 'position'
"""
AGENCY: Final = "select set_config('concord.agency', %s, false)"

LEDGER: Final = "review-ledger"
"""A role that may read facts and receipts, of one agency at a time, and where all logs end."""

LONGEST: Final = 120.0
"""Seconds without any progress, longer than any restart."""

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
        with self._open(LEDGER) as db:
            for agency, told in by_agency.items():
                db.execute(AGENCY, (agency,))
                yield from _of_agency(db, agency, told)

    def facts(self, agencies: Iterable[str]) -> int:
        """How many facts the logs of agencies hold."""
        with self._open(LEDGER) as db:
            heads = dict(db.execute(HEADS).fetchall())
        return sum(heads.get(agency, 0) for agency in agencies)

    def level_after(
        self, services: Iterable[str], agencies: Iterable[str], told: Told = nobody
    ) -> float:
        """Seconds until every reader stands where the logs ended when this was asked.

        Args:
            services: Whose readers.
            agencies: Whose logs.
            told: Is told how many facts were behind, and how many of them are not any more.

        Raises:
            TimeoutError: nothing moves any more, and one stays behind.
        """
        began = moved = time.monotonic()
        wanted, least, most = set(agencies), 0, 0
        heads = {one: at for one, at in self._patiently(self._heads).items() if one in wanted}
        for service in services:
            while behind := self._patiently(self._behind, service, heads):
                if behind < least or not least:
                    moved, least, most = time.monotonic(), behind, max(most, behind)
                    told(f"readers of {service} come level", most - behind, most)
                if time.monotonic() - moved > LONGEST:
                    raise TimeoutError(f"readers of {service} stay {behind} facts behind")
                time.sleep(0.1)
            least = most = 0
        return time.monotonic() - began

    def _patiently(self, ask: Callable[..., T], *about: Any) -> T:
        """Ask a database that may be dying just now, until it answers."""
        while True:
            with suppress(psycopg.OperationalError):
                return ask(*about)
            time.sleep(0.1)

    def _heads(self) -> dict[str, int]:
        with self._open(LEDGER) as db:
            return dict(db.execute(HEADS).fetchall())

    def _behind(self, service: str, heads: dict[str, int]) -> int:
        """By how many facts the service's readers are behind, all together."""
        found = 0
        with self._open(f"{service}-rows") as db:
            db.execute(AGENCY, ("*",))
            for (schema,) in db.execute(READERS).fetchall():
                query = b"select agency, position from " + schema.encode() + b".position"
                stand = dict(db.execute(query).fetchall())
                found += sum(max(0, heads[one] - stand.get(one, 0)) for one in heads)
        return found

    @contextmanager
    def _open(self, address: str) -> Generator[psycopg.Connection[Any]]:
        dsn = self._secrets.address(address).read_text("utf-8")
        with patiently(lambda: psycopg.connect(dsn, autocommit=True, connect_timeout=5)) as db:
            yield db


def _of_agency(
    db: psycopg.Connection[Any], agency: str, told: Iterable[Acknowledged]
) -> Iterator[str]:
    head, many = db.execute(FACTS, (agency,)).fetchone() or (0, 0)
    if head != many:
        yield f"{agency}: {many} facts, and the last stands at {head}"
    strange = (db.execute(TWICE, (agency,)).fetchone() or (0,))[0]
    if strange:
        yield f"{agency}: {strange} facts stand outside of their command's receipt"
    asked = [one.command for one in told]
    stands = {row[0]: row[1:] for row in db.execute(RECEIPTS, (agency, asked))}
    for one in told:
        yield from _about(one, stands.get(one.command), head)


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
