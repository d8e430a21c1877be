"""A browser with a passkey device: what the page's own script does, said over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx2

    from tests.support.authenticator import Authenticator
    from tests.support.door import Browser

ORIGIN = "http://concord.test"
"""Where the door's tests come in."""

NAME = "work laptop"


async def told(visitor: Browser, path: str, body: Any = None) -> httpx2.Response:
    """One question of a script, with the proof that stands on the page."""
    headers = {"Accept": "application/json", "X-CSRF-Token": await visitor.proof()}
    return await visitor.http.post(path, json={} if body is None else body, headers=headers)


async def made(
    visitor: Browser, device: Authenticator, name: str = "work laptop"
) -> dict[str, Any]:
    """A new passkey as the page would send it; nothing is sent yet."""
    options = await told(visitor, "/door/passkeys/options")
    assert options.status_code == 200, options.text
    return {"name": name, "credential": device.create(options.json())}


async def add(
    visitor: Browser, device: Authenticator, name: str = "work laptop"
) -> httpx2.Response:
    """Add a passkey to the account of whoever is signed in."""
    return await told(visitor, "/door/passkeys", await made(visitor, device, name))


async def signature(visitor: Browser, device: Authenticator, **more: Any) -> dict[str, Any]:
    """A signature for the sign-in page; nothing is sent yet."""
    options = await told(visitor, "/door/sign-in/passkey/options")
    assert options.status_code == 200, options.text
    return device.get(options.json(), **more)


async def come_in(visitor: Browser, device: Authenticator, **more: Any) -> httpx2.Response:
    """Sign in with a passkey."""
    return await told(visitor, "/door/sign-in/passkey", await signature(visitor, device, **more))
