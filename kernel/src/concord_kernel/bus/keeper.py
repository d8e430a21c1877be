"""Keeps the stream there: makes it again when it vanished, says when it is another one.

Speaks as the provisioner, the only user who may. Called by every relay once a second; several may
look at once, since making what stands already changes nothing.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final

import structlog
from nats.js.errors import NotFoundError

from concord_kernel.bus.stream import FACTS, provision, stream_config
from concord_kernel.bus.subjects import PARTITIONS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from nats.js import JetStreamContext
    from nats.js.api import StreamConfig, StreamInfo

log = structlog.get_logger(__name__)

COMPARE_EVERY: Final = 30.0
"""Seconds between two comparisons of every setting."""


class Keeper:
    """The stream's caretaker in one process."""

    def __init__(
        self, bus: JetStreamContext, services: Sequence[str], config: StreamConfig | None = None
    ) -> None:
        self._bus = bus
        self._services = services
        self._config = config or stream_config()
        self._created: datetime | None = None
        self._last = 0
        self._compared = -COMPARE_EVERY

    async def look(self) -> bool:
        """Make what is missing.

        Returns:
            Whether messages that stood at the last look may be gone.
        """
        info = await self._standing()
        if info is None or monotonic() - self._compared > COMPARE_EVERY:
            await self._mend()
            info = await self._bus.stream_info(FACTS)
        is_another = info.created != self._created or info.state.last_seq < self._last
        self._created, self._last = info.created, info.state.last_seq
        return is_another

    async def _standing(self) -> StreamInfo | None:
        """The stream, if it is there with all its consumers."""
        try:
            info = await self._bus.stream_info(FACTS)
        except NotFoundError:
            return None
        wanted = len(self._services) * PARTITIONS
        return info if info.state.consumer_count >= wanted else None

    async def _mend(self) -> None:
        for changed in await provision(self._bus, self._services, self._config):
            log.info("provisioned", name=changed)
        self._compared = monotonic()
