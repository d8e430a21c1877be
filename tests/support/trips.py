"""Going to an agency's provider and coming back, as a browser does it, and what may go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from concord_kernel.people.providers import Provider
from concord_kernel.people.sealing import Sealing

if TYPE_CHECKING:
    import httpx2

    from tests.support.door import Browser
    from tests.support.provider import Strict
    from tests.support.site import House

SECRET = "known to both"  # ruff: ignore[hardcoded-password-string] -- of a provider that a test throws away
AWAY = "Your agency&#39;s sign-in does not answer just now."
NOT_VOUCHED = "Your agency&#39;s sign-in did not tell us who you are."


async def added(house: House, issuer: str, agency: str) -> str:
    """Let an agency's people sign in there; the provider's short name."""
    slug = f"at-{agency}"
    new = Provider(
        issuer=issuer, slug=slug, home=agency, title="Test County staff", client_id="concord"
    )
    key = house.office("door").settings.session_key
    await house.people.providers.add(new, Sealing.from_file(key).seal(SECRET, issuer))
    return slug


async def sent(visitor: Browser, slug: str, to: str = "/door/") -> str:
    """Where the door sends somebody who wants to sign in there."""
    answer = await visitor.get(f"/door/provider/{slug}", params={"to": to})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def path_of(address: str) -> str:
    """What a browser asks of the door when it is sent back."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == "http://concord.test"
    return f"{parts.path}?{parts.query}"


async def whole_way(
    house: House, visitor: Browser, strict: Strict, agency: str, subject: str = "ann"
) -> httpx2.Response:
    """There and back, at a provider that may lie."""
    slug = await added(house, strict.issuer, agency)
    return await visitor.get(path_of(strict.sign_in(await sent(visitor, slug), subject)))


async def account_of(house: House, visitor: Browser) -> str:
    return (await house.office("review").sessions.of(visitor.token)).account


def is_not_in(answer: httpx2.Response, visitor: Browser) -> None:
    """Refused in words, beside the other ways in."""
    assert answer.status_code == 401
    assert NOT_VOUCHED in answer.text
    assert 'name="password"' in answer.text
    assert not visitor.token
