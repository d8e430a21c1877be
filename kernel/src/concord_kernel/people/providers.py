"""Identity providers: which agency each answers for, and which account is whom there.

A person's agency is the agency of the provider's row. Nothing that a provider sends can change it.
Called by the door and by ``concord providers``.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated, Any, Final
from urllib.parse import urlsplit

from concord_contracts.terms import AgencyCode, Identifier
from psycopg.errors import UniqueViolation
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

if TYPE_CHECKING:
    from psycopg import AsyncConnection

    from concord_kernel.people.connections import Connections

THIS_MACHINE: Final = ("localhost", "127.0.0.1")

_ADD: Final = """
insert into people.provider as p (issuer, slug, home, title, client_id, secret)
values (%s, %s, %s, %s, %s, %s)
on conflict (issuer) do update set slug = excluded.slug, title = excluded.title,
    client_id = excluded.client_id, secret = excluded.secret, closed_at = null
where p.home = excluded.home returning issuer"""
_OPEN: Final = """
select issuer, slug, home, title, client_id from people.provider
where closed_at is null order by home, title"""
_BY_SLUG: Final = """
select issuer, slug, home, title, client_id, secret from people.provider
where slug = %s and closed_at is null"""
_REMOVE: Final = """
update people.provider set closed_at = now() where slug = %s and closed_at is null
returning issuer"""
_END_ALL: Final = """
update people.session set ended_at = now()
where ended_at is null and account in (select account from people.provided where issuer = %s)"""
_TURN: Final = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
_KNOWN: Final = """
select account, closed_at is null as open from people.provided
join people.account on id = account where issuer = %s and subject = %s"""
_MAKE: Final = """
with made as (
    insert into people.account (id, name, display, home, created_by)
    select %(id)s, %(id)s, %(display)s, home, 'provider' from people.provider
    where issuer = %(issuer)s and closed_at is null returning id)
insert into people.provided (issuer, subject, account)
select %(issuer)s, %(subject)s, id from made returning account"""
"""The agency comes out of the provider's row."""
_COMES_FROM: Final = """
select title from people.provided join people.provider using (issuer) where account = %s"""


class ProviderUnknownError(LookupError):
    """There is no such provider, or it was removed."""


class ProviderTakenError(Exception):
    """The issuer answers for another agency already, or another provider has this short name."""


class ProvidedClosedError(Exception):
    """The account of this person was closed here."""


def protected(address: str) -> str:
    """An address that nobody on the way can read: https, or on this machine.

    Raises:
        ValueError: it is another one.
    """
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return address
    if parts.scheme == "http" and parts.hostname in THIS_MACHINE:
        return address
    raise ValueError("an address has to begin with https://")


Protected = Annotated[str, StringConstraints(max_length=2000), AfterValidator(protected)]


class Provider(BaseModel):
    """An agency's identity provider.

    Attributes:
        issuer: Its address, exactly as it names itself.
        slug: A short name for addresses and commands.
        home: The agency whose people it vouches for.
        title: What the button at sign-in says.
        client_id: Our name there.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    issuer: Protected
    slug: Identifier
    home: AgencyCode
    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    client_id: Annotated[str, StringConstraints(min_length=1, max_length=255)]


class Providers:
    """The providers of a deployment."""

    def __init__(self, connections: Connections) -> None:
        self._db = connections

    async def add(self, new: Provider, sealed: bytes | None = None) -> None:
        """Let an agency's people sign in at its provider; again to change anything but the agency.

        Args:
            new: The provider.
            sealed: Our password there, sealed; none where it gave none.

        Raises:
            ProviderTakenError: it answers for another agency, or the short name is taken.
        """
        values = (new.issuer, new.slug, new.home, new.title, new.client_id, sealed)
        try:
            added = await self._db.rows(_ADD, *values)
        except UniqueViolation:
            raise ProviderTakenError from None
        if not added:
            raise ProviderTakenError

    async def all(self) -> list[Provider]:
        """Every provider where people may sign in now."""
        return [Provider.model_validate(row) for row in await self._db.rows(_OPEN)]

    async def of(self, slug: str) -> tuple[Provider, bytes | None]:
        """A provider by its short name, and our password there, sealed.

        Raises:
            ProviderUnknownError: there is none.
        """
        rows = await self._db.rows(_BY_SLUG, slug)
        if not rows:
            raise ProviderUnknownError(slug)
        return Provider.model_validate(rows[0]), rows[0]["secret"]

    async def remove(self, slug: str) -> int:
        """Let nobody in from a provider any more; how many sessions ended at once.

        Raises:
            ProviderUnknownError: there is none.
        """

        async def remove(db: AsyncConnection[dict[str, Any]]) -> int:
            gone = await (await db.execute(_REMOVE, (slug,))).fetchone()
            if gone is None:
                raise ProviderUnknownError(slug)
            return (await db.execute(_END_ALL, (gone["issuer"],))).rowcount

        return await self._db.work(remove)

    async def account_of(self, provider: Provider, subject: str, display: str) -> str:
        """The account of a person there, made when they come for the first time.

        Args:
            provider: Who vouches.
            subject: The provider's own name for the person, never used again for another.
            display: How a new person is called on pages.

        Raises:
            ProviderUnknownError: the provider was removed meanwhile.
            ProvidedClosedError: the person's account was closed here.
        """

        async def find_or_make(db: AsyncConnection[dict[str, Any]]) -> dict[str, Any] | None:
            await db.execute(_TURN, (f"{provider.issuer}\n{subject}",))
            known = await (await db.execute(_KNOWN, (provider.issuer, subject))).fetchone()
            if known is not None:
                return known
            new = {
                "id": f"person-{secrets.token_hex(8)}",
                "display": display,
                "issuer": provider.issuer,
                "subject": subject,
            }
            made = await (await db.execute(_MAKE, new)).fetchone()
            return made and {**made, "open": True}

        found = await self._db.work(find_or_make)
        if found is None:
            raise ProviderUnknownError(provider.slug)
        if not found["open"]:
            raise ProvidedClosedError
        return str(found["account"])

    async def comes_from(self, account: str) -> str:
        """The title of the provider where an account's person signs in; empty: here."""
        rows = await self._db.rows(_COMES_FROM, account)
        return str(rows[0]["title"]) if rows else ""
