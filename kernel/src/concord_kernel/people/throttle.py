"""How often one may try to sign in: a sliding window over the failures of a name and an address.

The windows are in the database, so all copies of the door share them. A turn is taken before the
password is looked at, which also holds off a burst, and given back when it was right. Called by
everything that signs somebody in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any, Final

from concord_kernel.people.bearer import hash_of

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import AsyncConnection

    from concord_kernel.people.connections import Connections

WINDOW: Final = timedelta(minutes=1)

PER_NAME: Final = 5
PER_ADDRESS: Final = 30
"""Failures within a window; an office may share one address."""

_TAKE: Final = """
insert into people.attempt as a (key, at) values (%(key)s, array[clock_timestamp()])
on conflict (key) do update set last = clock_timestamp(),
    at = array(select t from unnest(a.at) t where t > clock_timestamp() - %(window)s)
         || clock_timestamp()
where (select count(*) from unnest(a.at) t where t > clock_timestamp() - %(window)s) < %(limit)s
returning at[array_upper(at, 1)] as at"""
_WAIT: Final = """
select extract(epoch from min(t) + %s - clock_timestamp())::float as seconds
from (select t from people.attempt, unnest(at) t where key = %s order by t desc limit %s) newest"""
_GIVE_BACK: Final = "update people.attempt set at = array_remove(at, %s) where key = %s"
_FORGET: Final = """
delete from people.attempt where key in
    (select key from people.attempt where last < now() - %s * 10 limit 50 for update skip locked)"""


class TooManyAttemptsError(Exception):
    """Too many failed of late.

    Attributes:
        seconds: When it is worth trying again.
    """

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"try again in {seconds} seconds")


@dataclass(frozen=True, slots=True)
class Turn:
    """One attempt, which counts as failed until it is given back.

    Attributes:
        taken: A window and the moment in it, for the address and the name.
    """

    taken: tuple[tuple[str, datetime], ...]


class Throttle:
    """Turns at trying to sign in."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections

    async def take(self, name: str, address: str) -> Turn:
        """A turn at trying.

        Args:
            name: Whom the attempt is for; empty where nobody is named.
            address: Where it comes from.

        Raises:
            TooManyAttemptsError: too many failed of late for the name or from the address.
        """
        windows = [(hash_of(f"address\0{_neighborhood(address)}"), PER_ADDRESS)]
        if name:
            windows.append((hash_of(f"name\0{name}"), PER_NAME))
        return Turn(tuple([(key, await self._take(key, limit)) for key, limit in windows]))

    async def give_back(self, turn: Turn) -> None:
        """The attempt was right, and counts no more."""
        for key, at in turn.taken:
            await self._db.rows(_GIVE_BACK, at, key)

    async def _take(self, key: str, limit: int) -> datetime:
        async def take(db: AsyncConnection[dict[str, Any]]) -> dict[str, Any]:
            values = {"key": key, "window": WINDOW, "limit": limit}
            taken = await (await db.execute(_TAKE, values)).fetchone()
            if taken is None:
                return await (await db.execute(_WAIT, (WINDOW, key, limit))).fetchone() or {}
            await db.execute(_FORGET, (WINDOW,))
            return taken

        row = await self._db.work(take)
        if "at" not in row:
            raise TooManyAttemptsError(max(1, math.ceil(row.get("seconds") or 1)))
        at: datetime = row["at"]
        return at


def _neighborhood(address: str) -> str:
    """An address, or the network of an IPv6 address: one house has as many as it likes of those."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv4Address):
        return address
    return str(IPv6Network((known, 64), strict=False))
