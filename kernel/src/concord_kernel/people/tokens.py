"""Tokens for services and scripts: one agency, some actions, until a day, and revoked at once.

Each token is an account of its own, so that facts say which program acted. It is shown when it is
issued; only its hash is kept. Called by ``concord tokens``.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Final

from concord_contracts.terms import AgencyCode, Code
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from concord_kernel.people.bearer import hash_of, new_token

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import AsyncConnection

    from concord_kernel.people.connections import Connections

LONGEST: Final = timedelta(days=90)
"""How long a token lives at most; then somebody has to want it again."""

_ACCOUNT: Final = """
insert into people.account (id, name, display, home, kind, created_by)
values (%(account)s, %(account)s, %(name)s, %(agency)s, 'program', %(created_by)s)
on conflict do nothing"""
_SESSION: Final = """
insert into people.session
    (id, account, kind, scopes, agency, name, created_by, fresh_until, until)
values (%(id)s, %(account)s, 'program', %(scopes)s, %(agency)s, %(name)s, %(created_by)s,
        now(), %(until)s)
on conflict do nothing"""
_ALL: Final = """
select account, name, agency, scopes, signed_in_at as issued_at, last_seen_at, until,
       ended_at is not null as revoked, created_by
from people.session where kind = 'program' and (agency = %s or %s = '')
order by agency, signed_in_at"""
_REVOKE: Final = """
update people.session set ended_at = now()
where account = %s and kind = 'program' and ended_at is null returning id"""
_CLOSE: Final = "update people.account set closed_at = now() where id = %s and closed_at is null"


class TokenTooLongError(Exception):
    """It would end in the past, or later than ``LONGEST`` from now."""


class TokenUnknownError(LookupError):
    """There is no such token, or it was revoked before."""


class NewToken(BaseModel):
    """What a token is issued for.

    Attributes:
        name: What the program is called, for the list.
        agency: The only agency it acts in.
        scopes: The actions it may ask for at most.
        until: When it ends.
        created_by: Who issued it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    agency: AgencyCode
    scopes: Annotated[tuple[Code, ...], Field(min_length=1)]
    until: AwareDatetime
    created_by: str = "operator"


class TokenListed(BaseModel, frozen=True):
    """A token as the list has it, by the account that facts name."""

    account: str
    name: str
    agency: str
    scopes: tuple[str, ...]
    issued_at: AwareDatetime
    last_seen_at: AwareDatetime
    until: AwareDatetime
    revoked: bool
    created_by: str


class Tokens:
    """The tokens of a deployment."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections

    async def issue(self, new: NewToken, now: datetime) -> tuple[str, str]:
        """A token and its account. The token is nowhere else.

        Raises:
            TokenTooLongError: its end is in the past or too far away.
        """
        if not now < new.until <= now + LONGEST:
            raise TokenTooLongError
        token, account = new_token(), f"program-{secrets.token_hex(8)}"
        values = new.model_dump() | {
            "id": hash_of(token),
            "account": account,
            "scopes": sorted(set(new.scopes)),
        }

        async def insert(db: AsyncConnection[dict[str, Any]]) -> None:
            await db.execute(_ACCOUNT, values)
            await db.execute(_SESSION, values)

        await self._db.work(insert)
        return token, account

    async def all(self, agency: str = "") -> list[TokenListed]:
        """Every token, of one agency or of all; ended and revoked ones too."""
        rows = await self._db.rows(_ALL, agency, agency)
        return [TokenListed.model_validate(row) for row in rows]

    async def revoke(self, account: str) -> None:
        """Let a program in no more, from its next request on.

        Raises:
            TokenUnknownError: there is no such token, or it was revoked before.
        """

        async def revoke(db: AsyncConnection[dict[str, Any]]) -> int:
            ended = (await db.execute(_REVOKE, (account,))).rowcount
            if ended:
                await db.execute(_CLOSE, (account,))
            return ended

        if not await self._db.work(revoke):
            raise TokenUnknownError(account)
