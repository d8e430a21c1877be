"""Invitations: a code that lets one person choose the password of one account, once, for a while.

A new invitation takes the place of the account's earlier ones. Called by ``concord accounts
invite`` and by the door's page.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from concord_kernel.people import passwords
from concord_kernel.people.accounts import Account, AccountUnknownError
from concord_kernel.people.bearer import hash_of, new_token

if TYPE_CHECKING:
    from psycopg import AsyncConnection

    from concord_kernel.people.connections import Connections

LASTS: Final = timedelta(days=3)

_REPLACE: Final = "delete from people.invitation where account = %s"
_INSERT: Final = """
insert into people.invitation (id, account, until)
select %s, id, now() + %s from people.account where id = %s and closed_at is null
on conflict (id) do nothing"""
_OF: Final = """
select seen.* from people.invitation i join people.seen seen on seen.id = i.account
where i.id = %s and i.used_at is null and i.until > now() and seen.closed_at is null"""
_USE: Final = """
update people.invitation set used_at = now()
where id = %s and used_at is null and until > now() returning account"""
_CHANGE: Final = """
update people.account set password = %s where id = %s and closed_at is null returning id"""
_END_ALL: Final = """
update people.session set ended_at = now()
where account = %s and kind = 'person' and ended_at is null"""


class NotInvitedError(Exception):
    """The code is unknown, was used, or has ended."""


class Invitations:
    """The invitations of a deployment."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections

    async def invite(self, account: str, lasts: timedelta = LASTS) -> str:
        """A code for an account; it is shown once and kept nowhere.

        Raises:
            AccountUnknownError: there is no such open account.
        """
        code = new_token()

        async def insert(db: AsyncConnection[dict[str, Any]]) -> int:
            await db.execute(_REPLACE, (account,))
            return (await db.execute(_INSERT, (hash_of(code), lasts, account))).rowcount

        if not await self._db.work(insert):
            raise AccountUnknownError(account)
        return code

    async def of(self, code: str) -> Account:
        """Whom a code invites; looking does not use it.

        Raises:
            NotInvitedError: nobody.
        """
        rows = await self._db.rows(_OF, hash_of(code))
        if not rows:
            raise NotInvitedError
        return Account.model_validate(rows[0])

    async def accept(self, code: str, password: str) -> Account:
        """Use a code: the account has this password from now on, and no other session.

        Raises:
            NotInvitedError: the code is nobody's, or somebody used it meanwhile.
            UnfitPasswordError: nobody should have this password; the code still holds.
        """
        account = await self.of(code)
        passwords.must_be_fit(password, account.name, account.display)
        sealed = await passwords.sealed(password)

        async def use(db: AsyncConnection[dict[str, Any]]) -> bool:
            used = await db.execute(_USE, (hash_of(code),))
            if not used.rowcount:
                return False
            await db.execute(_END_ALL, (account.id,))
            return bool((await db.execute(_CHANGE, (sealed, account.id))).rowcount)

        if not await self._db.work(use):
            raise NotInvitedError
        return account
