"""A passkey device in software: real keys, real signatures, and the lies that a test tells with it.

It answers what a site's options ask, as `navigator.credentials` does after the person has touched
the device and was recognised.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

PRESENT, VERIFIED, NEW_CREDENTIAL = 0x01, 0x04, 0x40


@dataclass
class Credential:
    """One passkey on the device."""

    id: bytes
    key: EllipticCurvePrivateKey
    rp_id: str
    user: str
    count: int = 0


@dataclass
class Authenticator:
    """A device that sits in a browser at one origin.

    Attributes:
        origin: The page that asks, as the browser sees it.
        verifies: Whether it makes sure who touches it.
        counts: Whether it counts its signatures; many do not and say zero for ever.
    """

    origin: str
    verifies: bool = True
    counts: bool = True
    passkeys: list[Credential] = field(default_factory=list)

    def create(self, options: dict[str, Any], named: bytes = b"") -> dict[str, Any]:
        """A new passkey, as `create()` and `toJSON()` give it; of a chosen name if one is given."""
        made = Credential(
            named or secrets.token_bytes(16),
            generate_private_key(SECP256R1()),
            options["rp"]["id"],
            options["user"]["id"],
        )
        self.passkeys.append(made)
        attested = bytes(16) + len(made.id).to_bytes(2, "big") + made.id + _cose(made.key)
        told = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._data(made, NEW_CREDENTIAL) + attested,
        }
        return _as_json(
            made,
            clientDataJSON=self._client_data("webauthn.create", options["challenge"]),
            attestationObject=encode_cbor(told),
        )

    def get(self, options: dict[str, Any], passkey: Credential | None = None) -> dict[str, Any]:
        """A signature by one passkey, the newest if none is named."""
        chosen = passkey or self.passkeys[-1]
        chosen.count += self.counts
        data = self._data(chosen, 0)
        client_data = self._client_data("webauthn.get", options["challenge"])
        signed = data + hashlib.sha256(client_data).digest()
        return _as_json(
            chosen,
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=chosen.key.sign(signed, ECDSA(SHA256())),
            userHandle=base64url_to_bytes(chosen.user),
        )

    def _data(self, passkey: Credential, flags: int) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        rp = hashlib.sha256(passkey.rp_id.encode()).digest()
        return rp + bytes([flags]) + passkey.count.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()


def _cose(key: EllipticCurvePrivateKey) -> bytes:
    point = key.public_key().public_numbers()
    x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
    return encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})


def _as_json(passkey: Credential, **response: bytes) -> dict[str, Any]:
    named = bytes_to_base64url(passkey.id)
    return {
        "id": named,
        "rawId": named,
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": {name: bytes_to_base64url(value) for name, value in response.items()},
    }
