"""Where the bus is and as whom a process speaks there; opens connections that outlive outages."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import nats.errors
import structlog
from nats.aio.client import Client

from concord_kernel.bus.running import whole

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable
    from pathlib import Path

log = structlog.get_logger(__name__)

RETRY: Final = 0.2
"""Seconds between two attempts to reach a server."""

CLOSED_WITHIN: Final = 10.0
"""Seconds until a connection that does not close is left."""

SAME_AGAIN: Final = 30.0
"""Seconds after which the same trouble is logged once more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One user's way to the bus.

    Attributes:
        servers: URLs; any of them will do.
        user: Whose inbox answers come to, ``_I.<user>``; empty on a server without accounts.
        seed: File with the user's nkey seed; none on a server without accounts.
    """

    servers: tuple[str, ...]
    user: str = ""
    seed: Path | None = None

    @property
    def inbox(self) -> str:
        """The prefix of this user's inboxes."""
        return f"_I.{self.user}" if self.user else "_INBOX"

    @property
    def options(self) -> dict[str, Any]:
        """What a client is told apart from its key: try for ever, and say what goes wrong."""
        return {
            "servers": list(self.servers),
            "inbox_prefix": self.inbox,
            "max_reconnect_attempts": -1,
            "reconnect_time_wait": RETRY,
            "connect_timeout": 2,
            "drain_timeout": 2,
            "ping_interval": 5,
            "max_outstanding_pings": 2,
            "error_cb": _Troubles().note,
            "name": self.user or "concord",
        }


class _Troubles:
    """Logs what the client reports: it says only here that a permission is missing."""

    def __init__(self) -> None:
        self._last = ""
        self._at = -SAME_AGAIN

    async def note(self, error: Exception) -> None:
        """Log a trouble, and the same one not again at every attempt."""
        reason = f"{type(error).__name__}: {error}"[:200]
        if reason == self._last and monotonic() - self._at < SAME_AGAIN:
            return
        self._last, self._at = reason, monotonic()
        log.warning("bus", reason=reason)


@asynccontextmanager
async def connected(
    address: Address, came_back: Callable[[], Awaitable[None]] | None = None
) -> AsyncGenerator[Client]:
    """A connection; waits until a server is there, and comes back by itself afterwards.

    Args:
        address: Where, and as whom.
        came_back: Awaited when the connection was lost and stands again.
    """
    connection = Client()
    try:
        await connection.connect(
            **address.options,
            nkeys_seed=str(address.seed) if address.seed else None,
            reconnected_cb=came_back,
        )
        yield connection
    finally:
        with suppress(nats.errors.Error, OSError):
            await whole(asyncio.wait_for(connection.close(), CLOSED_WITHIN))
