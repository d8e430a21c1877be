"""The door to the ledger: append, read, follow. One per process, for all agencies.

It knows no rule of the field: what may be recorded is decided before. It opens no connection until
it is used, and waits for a database that is away as long as its patience lasts.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import psycopg
from concord_contracts.event import Envelope
from psycopg import AsyncCursor

from concord_kernel import clock as system_clock
from concord_kernel.ledger import editions, sql
from concord_kernel.ledger.batch import kept_receipt
from concord_kernel.ledger.committer import Committer, Waiting
from concord_kernel.ledger.connections import Connections
from concord_kernel.ledger.errors import LedgerUnavailableError
from concord_kernel.ledger.identifiers import check_agency, check_streams
from concord_kernel.ledger.trouble import FIRST_DELAY, LONGEST_DELAY, fault, said
from concord_kernel.ledger.wish import made_ready

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
    from datetime import datetime
    from uuid import UUID

    from psycopg import AsyncConnection

    from concord_kernel.ledger.append import Append, Receipt
    from concord_kernel.ledger.keys import AgencyKeys
    from concord_kernel.ledger.wish import Wish

T = TypeVar("T")

MANY = 50
"""Facts of one command from which they are made ready beside everything else."""

PAGE = 5000
"""Facts read at a time: larger pages are no faster, and hold more memory."""


def _nobody_listens(_: str) -> None:
    """Take a poke for a process without a bus."""


AT_ONCE = 1.0
"""Seconds within which a database that is there answers."""

MOST_EDITIONS: Final = 64
"""Editions and tools that a process remembers: they are known by their content."""


class Ledger:
    """An open ledger.

    Attributes:
        keys: The agencies' secrets.
        patience: Seconds a caller waits for a database that is away or busy.
    """

    def __init__(
        self,
        connections: Connections,
        keys: AgencyKeys,
        *,
        patience: float,
        clock: Callable[[], datetime],
        on_commit: Callable[[str], None],
    ) -> None:
        self.keys = keys
        self.patience = patience
        self._connections = connections
        self._clock = clock
        self._on_commit = on_commit
        self._committers: dict[str, tuple[Committer, asyncio.Task[None]]] = {}
        self._editions: dict[str, str] = {}
        self._closed = False

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        dsn: str,
        keys: AgencyKeys,
        *,
        connections: int = 4,
        patience: float = 10.0,
        clock: Callable[[], datetime] = system_clock.now,
        on_commit: Callable[[str], None] = _nobody_listens,
    ) -> AsyncGenerator[Ledger]:
        """A ledger for as long as the block lasts; what waits at its end is recorded first.

        Args:
            dsn: Address of the ledger's database, with the role of the service.
            keys: The agencies' secrets, the same for all processes.
            connections: How many at most.
            patience: Seconds to wait for a database that is away or busy.
            clock: Gives the time facts are stamped with, in UTC.
            on_commit: Told the agency after facts were recorded; it must return at once.
        """
        pool = Connections(dsn, connections, patience)
        ledger = cls(pool, keys, patience=patience, clock=clock, on_commit=on_commit)
        try:
            yield ledger
        finally:
            await ledger._close()

    async def append(self, append: Append) -> Receipt:
        """Record facts, all or none, and answer once they are on disk.

        Raises:
            StaleStreamError: a stream that was written or read has moved; read and decide again.
            CommandReusedError: the command's id was used for another body.
            UnfitAppendError: it can never be recorded as it stands.
            LedgerUnavailableError: nothing is known to be recorded; send the same command again.
        """
        if len(append.facts) < MANY:
            return await self.record(made_ready(append, self.keys))
        return await self.record(await asyncio.to_thread(made_ready, append, self.keys))

    async def record(self, wish: Wish) -> Receipt:
        """Record an append that was made ready; ``append`` says what may be raised."""
        loop = asyncio.get_running_loop()
        waiting = Waiting(wish, loop.create_future())
        committer = self._committer(wish.agency)
        committer.put(waiting)
        late = loop.call_later(self.patience, self._give_up, committer, waiting)
        try:
            return await waiting.outcome
        finally:
            late.cancel()

    async def read(self, agency: str, streams: Sequence[str]) -> list[Envelope]:
        """Every fact of these streams, by position; one round trip.

        Raises:
            LedgerUnavailableError: the database is away.
        """
        check_streams(streams)
        asked = "{" + ",".join(streams) + "}"
        return await self.select(agency, sql.STREAMS, (asked, agency))

    async def after(
        self, agency: str, position: int, limit: int = PAGE, names: Sequence[str] = ()
    ) -> list[Envelope]:
        """The next facts of a log; one round trip.

        Args:
            agency: Whose log.
            position: The last that is known already; 0 for none.
            limit: How many at most.
            names: Stored names of the only facts wanted; none for all.

        Raises:
            LedgerUnavailableError: the database is away.
        """
        if not names:
            return await self.select(agency, sql.AFTER, (agency, position, limit))
        wanted = (agency, position, list(names), limit)
        return await self.select(agency, sql.AFTER_NAMED, wanted)

    async def at(self, agency: str, positions: Sequence[int]) -> list[Envelope]:
        """The facts at these positions of a log, in its order; one round trip.

        Raises:
            LedgerUnavailableError: the database is away.
        """
        return await self.select(agency, sql.PLACES, (agency, list(positions)))

    async def seal(self, agency: str, position: int) -> tuple[str, str] | None:
        """A fact's entry, and its leaf hash in hexadecimal; none where no fact is.

        Raises:
            LedgerUnavailableError: the database is away.
        """

        async def ask(connection: AsyncConnection[Any]) -> tuple[str, str] | None:
            async with connection.pipeline():
                await connection.execute(sql.AGENCY, (agency,), prepare=True)
                told = await connection.execute(sql.SEAL, (agency, position), prepare=True)
            found, *seal = await told.fetchone() or (0, "", "")
            return (seal[0], seal[1]) if found == position else None

        return await self._patiently(ask)

    async def select(
        self, agency: str, query: str, parameters: tuple[object, ...]
    ) -> list[Envelope]:
        """Facts that a statement of ``sql`` asks for, in its order; one round trip.

        Raises:
            LedgerUnavailableError: the database is away.
        """
        check_agency(agency)

        async def ask(connection: AsyncConnection[Any]) -> list[Envelope]:
            cursor = connection.cursor(binary=True, row_factory=_envelope_rows)
            async with connection.pipeline():
                await connection.execute(sql.AGENCY, (agency,), prepare=True)
                await cursor.execute(query, parameters, prepare=True)
            return await cursor.fetchall()

        return await self._patiently(ask)

    async def receipt(self, agency: str, command: UUID) -> Receipt | None:
        """What a command was answered, if it was; one round trip.

        Raises:
            LedgerUnavailableError: the database is away.
        """

        async def ask(connection: AsyncConnection[Any]) -> Receipt | None:
            async with connection.pipeline():
                await connection.execute(sql.AGENCY, (agency,), prepare=True)
                told = await connection.execute(sql.RECEIPT, (agency, command), prepare=True)
            row = await told.fetchone()
            return kept_receipt(agency, row) if row else None

        return await self._patiently(ask)

    async def heads(self) -> dict[str, int]:
        """Every log's last position; one round trip.

        Raises:
            LedgerUnavailableError: the database is away.
        """

        async def ask(connection: AsyncConnection[Any]) -> dict[str, int]:
            return dict(await (await connection.execute(sql.HEADS, prepare=True)).fetchall())

        return await self._patiently(ask)

    async def keep_edition(self, body: str) -> str:
        """Keep an edition or a tool by its content; the hash by which ``edition`` gives it back.

        Raises:
            LedgerUnavailableError: the database is away.
        """
        return await self._patiently(lambda connection: editions.keep(connection, body))

    async def edition(self, digest: str) -> str:
        """An adopted edition, as it was kept; read once, for what has this hash never changes.

        Raises:
            UnknownEditionError: none with this hash is kept.
            LedgerUnavailableError: the database is away.
        """
        found = self._editions.pop(digest, "") or await self._patiently(
            lambda connection: editions.kept(connection, digest)
        )
        self._editions[digest] = found
        if len(self._editions) > MOST_EDITIONS:
            del self._editions[next(iter(self._editions))]
        return found

    async def answers(self) -> bool:
        """Whether the database answers now; waits no longer than a moment."""
        try:
            async with self._connections.take(AT_ONCE) as connection:
                await connection.execute("select 1")
        except (psycopg.Error, OSError):
            return False
        return True

    @property
    def busy(self) -> tuple[str, ...]:
        """Agencies for which something is being recorded."""
        return tuple(self._committers)

    def _committer(self, agency: str) -> Committer:
        if self._closed:
            raise LedgerUnavailableError("this process is closing its ledger")
        if agency not in self._committers:
            committer = Committer(agency, self._connections, self._clock, self._on_commit)
            task = asyncio.get_running_loop().create_task(self._until_idle(agency, committer))
            self._committers[agency] = (committer, task)
        return self._committers[agency][0]

    async def _until_idle(self, agency: str, committer: Committer) -> None:
        try:
            await committer.run()
        finally:
            del self._committers[agency]
            committer.stop("this process closed its ledger")

    def _give_up(self, committer: Committer, waiting: Waiting) -> None:
        reason = committer.trouble or "the ledger is busy"
        waiting.tell(LedgerUnavailableError(f"no answer in {self.patience:g} s: {reason}"))

    async def _patiently(self, ask: Callable[[AsyncConnection[Any]], Awaitable[T]]) -> T:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.patience
        delay = FIRST_DELAY
        while True:
            try:
                async with self._connections.take() as connection:
                    return await ask(connection)
            except (psycopg.Error, OSError) as error:
                if fault(error):
                    raise
                if loop.time() + delay > deadline:
                    raise LedgerUnavailableError(said(error)) from None
            await asyncio.sleep(delay)
            delay = min(2 * delay, LONGEST_DELAY)

    async def _close(self) -> None:
        self._closed = True
        tasks = [task for _, task in self._committers.values()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self.patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._connections.close()


def _envelope_rows(_: AsyncCursor[Any]) -> Callable[[Sequence[Any]], Envelope]:
    return Envelope._make
