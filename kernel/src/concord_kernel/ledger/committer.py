"""Group commit: all that waits for one agency's log is recorded together, in two round trips.

A committer lives while something waits. It takes a connection, then all that waits by then, and
gives each caller its own outcome. What cannot be recorded together is tried one by one. Where the
connection was lost in the middle the same wishes are tried again: their receipts, read under the
same lock, tell which had been recorded. Called by ``Ledger``.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import orjson

from concord_kernel.ledger import sql
from concord_kernel.ledger.append import Receipt
from concord_kernel.ledger.batch import planned, standing
from concord_kernel.ledger.errors import LedgerUnavailableError
from concord_kernel.ledger.trouble import FIRST_DELAY, LONGEST_DELAY, fault, said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from psycopg import AsyncConnection

    from concord_kernel.ledger.batch import Plan, Standing
    from concord_kernel.ledger.connections import Connections
    from concord_kernel.ledger.wish import Wish

MOST_WISHES: Final = 512
"""Wishes recorded together; with more, the first of them would wait for the last."""

MOST_BYTES: Final = 4_000_000
"""Bytes of facts recorded together, unless one wish alone has more."""

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Waiting:
    """A wish whose caller waits.

    Attributes:
        wish: What is to be recorded.
        outcome: What the caller waits for; a caller that was cancelled has cancelled it.
        sent: Whether it was sent to be recorded, so that a receipt found later is its own.
        alone: Whether it is tried by itself.
    """

    wish: Wish
    outcome: asyncio.Future[Receipt]
    sent: bool = False
    alone: bool = False

    def tell(self, outcome: Receipt | Exception) -> None:
        """Give the caller its outcome, if it still waits."""
        if self.outcome.done():
            return
        if isinstance(outcome, Receipt):
            mine = self.sent and outcome.repeated
            self.outcome.set_result(replace(outcome, repeated=False) if mine else outcome)
        else:
            self.outcome.set_exception(outcome)


class Committer:
    """Records the wishes for one agency's log.

    Attributes:
        trouble: Why nothing could be recorded just now; empty when all is well.
    """

    def __init__(
        self,
        agency: str,
        connections: Connections,
        clock: Callable[[], datetime],
        on_commit: Callable[[str], None],
    ) -> None:
        self._agency = agency
        self._connections = connections
        self._clock = clock
        self._on_commit = on_commit
        self._queue: deque[Waiting] = deque()
        self.trouble = ""

    def put(self, waiting: Waiting) -> None:
        """Let a wish wait for the next commit."""
        self._queue.append(waiting)

    def stop(self, reason: str) -> None:
        """Tell whoever still waits that nothing more is recorded."""
        while self._queue:
            self._queue.popleft().tell(LedgerUnavailableError(reason))

    async def run(self) -> None:
        """Commit until nobody waits."""
        delay = FIRST_DELAY
        while self._somebody_waits():
            if await self._tried():
                delay = FIRST_DELAY
            else:
                await asyncio.sleep(delay)
                delay = min(2 * delay, LONGEST_DELAY)

    def _somebody_waits(self) -> bool:
        while self._queue and self._queue[0].outcome.done():
            self._queue.popleft()
        return bool(self._queue)

    async def _tried(self) -> bool:
        """Commit one batch; false when the database is away."""
        batch: list[Waiting] = []
        try:
            async with self._connections.take() as connection:
                batch = self._next_batch()
                await self._commit(connection, batch)
        except Exception as error:  # ruff: ignore[blind-except] -- it is told to whom it concerns
            return self._again(batch, error)
        self.trouble = ""
        return True

    def _next_batch(self) -> list[Waiting]:
        batch: list[Waiting] = []
        size = 0
        while self._queue and len(batch) < MOST_WISHES:
            waiting = self._queue[0]
            size += waiting.wish.size
            if batch and (waiting.alone or batch[0].alone or size > MOST_BYTES):
                break
            self._queue.popleft()
            if not waiting.outcome.done():
                batch.append(waiting)
        return batch

    async def _commit(self, connection: AsyncConnection[Any], batch: Sequence[Waiting]) -> None:
        wishes = [waiting.wish for waiting in batch]
        stands = await self._locked(connection, wishes)
        plan = planned(stands, wishes, at := self._clock())
        for waiting, outcome in zip(batch, plan.outcomes, strict=True):
            waiting.sent |= isinstance(outcome, Receipt) and not outcome.repeated
        await self._write(connection, plan, at)
        for waiting, outcome in zip(batch, plan.outcomes, strict=True):
            waiting.tell(outcome)
        if plan.facts:
            self._poke()

    async def _locked(self, connection: AsyncConnection[Any], wishes: Sequence[Wish]) -> Standing:
        """Take the agency's lock, then read how its log stands: one round trip."""
        agency = self._agency
        streams = dict.fromkeys(s for wish in wishes for s in (*wish.expected, *wish.guards))
        asked = "{" + ",".join(streams) + "}"
        commands = "{" + ",".join(wish.key for wish in wishes) + "}"
        async with connection.pipeline():
            await connection.execute(sql.BEGIN, prepare=True)
            await connection.execute(sql.LOCK, (agency, agency), prepare=True)
            told = await connection.execute(
                sql.READ, (agency, asked, agency, agency, commands), prepare=True
            )
        row = await told.fetchone()
        return standing(agency, row[0] if row else "[0,null,null]")

    async def _write(self, connection: AsyncConnection[Any], plan: Plan, at: datetime) -> None:
        """Record what is planned and end the transaction: one round trip."""
        agency = self._agency
        facts, receipts = orjson.dumps(plan.facts), orjson.dumps(plan.receipts)
        async with connection.pipeline():
            if plan.receipts:
                await connection.execute(
                    sql.WRITE,
                    (agency, at.isoformat(), facts.decode(), agency, receipts.decode()),
                    prepare=True,
                )
            await connection.execute(sql.COMMIT, prepare=True)

    def _again(self, batch: Sequence[Waiting], error: Exception) -> bool:
        """Sort out who is told of an error and who tries again; false when the database is away."""
        told = fault(error)
        self.trouble = "" if told else said(error)
        for waiting in reversed(batch):
            if told and waiting.alone:
                waiting.tell(told)
            else:
                waiting.alone |= waiting.sent or told is not None
                self._queue.appendleft(waiting)
        return told is not None

    def _poke(self) -> None:
        try:
            self._on_commit(self._agency)
        except Exception:  # ruff: ignore[blind-except] -- a poke is a hint; the commit stands
            _log.warning("a poke after a commit failed")
