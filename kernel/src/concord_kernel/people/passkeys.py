"""Passkeys: the public halves of keys that people's devices hold, and how often each was used.

The signatures are checked at the door; what is kept here is what they are checked against.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from psycopg import AsyncConnection

    from concord_kernel.people.connections import Connections

MOST: Final = 20
"""Passkeys of one account: every device of one person, and room to spare."""

_OF: Final = """
select id, account, public_key, sign_count, name, transports, created_at, last_used_at
from people.passkey"""

_TURN: Final = "select from people.account where id = %s for update"

_ADD: Final = """
insert into people.passkey (id, account, public_key, sign_count, name, transports)
select %(id)s, %(account)s, %(public_key)s, %(sign_count)s, %(name)s, %(transports)s
where (select count(*) from people.passkey where account = %(account)s) < %(most)s
on conflict do nothing"""

_USED: Final = """
update people.passkey set sign_count = %s, last_used_at = now()
where id = %s and (sign_count < %s or (sign_count = 0 and %s = 0))
returning id"""
"""Counts go up; a device that does not count says zero for ever."""

_RENAME: Final = """
update people.passkey set name = %s where id = %s and account = %s returning id"""

_REMOVE: Final = """
delete from people.passkey as gone using people.account as owner
where gone.id = %(id)s and gone.account = %(account)s and owner.id = gone.account
  and (owner.password is not null
       or exists (select from people.provided where account = owner.id)
       or exists (select from people.passkey where account = owner.id and id <> gone.id))"""
"""The last way in stays."""


class PasskeyUnknownError(Exception):
    """There is no such passkey, or it is somebody else's."""


class PasskeyNotAddedError(Exception):
    """The account has as many as it may have, or the device offers one that is known."""


class LastWayInError(Exception):
    """Without this passkey nobody could sign in to the account any more."""


class ClonedPasskeyError(Exception):
    """The device's count did not go up: what signed may be a copy."""


class Passkey(BaseModel, frozen=True):
    """One passkey.

    Attributes:
        id: The device's name for it.
        account: Whose it is.
        public_key: What its signatures are checked with, as the device gave it (COSE).
        sign_count: How often the device said it had signed.
        name: What its owner calls it.
        transports: How a browser may reach the device.
        created_at: Since when.
        last_used_at: When somebody last signed in with it.
    """

    id: bytes
    account: str
    public_key: bytes
    sign_count: int
    name: str
    transports: tuple[str, ...] = ()
    created_at: datetime | None = None
    last_used_at: datetime | None = None


class Passkeys:
    """The passkeys of all accounts."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def add(self, passkey: Passkey) -> None:
        """Keep a new one.

        Raises:
            PasskeyNotAddedError: it is known, or the account has enough.
        """
        new = passkey.model_dump(exclude={"created_at", "last_used_at", "transports"})
        added = await self._changed(_ADD, new | {"transports": [*passkey.transports], "most": MOST})
        if not added:
            raise PasskeyNotAddedError

    async def of(self, account: str) -> Sequence[Passkey]:
        """An account's, oldest first."""
        rows = await self._connections.rows(_OF + " where account = %s order by 7, 1", account)
        return [Passkey.model_validate(row) for row in rows]

    async def known(self, passkey: bytes) -> Passkey:
        """The one that a device names.

        Raises:
            PasskeyUnknownError: there is none.
        """
        rows = await self._connections.rows(_OF + " where id = %s", passkey)
        if not rows:
            raise PasskeyUnknownError
        return Passkey.model_validate(rows[0])

    async def used(self, passkey: bytes, count: int) -> None:
        """Note that it signed, and the device's count.

        Raises:
            ClonedPasskeyError: the count did not go up.
        """
        if not await self._connections.rows(_USED, count, passkey, count, count):
            raise ClonedPasskeyError

    async def rename(self, account: str, passkey: bytes, name: str) -> None:
        """Call one's own passkey something else.

        Raises:
            PasskeyUnknownError: the account has no such passkey.
        """
        if not await self._connections.rows(_RENAME, name, passkey, account):
            raise PasskeyUnknownError

    async def remove(self, account: str, passkey: bytes) -> None:
        """Forget one's own passkey.

        Raises:
            PasskeyUnknownError: the account has no such passkey.
            LastWayInError: the account would have no way in left.
        """
        if await self._changed(_REMOVE, {"id": passkey, "account": account}):
            return
        if (await self.known(passkey)).account != account:
            raise PasskeyUnknownError
        raise LastWayInError

    async def _changed(self, query: str, values: Mapping[str, Any]) -> bool:
        """Whether a statement changed anything; changes to one account's passkeys take turns."""

        async def change(db: AsyncConnection[dict[str, Any]]) -> bool:
            await db.execute(_TURN, (values["account"],))
            return (await db.execute(query.encode(), values)).rowcount > 0

        return await self._connections.work(change)
