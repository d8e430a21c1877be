"""Talking to an agency's identity provider: where it sends people, and for whom it vouches.

OpenID Connect, the code flow with PKCE, state and nonce. Whatever the provider does, an answer or
a refusal is there within ``PATIENCE``. It says who somebody is and nothing else: neither agency nor
role is read from what it sends. Called by ``provider``.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from base64 import urlsafe_b64encode
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError  # type: ignore[import-untyped]  # it ships no types
from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]  # it ships no types
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]  # it ships no types
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from pydantic import BaseModel, StringConstraints, ValidationError

from concord_kernel.people.providers import Protected

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from datetime import datetime

PATIENCE: Final = 5.0
"""Seconds a person waits for a provider, all its answers together."""

CLOCKS_APART: Final = 30
"""Seconds by which a provider's clock may differ from ours."""

SIGNATURES: Final = ("RS256", "PS256", "ES256", "ES384", "EdDSA", "Ed25519")
"""How an id token may be signed: never with a shared secret, never not at all."""


class ProviderAwayError(Exception):
    """The provider did not answer in time, or not so that it can be understood."""


class NotVouchedForError(Exception):
    """The provider vouches for nobody, or what it says cannot be believed."""


Subject = Annotated[str, StringConstraints(min_length=1, max_length=255)]
"""What OpenID Connect allows: at most 255 characters."""


class Discovered(BaseModel):
    """What a provider says of itself; only what is used."""

    issuer: str
    authorization_endpoint: Protected
    token_endpoint: Protected
    jwks_uri: Protected
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)

    def shows_secret(self, secret: str) -> str:
        """How we show our password there: in a header, or in the form where only that is taken."""
        if not secret:
            return "none"
        taken = self.token_endpoint_auth_methods_supported
        in_form = "client_secret_basic" not in taken and "client_secret_post" in taken
        return "client_secret_post" if in_form else "client_secret_basic"


class Vouched(BaseModel):
    """For whom a provider vouches.

    Attributes:
        sub: Its own name for them, never used again for another.
        name: How they are called, if it says so.
    """

    sub: Subject
    name: Any = None

    def called(self, otherwise: str) -> str:
        """How a page may call them."""
        said = self.name if isinstance(self.name, str) else ""
        plain = "".join(one for one in said if one.isprintable()).strip()
        return plain[:120] or otherwise


@dataclass(frozen=True, slots=True)
class Client:
    """Concord, as one provider knows it.

    Attributes:
        issuer: The provider's address, which is also its name.
        id: Our name there.
        secret: Our password there; empty where it gave none.
        back: Where it sends people back to.
    """

    issuer: str
    id: str
    secret: str
    back: str


@dataclass(frozen=True, slots=True)
class Trip:
    """One way to a provider and back. Everything follows from a secret that one browser holds."""

    secret: str

    @classmethod
    def begin(cls) -> Trip:
        """A new one."""
        return cls(secrets.token_urlsafe(32))

    @property
    def state(self) -> str:
        """What comes back in the address, and shows that the same browser comes back."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """What comes back in the id token, and shows that it was made for this trip."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """What shows the provider that we are who began (PKCE)."""
        return self._derived("verifier")

    def _derived(self, what: str) -> str:
        label = f"concord/provider/v1/{what}".encode()
        mac = hmac.digest(self.secret.encode(), label, "sha256")
        return urlsafe_b64encode(mac).decode().rstrip("=")


async def way_there(client: Client, trip: Trip, *, again: bool = False) -> str:
    """The address at the provider where a person signs in.

    Args:
        client: We.
        trip: What begins.
        again: Whether a sign-in that the provider remembers is not enough.

    Raises:
        ProviderAwayError: it does not answer.
    """
    async with _asking(client) as http:
        said = await _discovered(http, client.issuer)
        address, _ = http.create_authorization_url(
            said.authorization_endpoint,
            state=trip.state,
            nonce=trip.nonce,
            code_verifier=trip.verifier,
            **({"prompt": "login"} if again else {}),
        )
        return str(address)


async def vouched_for(client: Client, trip: Trip, code: str, now: datetime) -> Vouched:
    """The person for whom the provider vouches.

    Args:
        client: We.
        trip: How it began.
        code: What came back in the address.
        now: For what the token says of its time.

    Raises:
        ProviderAwayError: it does not answer.
        NotVouchedForError: it vouches for nobody, or we cannot believe it.
    """
    async with _asking(client) as http:
        said = await _discovered(http, client.issuer)
        token = await _token(http, said, trip, code)
        keys = await _document(http, said.jwks_uri)
    return _checked(token, keys, client, trip, now)


@asynccontextmanager
async def _asking(client: Client) -> AsyncGenerator[AsyncOAuth2Client]:
    """A way to the provider that ends in time, whatever it does.

    Raises:
        ProviderAwayError: it did not answer.
    """
    try:
        async with (
            asyncio.timeout(PATIENCE),
            AsyncOAuth2Client(
                client.id,
                client.secret or None,
                scope="openid profile",
                redirect_uri=client.back,
                code_challenge_method="S256",
                timeout=PATIENCE,
            ) as http,
        ):
            yield http
    except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL):
        raise ProviderAwayError from None


async def _discovered(http: AsyncOAuth2Client, issuer: str) -> Discovered:
    where = issuer.rstrip("/") + "/.well-known/openid-configuration"
    try:
        said = Discovered.model_validate(await _document(http, where))
    except ValidationError:
        raise ProviderAwayError from None
    if said.issuer != issuer:
        raise NotVouchedForError
    return said


async def _document(http: AsyncOAuth2Client, address: str) -> Any:
    answer = await http.request("GET", address, withhold_token=True)
    answer.raise_for_status()
    try:
        return answer.json()
    except ValueError:
        raise ProviderAwayError from None


async def _token(
    http: AsyncOAuth2Client, said: Discovered, trip: Trip, code: str
) -> dict[str, Any]:
    http.token_endpoint_auth_method = said.shows_secret(http.client_secret or "")
    try:
        found: dict[str, Any] = await http.fetch_token(
            said.token_endpoint,
            grant_type="authorization_code",
            code=code,
            code_verifier=trip.verifier,
        )
    except OAuthError:
        raise NotVouchedForError from None
    except ValueError:
        raise ProviderAwayError from None
    return found


def _checked(
    token: dict[str, Any], keys: Any, client: Client, trip: Trip, now: datetime
) -> Vouched:
    """Who the id token speaks of, after everything in it was checked.

    Raises:
        NotVouchedForError: something in it is missing or wrong.
    """
    believed = JWSRegistry(algorithms=list(SIGNATURES), strict_check_header=False)
    options = {
        "iss": {"essential": True, "value": client.issuer},
        "aud": {"essential": True, "value": client.id},
    }
    params = {
        "nonce": trip.nonce,
        "client_id": client.id,
        "access_token": token.get("access_token"),
    }
    try:
        opened = jwt.decode(str(token["id_token"]), KeySet.import_key_set(keys), registry=believed)
        claims = CodeIDToken(opened.claims, opened.header, options, params)
        claims.validate(int(now.timestamp()), CLOCKS_APART)
        return Vouched.model_validate(opened.claims)
    except (JoseError, ValidationError, KeyError, ValueError, TypeError, AttributeError):
        raise NotVouchedForError from None
