"""A browser at the door, as far as HTTP sees it: cookies, where it comes from, what it reads."""

from __future__ import annotations

import itertools
import re
import secrets
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx2
from concord_kernel.people import NewAccount

from tests.support.accounts import PASSWORD

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.people import Account

    from tests.support.site import House

_ADDRESSES = itertools.count(1)
_RUN = secrets.randbelow(250) + 1

COOKIE = "concord"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def new_address() -> str:
    """An address that no other test comes from."""
    number = next(_ADDRESSES)
    return f"10.{_RUN}.{number // 250}.{number % 250 + 1}"


@asynccontextmanager
async def browser(house: Any, *, address: str = "", **headers: str) -> AsyncGenerator[Browser]:
    """A browser with an empty jar, from an address of its own."""
    transport = httpx2.ASGITransport(
        app=house, raise_app_exceptions=False, client=(address or new_address(), 4711)
    )
    usual = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin", "User-Agent": FIREFOX}
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://concord.test", headers=usual | headers, timeout=60
    ) as http:
        yield Browser(http)


class Browser:
    """Follows no redirect by itself, so that a test sees each answer."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self.http = http

    @property
    def token(self) -> str:
        """The session's token in the jar; empty without one."""
        return self.http.cookies.get(COOKIE) or ""

    async def get(self, path: str, **more: Any) -> httpx2.Response:
        return await self.http.get(path, **more)

    async def send(self, path: str, **fields: str) -> httpx2.Response:
        """A form, as its page sends it."""
        return await self.http.post(path, data=fields)

    async def sign_in(
        self, name: str, password: str = PASSWORD, to: str = "/door/"
    ) -> httpx2.Response:
        return await self.send("/door/sign-in", name=name, password=password, to=to)

    async def proof(self) -> str:
        """What the pages say that their forms bring along."""
        page = await self.get("/door/sign-in")
        found = re.search(r'<meta name="csrf" content="([0-9a-f]{64})">', page.text)
        return found[1] if found else ""

    async def leave(self) -> httpx2.Response:
        return await self.send("/door/leave", csrf=await self.proof())


async def new_account(
    house: House, home: str = "ca-here", *, password: str = PASSWORD, display: str = "Robin Test"
) -> Account:
    """An account with a name that no other test has."""
    new = NewAccount(name=f"user-{secrets.token_hex(6)}", display=display, home=home)
    return await house.people.accounts.create(new, password)
