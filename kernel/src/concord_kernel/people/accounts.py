"""Accounts: made by an operator or at an agency's provider, verified by a password, closed.

An account's id is the actor that facts name, so it is never given to anybody else, and a closed
account stays. Called by the door and by ``concord accounts``.
"""

from __future__ import annotations

import secrets
import unicodedata
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from concord_contracts.terms import AgencyCode, Identifier
from psycopg.errors import UniqueViolation
from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints

from concord_kernel.people import passwords

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psycopg import AsyncConnection

    from concord_kernel.people.connections import Connections

Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, pattern=r"^[a-zA-Z0-9][a-zA-Z0-9._@+-]{1,79}$"
    ),
]
"""What is typed at sign-in: a name or an e-mail address; capitals make no difference."""

Display = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$"
    ),
]
"""How a person is called on pages; never in a fact."""

_INSERT: Final = """
insert into people.account (id, name, display, home, kind, password, created_by)
values (%s, %s, %s, %s, %s, %s, %s)"""
_BY_ID: Final = "select * from people.seen where id = %s"
_DISPLAYS: Final = "select id, display from people.seen where id = any(%s)"
_ALL: Final = "select * from people.seen order by home, name"
_OPEN_BY_NAME: Final = """
select seen.*, kept.password as kept from people.seen seen join people.account kept using (id)
where seen.name = %s and seen.closed_at is null"""
_CHANGE: Final = """
update people.account set password = %s where id = %s and closed_at is null returning id"""
_REHASH: Final = "update people.account set password = %s where id = %s and password = %s"
_CLOSE: Final = """
update people.account set closed_at = coalesce(closed_at, now()), password = null
where id = %s returning id"""
_FORGET: Final = "update people.account set name = id, display = id where id = %s"
_CLOSE_REST: Final = (
    "update people.session set ended_at = coalesce(ended_at, now()) where account = %s",
    "delete from people.invitation where account = %s",
    "delete from people.passkey where account = %s",
    "delete from people.ceremony where account = %s",
)


class NewAccount(BaseModel):
    """What an account is made of.

    Attributes:
        name: What is typed at sign-in.
        display: How the person is called on pages.
        home: The agency the person belongs to.
        actor: The id for facts; by default a new one by chance.
        kind: A person, or a program with tokens of its own.
        created_by: Who made it: ``operator``, ``provider``, or an actor.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Name
    display: Display
    home: AgencyCode
    actor: Identifier | Literal[""] = ""
    kind: Literal["person", "program"] = "person"
    created_by: str = "operator"


class Account(BaseModel, frozen=True):
    """An account, without what opens it."""

    id: Identifier
    name: str
    display: str
    home: AgencyCode
    kind: Literal["person", "program"]
    has_password: bool
    created_at: AwareDatetime
    closed_at: AwareDatetime | None


class NameTakenError(Exception):
    """There is an account of this name, or of this id."""


class AccountUnknownError(LookupError):
    """There is no such account, or it is closed."""


class NotVerifiedError(Exception):
    """No open account has this name and this password; which of them is wrong is not said."""


class Accounts:
    """The accounts of a deployment."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections

    async def create(self, new: NewAccount, password: str = "") -> Account:
        """Make an account; without a password it is entered by invitation, passkey or provider.

        Raises:
            NameTakenError: there is one of this name, or of this id.
            UnfitPasswordError: nobody should have this password.
        """
        sealed = await self._fit(password, new.name, new.display) if password else None
        actor = new.actor or f"{new.kind}-{secrets.token_hex(8)}"
        values = (actor, new.name, new.display, new.home, new.kind, sealed, new.created_by)
        try:
            await self._db.rows(_INSERT, *values)
        except UniqueViolation:
            raise NameTakenError from None
        return await self.of(actor)

    async def of(self, account: str) -> Account:
        """An account by its id, also a closed one.

        Raises:
            AccountUnknownError: there is none.
        """
        rows = await self._db.rows(_BY_ID, account)
        if not rows:
            raise AccountUnknownError(account)
        return Account.model_validate(rows[0])

    async def displays(self, accounts: Iterable[str]) -> dict[str, str]:
        """How accounts are called on pages, by id."""
        rows = await self._db.rows(_DISPLAYS, sorted(accounts))
        return {row["id"]: row["display"] for row in rows}

    async def named(self, name: str) -> Account:
        """An open account by what is typed at sign-in.

        Raises:
            AccountUnknownError: there is none.
        """
        found = await self._open(name)
        if found is None:
            raise AccountUnknownError
        return Account.model_validate(found)

    async def all(self) -> list[Account]:
        """Every account, closed ones too, by agency and name."""
        return [Account.model_validate(row) for row in await self._db.rows(_ALL)]

    async def set_password(self, account: str, password: str) -> None:
        """Give an account another password; its sessions go on.

        Raises:
            AccountUnknownError: there is none that is open.
            UnfitPasswordError: nobody should have this password.
        """
        known = await self.of(account)
        sealed = await self._fit(password, known.name, known.display)
        if not await self._db.rows(_CHANGE, sealed, account):
            raise AccountUnknownError(account)

    async def verify(self, name: str, password: str) -> Account:
        """The account of a name and its password; a wrong one takes as long as an unknown name.

        Raises:
            NotVerifiedError: there is no open account with both.
        """
        found = await self._open(name)
        kept = found["kept"] if found and found["kind"] == "person" else None
        if not await passwords.matches(kept, password) or found is None or kept is None:
            raise NotVerifiedError
        if passwords.is_outdated(kept):
            sealed = await passwords.sealed(password)
            await self._db.rows(_REHASH, sealed, found["id"], kept)
        return Account.model_validate(found)

    async def close(self, account: str, *, forget: bool = False) -> None:
        """Let nobody in by this account any more; whoever is in by it is out at once.

        Args:
            account: Its id, which stays.
            forget: Whether its names go too: the id takes their place.

        Raises:
            AccountUnknownError: there is none.
        """

        async def close(db: AsyncConnection[dict[str, Any]]) -> bool:
            cursor = await db.execute(_CLOSE, (account,))
            if forget:
                await db.execute(_FORGET, (account,))
            for statement in _CLOSE_REST:
                await db.execute(statement.encode(), (account,))
            return bool(cursor.rowcount)

        if not await self._db.work(close):
            raise AccountUnknownError(account)

    async def _open(self, name: str) -> dict[str, Any] | None:
        rows = await self._db.rows(_OPEN_BY_NAME, plain_name(name))
        return rows[0] if rows else None

    @staticmethod
    async def _fit(password: str, *names: str) -> str:
        passwords.must_be_fit(password, *names)
        return await passwords.sealed(password)


def plain_name(typed: str) -> str:
    """A name as it is kept; what cannot be one becomes empty, which nobody has."""
    plain = unicodedata.normalize("NFKC", typed[:200]).strip().lower()
    return plain if plain.isascii() and plain.isprintable() else ""
