"""Identity providers for tests: a real one in a process of its own, and one that can lie.

The real one is `oidc-provider-mock`, whose sign-in page anybody may fill in. It forgives what a
stricter provider would not, so the other one checks the code verifier, and lies as it is told.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- to start a real provider
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx2
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.support.answering import Quiet

if TYPE_CHECKING:
    from collections.abc import Generator

STARTS_WITHIN = 30.0
_GIVEN: set[int] = set()


@dataclass(frozen=True)
class Provider:
    """The real one's address, which is its name as an issuer."""

    issuer: str

    async def sign_in(self, address: str, subject: str) -> str:
        """What a person does at the provider's page: the address they are sent back to."""
        async with httpx2.AsyncClient() as http:
            answer = await http.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    async def deny(self, address: str) -> str:
        """What a person does who would rather not: the address they are sent back to."""
        async with httpx2.AsyncClient() as http:
            answer = await http.post(address, data={"action": "deny"})
        return answer.headers["location"]


@contextmanager
def running_provider(*options: str) -> Generator[Provider]:
    """The real one, for as long as the block lasts."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *options]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # ruff: ignore[subprocess-without-shell-equals-true] -- a fixed command
    try:
        _wait_for(port)
        yield Provider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    """A port where nobody listens, another one each time: an issuer is known by its address."""
    while True:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port: int = found.getsockname()[1]
        if port not in _GIVEN:
            _GIVEN.add(port)
            return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


@cache
def _some_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Strict:
    """A provider that checks the code verifier and says what a test tells it to.

    Attributes:
        issuer: Its address.
        claims: What it says otherwise in an id token, by claim; none leaves a claim out.
        signs: How it signs: ``well``, ``with another key``, ``with its public key``, ``not``.
        sleeps: Seconds before it answers each question.
        document: What it says otherwise of itself.
        asked: Forms that came to the token endpoint.
    """

    issuer: str
    claims: dict[str, Any] = field(default_factory=dict)
    signs: str = "well"
    sleeps: float = 0.0
    document: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    _key: RSAKey = field(default_factory=_some_key)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def sign_in(self, address: str, subject: str) -> str:
        """What a person does at its page: the address they are sent back to."""
        asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
        code = f"code-{len(self._codes)}"
        self._codes[code] = asked | {"sub": subject}
        return f"{asked['redirect_uri']}?code={code}&state={asked['state']}"

    def says_of_itself(self) -> dict[str, Any]:
        """The discovery document."""
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return said | self.document

    def keys(self) -> dict[str, Any]:
        """Its public key."""
        return {"keys": [self._key.as_dict(private=False)]}

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """What it gives for a code, once."""
        self.asked.append(form)
        begun = self._codes.pop(form["code"], None)
        if begun is None or begun["code_challenge"] != _challenge(form["code_verifier"]):
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "x",
            "token_type": "Bearer",
            "id_token": self._signed(begun),
        }

    def _signed(self, begun: dict[str, str]) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": begun["sub"],
            "aud": begun["client_id"],
            "nonce": begun["nonce"],
            "iat": now,
            "exp": now + 60,
        }
        claims = {name: what for name, what in (claims | self.claims).items() if what is not None}
        match self.signs:
            case "with another key":
                return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048))
            case "with its public key":
                said = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
                mac = hmac.digest(self._key.as_pem(private=False), said.encode(), "sha256")
                return f"{said}.{_coded(mac)}"
            case "not":
                head = _part({"alg": "none", "typ": "JWT"})
                return f"{head}.{_part(claims)}."
            case _:
                return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self._key)


def _part(value: dict[str, Any]) -> str:
    return _coded(json.dumps(value).encode())


def _coded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _challenge(verifier: str) -> str:
    return _coded(hashlib.sha256(verifier.encode()).digest())


@contextmanager
def strict_provider() -> Generator[Strict]:
    """The one that can lie, for as long as the block lasts."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(200, provider.keys() if "keys" in self.path else provider.says_of_itself())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: value[0] for name, value in parse_qs(body).items()}
            self._say(*provider.token(form))

        def _say(self, status: int, said: dict[str, Any]) -> None:
            time.sleep(provider.sleeps)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with Quiet(("127.0.0.1", free_port()), Answers) as server:
        provider = Strict(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=partial(server.serve_forever, 0.02), daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
