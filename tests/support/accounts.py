"""Accounts and sessions for tests, made as the door makes them."""

from __future__ import annotations

import secrets
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from concord_kernel.people import Account, NewAccount, People, Sessions, Started

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.support.servers import Cluster

PASSWORD = "seven quiet herons wade"  # ruff: ignore[hardcoded-password-string] -- of accounts that tests make


@dataclass(frozen=True)
class Entrance:
    """Who may enter and who is inside, on a real database.

    Attributes:
        people: What writes, as the door does.
        sessions: What every service asks.
        owner: The database as the owner of its schema, to let time pass.
    """

    people: People
    sessions: Sessions
    owner: str

    async def account(
        self, *, home: str = "ca-here", name: str = "", password: str = PASSWORD
    ) -> Account:
        """A new account."""
        name = name or f"user-{secrets.token_hex(6)}"
        new = NewAccount(name=name, display="Robin Test", home=home)
        return await self.people.accounts.create(new, password)

    async def enter(self, *, home: str = "ca-here") -> Started:
        """A session of a new account."""
        return await self.people.signed_in.start((await self.account(home=home)).id)

    async def asked(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """One statement as the owner."""
        async with await psycopg.AsyncConnection.connect(self.owner, autocommit=True) as owner:
            cursor = await owner.execute(query.encode(), values)
            return await cursor.fetchall() if cursor.description else []

    async def let_pass(self, session: str, minutes: float) -> None:
        """Move a session's past back by some minutes."""
        await self.asked(
            "update people.session set signed_in_at = signed_in_at - by,"
            " last_seen_at = last_seen_at - by, fresh_until = fresh_until - by, until = until - by"
            " from (select %s * interval '1 minute' as by) as span where id = %s",
            minutes,
            session,
        )


@asynccontextmanager
async def open_entrance(cluster: Cluster) -> AsyncGenerator[Entrance]:
    """Open the people's database as its three users."""
    owner = cluster.owned("concord_people")
    async with People.open(cluster.people()) as people, Sessions.open(cluster.sessions()) as inside:
        yield Entrance(people, inside, owner)
