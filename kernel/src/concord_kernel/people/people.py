"""The write side of who may enter, as the door and the operator have it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Self

from concord_kernel.people.accounts import Accounts
from concord_kernel.people.ceremonies import Ceremonies
from concord_kernel.people.connections import Connections
from concord_kernel.people.invitations import Invitations
from concord_kernel.people.passkeys import Passkeys
from concord_kernel.people.providers import Providers
from concord_kernel.people.signed_in import SignedIn
from concord_kernel.people.throttle import Throttle
from concord_kernel.people.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

CONNECTIONS: Final = 4

IDLE: Final = timedelta(minutes=30)
"""How long a person's session may go unused, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class People:
    """Everything that is written about who may enter.

    Attributes:
        connections: The database, as ``concord_people``.
        accounts: Who there is.
        signed_in: Who is inside.
        throttle: How often one may try.
        invitations: Who may choose a password.
        ceremonies: Sign-ins that are under way.
        passkeys: The public halves of devices' keys.
        providers: Which agency's people sign in elsewhere.
        tokens: What programs come in with.
    """

    connections: Connections
    accounts: Accounts
    signed_in: SignedIn
    throttle: Throttle
    invitations: Invitations
    ceremonies: Ceremonies
    passkeys: Passkeys
    providers: Providers
    tokens: Tokens

    @classmethod
    @asynccontextmanager
    async def open(
        cls, dsn: str, patience: float = 5.0, idle: timedelta = IDLE
    ) -> AsyncGenerator[Self]:
        """For as long as the block lasts; the database may come up later.

        Args:
            dsn: The database of people, as ``concord_people``.
            patience: Seconds to wait while it is away.
            idle: How long a person's session may go unused.
        """
        async with Connections.open(dsn, CONNECTIONS, patience) as connections:
            yield cls(
                connections,
                Accounts(connections),
                SignedIn(connections, idle),
                Throttle(connections),
                Invitations(connections),
                Ceremonies(connections),
                Passkeys(connections),
                Providers(connections),
                Tokens(connections),
            )
