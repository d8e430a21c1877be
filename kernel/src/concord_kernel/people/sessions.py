"""Whose a token is: what every service asks at every request.

The answer comes from the database each time, so a session that was ended, an account that was
closed and an hour that passed count at once. The role it asks as may call one function and see no
table. Called by the office of every process that serves pages.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, Literal, Self

from concord_contracts.terms import AgencyCode, Identifier
from pydantic import AwareDatetime, BaseModel

from concord_kernel.people.bearer import hash_of
from concord_kernel.people.connections import Connections, PeopleUnavailableError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

CONNECTIONS: Final = 4
_OF: Final = "select * from people.session_of(%s, %s)"


class Session(BaseModel, frozen=True):
    """Somebody who is signed in, or a program that holds a token.

    Attributes:
        id: The hash of the token, never the token.
        account: The account's pseudonymous id: the actor that facts name.
        home: The agency the account belongs to, as its issuer says.
        kind: A person or a program.
        scopes: Programs: the actions it may ask for at most; people: empty, which is all.
        agency: Programs: the only agency it acts in; people: empty.
        signed_in_at: When it began.
        fresh_until: Until when the sign-in is young enough for what asks for a fresh one.
        until: When it ends at the latest.
        idle_until: When it ends if nobody uses it.
    """

    id: str
    account: Identifier
    home: AgencyCode
    kind: Literal["person", "program"]
    scopes: tuple[str, ...] = ()
    agency: str = ""
    signed_in_at: AwareDatetime
    fresh_until: AwareDatetime
    until: AwareDatetime
    idle_until: AwareDatetime


class NotSignedInError(Exception):
    """The token is nobody's: unknown, ended, too long unused, or of an account that is closed."""


class Sessions:
    """Reads sessions; a use keeps a session from going idle."""

    def __init__(self, connections: Connections | None) -> None:
        self._connections = connections

    @classmethod
    @asynccontextmanager
    async def open(cls, dsn: str, patience: float = 5.0) -> AsyncGenerator[Self]:
        """For as long as the block lasts; the database may come up later.

        Args:
            dsn: The database of people, as ``concord_sessions``; empty where nobody signs in, and
                then every token is nobody's.
            patience: Seconds to wait while it is away.
        """
        if not dsn:
            yield cls(None)
            return
        async with Connections.open(dsn, CONNECTIONS, patience) as connections:
            yield cls(connections)

    async def of(self, token: str, *, touch: bool = True) -> Session:
        """Whose a token is.

        Args:
            token: From the cookie or the bearer header.
            touch: Whether this is a use of the session; looking at how long it lasts is none.

        Raises:
            NotSignedInError: it is nobody's.
            PeopleUnavailableError: the database is away.
        """
        if not token or self._connections is None:
            raise NotSignedInError
        rows = await self._connections.rows(_OF, hash_of(token), touch)
        if not rows:
            raise NotSignedInError
        return Session.model_validate(rows[0])

    async def answers(self) -> bool:
        """Whether the database is there; true where nobody signs in."""
        if self._connections is None:
            return True
        try:
            await self._connections.rows("select")
        except PeopleUnavailableError:
            return False
        return True
