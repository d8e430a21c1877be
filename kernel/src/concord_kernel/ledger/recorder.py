"""The ledger as the eventsourcing library's application recorder: one agency's log, both ways.

Topics are facts' stored names, originators are streams, states are facts' JSON, notification ids
are positions; what the library records gets entry, leaf and receipt like everything else. The
library is synchronous, so the ledger runs in a thread of its own. It is for that library's tools;
Concord's own code uses ``Ledger``. A stream may begin at version 0, as the library allows; a guard
of ``Ledger`` that a stream is new takes it for new until its second fact.
"""

from __future__ import annotations

import asyncio
from threading import Event as Flag
from typing import TYPE_CHECKING, Any, Final, TypeVar

from eventsourcing.persistence import (
    ApplicationRecorder,
    DataError,
    IntegrityError,
    Notification,
    OperationalError,
    StoredEvent,
    Subscription,
)

from concord_kernel.clock import new_command_id
from concord_kernel.ledger import sql
from concord_kernel.ledger.append import Append
from concord_kernel.ledger.errors import (
    CommandReusedError,
    LedgerUnavailableError,
    StaleStreamError,
    UnfitAppendError,
)
from concord_kernel.ledger.wish import sealed_wish

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence
    from uuid import UUID

    from concord_contracts.event import Envelope

    from concord_kernel.ledger.ledger import Ledger
    from concord_kernel.ledger.wish import Written

T = TypeVar("T")

ACTOR: Final = "eventsourcing"
"""Who recorded a fact, where the library's caller does not say."""

LONGEST_STREAM: Final = 2**31 - 1
LONGEST_LOG: Final = 2**63 - 1
POLL: Final = 0.05
"""Seconds between two looks of a subscription."""


class LedgerRecorder(ApplicationRecorder):
    """Records and selects in one agency's log.

    ``insert_events`` takes more about the circumstances, as ``Application.save`` hands it on:
    ``command``, ``actor``, ``causation``, ``correlation``, ``edition``, and ``unchanged``, streams
    that must still stand at a version.
    """

    def __init__(self, ledger: Ledger, agency: str, loop: asyncio.AbstractEventLoop) -> None:
        self._ledger = ledger
        self._agency = agency
        self._loop = loop

    def insert_events(
        self, stored_events: Sequence[StoredEvent], **kwargs: Any
    ) -> Sequence[int] | None:
        """Record events, all or none; their positions.

        Raises:
            IntegrityError: a stream is not where an event's version says, or a guard has moved.
            DataError: an event can never be recorded.
            OperationalError: the database is away.
        """
        if not stored_events:
            return []
        append = _append(self._agency, _expected(stored_events), kwargs)
        receipt = self._run(self._record(append, [_written(event) for event in stored_events]))
        return list(range(receipt.first, receipt.last + 1))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Events of one stream, by version."""
        after = -1 if gt is None else gt
        until = LONGEST_STREAM if lte is None else lte
        query = sql.EVENTS_BACKWARDS if desc else sql.EVENTS
        asked = (self._agency, str(originator_id), after, until, limit)
        return [_stored(one) for one in self._select(query, asked)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Events of the log, by position."""
        after = (start or 0) - inclusive_of_start if start else 0
        until = LONGEST_LOG if stop is None else stop
        asked = (self._agency, after, until, not topics, list(topics), limit)
        return [_notification(one) for one in self._select(sql.NOTIFICATIONS, asked)]

    def max_notification_id(self) -> int | None:
        """The log's last position, or none."""
        last = self._select(sql.LAST, (self._agency,))
        return last[0].position if last else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Following:
        """Events after a position, and then every one as it comes."""
        return Following(self, gt, topics)

    async def _record(self, append: Append, facts: Sequence[Written]) -> Any:
        return await self._ledger.record(sealed_wish(append, facts, self._ledger.keys))

    def _select(self, query: str, parameters: tuple[object, ...]) -> list[Envelope]:
        return self._run(self._ledger.select(self._agency, query, parameters))

    def _run(self, asked: Coroutine[Any, Any, T]) -> T:
        try:
            return asyncio.run_coroutine_threadsafe(asked, self._loop).result()
        except (StaleStreamError, CommandReusedError) as error:
            raise IntegrityError(str(error)) from error
        except UnfitAppendError as error:
            raise DataError(str(error)) from error
        except LedgerUnavailableError as error:
            raise OperationalError(str(error)) from error


class Following(Subscription[LedgerRecorder]):
    """Events as they are recorded, by looking again and again."""

    def __init__(self, recorder: LedgerRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._page: list[Notification] = []
        self._stopped = Flag()

    def stop(self) -> None:
        """End the iteration, also one that waits."""
        super().stop()
        self._stopped.set()

    def __next__(self) -> Notification:
        while not self._stopped.is_set():
            if not self._page:
                self._look()
            if self._page:
                found = self._page.pop(0)
                self._last_notification_id = found.id
                return found
            self._stopped.wait(POLL)
        raise StopIteration

    def _look(self) -> None:
        self._page = list(
            self._recorder.select_notifications(
                self._last_notification_id or 0, 500, topics=self._topics, inclusive_of_start=False
            )
        )


def _append(agency: str, expected: dict[str, int], told: dict[str, Any]) -> Append:
    command = told.get("command") or new_command_id()
    return Append(
        agency=agency,
        command=command,
        fingerprint=str(told.get("fingerprint", "")),
        actor=str(told.get("actor", ACTOR)),
        causation=str(told.get("causation", command)),
        correlation=str(told.get("correlation", command)),
        facts=(),
        expected=expected,
        guards=told.get("unchanged") or {},
        edition=str(told.get("edition", "")),
    )


def _expected(events: Sequence[StoredEvent]) -> dict[str, int]:
    """The version before the first event of each stream; a stream that begins at 0 is at -1.

    Raises:
        IntegrityError: the events of a stream are not in order.
    """
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for event in events:
        stream, version = _stream(event), event.originator_version
        first.setdefault(stream, version)
        if version != last.get(stream, version - 1) + 1:
            raise IntegrityError(f"version {version} of {stream} does not follow")
        last[stream] = version
    return {stream: version - 1 for stream, version in first.items()}


def _written(event: StoredEvent) -> Written:
    try:
        return _stream(event), event.topic, event.state.decode()
    except UnicodeDecodeError as error:
        raise DataError(f"{event.topic} is not text") from error


def _stream(event: StoredEvent) -> str:
    if not isinstance(event.originator_id, str):
        raise DataError(f"{event.originator_id!r} is no stream's name: use text")
    return event.originator_id


def _stored(envelope: Envelope) -> StoredEvent:
    return StoredEvent(envelope.stream, envelope.version, envelope.name, envelope.data.encode())


def _notification(envelope: Envelope) -> Notification:
    return Notification(
        envelope.stream,
        envelope.version,
        envelope.name,
        envelope.data.encode(),
        id=envelope.position,
    )
