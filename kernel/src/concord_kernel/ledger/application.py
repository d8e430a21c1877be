"""An agency's history as an application of the eventsourcing library, for that library's tools.

``repository.get(stream, version=…, projector_func=…)`` folds a stream as it stood at a version;
``notification_log`` follows the log. It reads no environment variable: a stray ``MAPPER_TOPIC``
would change what is read. There are no snapshots and no tracking: streams are short, and readers
keep their positions with their rows.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING, Any, NoReturn

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, JSONTranscoder
from eventsourcing.utils import Environment

from concord_kernel.ledger.ledger import Ledger
from concord_kernel.ledger.mapper import FactMapper
from concord_kernel.ledger.recorder import LedgerRecorder

if TYPE_CHECKING:
    from collections.abc import Generator

    from eventsourcing.utils import EnvType

    from concord_kernel.ledger.keys import AgencyKeys


class History(Application[str]):
    """One agency's history; ``History.open`` makes it."""

    name = "history"

    def __init__(self, recorder: LedgerRecorder) -> None:
        self._given = recorder
        super().__init__()

    @classmethod
    @contextmanager
    def open(
        cls, dsn: str, keys: AgencyKeys, agency: str, *, patience: float = 10.0
    ) -> Generator[History]:
        """An agency's history for as long as the block lasts."""
        with ledger_in_a_thread(dsn, keys, patience) as (ledger, loop):
            yield cls(LedgerRecorder(ledger, agency, loop))

    def construct_env(  # ruff: ignore[no-self-use] -- the library calls it on the application
        self, name: str, env: EnvType | None = None
    ) -> Environment:
        """Take nothing from the process's environment."""
        return Environment(name, env or {})

    def construct_factory(self, env: Environment) -> LedgerFactory:
        """What the library asks for its parts."""
        return LedgerFactory(env, self._given)

    def construct_mapper(  # ruff: ignore[no-self-use] -- the library calls it on the application
        self,
    ) -> FactMapper:
        """Read and write facts as they read and write themselves."""
        return FactMapper(JSONTranscoder())


class LedgerFactory(InfrastructureFactory):
    """Gives the library the ledger's recorder, and none of what the ledger has no room for."""

    def __init__(self, env: Environment, recorder: LedgerRecorder) -> None:
        super().__init__(env)
        self._recorder = recorder

    def application_recorder(self) -> LedgerRecorder:
        """The recorder of the agency's log."""
        return self._recorder

    def aggregate_recorder(self, purpose: str = "events") -> NoReturn:
        """Refuse: there are no snapshots."""
        raise NotImplementedError(f"the ledger keeps no {purpose} apart from its facts")

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> NoReturn:
        """Refuse: a reader keeps its positions with its rows."""
        raise NotImplementedError("a reader keeps its positions with its rows")

    def process_recorder(self) -> NoReturn:
        """Refuse: a policy's command is recorded once by its id."""
        raise NotImplementedError("a policy's command is recorded once by its id")


@contextmanager
def ledger_in_a_thread(
    dsn: str, keys: AgencyKeys, patience: float = 10.0
) -> Generator[tuple[Ledger, asyncio.AbstractEventLoop]]:
    """A ledger whose event loop runs in a thread, for callers that are synchronous."""
    ready: Future[tuple[Ledger, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def stay_open() -> None:
        leave = asyncio.Event()
        async with Ledger.open(dsn, keys, patience=patience) as ledger:
            ready.set_result((ledger, asyncio.get_running_loop(), leave))
            await leave.wait()

    thread = Thread(target=asyncio.run, args=(stay_open(),), name="ledger", daemon=True)
    thread.start()
    ledger, loop, leave = ready.result()
    try:
        yield ledger, loop
    finally:
        loop.call_soon_threadsafe(leave.set)
        thread.join()
