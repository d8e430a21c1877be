"""Sign-ins that are under way: a passkey's challenge, a trip to a provider. Each is taken once.

Kept by the hash of what comes back, for a few minutes, so that what was seen once opens nothing a
second time. Called by the door.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from psycopg.types.json import Jsonb

from concord_kernel.people.bearer import hash_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta

    from concord_kernel.people.connections import Connections

_BEGIN: Final = """
with gone as (delete from people.ceremony where until <= now())
insert into people.ceremony (id, kind, session, account, data, until)
values (%s, %s, nullif(%s, ''), nullif(%s, ''), %s, now() + %s)"""
"""Each new one sweeps what was never finished."""

_TAKE: Final = """
delete from people.ceremony where id = %s and kind = %s
returning coalesce(session, '') as session, coalesce(account, '') as account, data,
          until > now() as young"""


class CeremonyUnknownError(Exception):
    """Nothing like that is under way: never begun, taken before, or too long ago."""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What was begun.

    Attributes:
        session: In which session, where somebody is signed in; else empty.
        account: For whom; else empty.
        data: What has to be known when it comes back.
    """

    session: str
    account: str
    data: dict[str, Any]


class Ceremonies:
    """What is under way."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def begin(
        self,
        kind: str,
        secret: str,
        lasts: timedelta,
        *,
        session: tuple[str, str] = ("", ""),
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """Remember that something is under way.

        Args:
            kind: What: ``add-passkey``, ``use-passkey``, ``provider``.
            secret: What comes back; only its hash is kept.
            lasts: How long it may take.
            session: Id and account of the session that asked, where there is one.
            data: What has to be known when it comes back.
        """
        kept = Jsonb(dict(data or {}))
        await self._connections.rows(_BEGIN, hash_of(secret), kind, *session, kept, lasts)

    async def take(self, kind: str, secret: str) -> Ceremony:
        """What was begun with this secret; it is gone afterwards, however it ends.

        Raises:
            CeremonyUnknownError: nothing, not any more, or another kind.
        """
        rows = await self._connections.rows(_TAKE, hash_of(secret), kind)
        if not rows or not rows[0].pop("young"):
            raise CeremonyUnknownError
        return Ceremony(**rows[0])
