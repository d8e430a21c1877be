"""Sealing and opening bytes, and the commitment: pure functions over keys and bytes.

AES-256-GCM with a fresh random 96-bit nonce each time; every sealing is bound to what it is about,
so that a row moved to another agency, object or class does not open. Keys come from ``keys``; only
this package imports this module.
"""

from __future__ import annotations

import hmac
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY: Final = 32
"""Bytes of a key and of a commitment's secret."""

NONCE: Final = 12
WRAPPED: Final = NONCE + KEY + 16
"""Bytes of a wrapped key: nonce, key, tag."""

_LENGTH: Final = 4


class TamperedError(Exception):
    """Bytes do not open: altered, moved from elsewhere, or sealed under another key."""


def new_key() -> bytes:
    """A random key; never derived from another, since what can be derived cannot be destroyed."""
    return os.urandom(KEY)


def bound_to(use: str, *parts: str) -> bytes:
    """What a sealing is bound to: its use and the names of its place.

    Raises:
        ValueError: a name holds the separator.
    """
    if any("|" in part for part in parts):
        raise ValueError("a name in the vault holds no |")
    return "|".join(("concord/vault/v1", use, *parts)).encode()


def seal(key: bytes, plain: bytes, bound: bytes) -> bytes:
    """Seal bytes: nonce, ciphertext, tag."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def unseal(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """Open what ``seal`` sealed.

    Raises:
        TamperedError: it was altered, or is bound to something else, or the key is another.
    """
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound)
    except (InvalidTag, ValueError):
        raise TamperedError("sealed bytes do not open") from None


def commitment(secret: bytes, text: bytes) -> str:
    """HMAC-SHA-256 of a text under its secret, in hexadecimal: it binds and does not tell."""
    return hmac.digest(secret, b"concord/vault/commitment/v1\0" + text, "sha256").hex()


def packed(secret: bytes, text: bytes, steps: tuple[int, ...]) -> bytes:
    """Secret, length and text, filled with zeros to the next step, so that length tells little.

    Args:
        secret: The commitment's secret, which dies with the text.
        text: What was typed, in UTF-8.
        steps: Sizes in bytes, ascending.

    Raises:
        ValueError: the text is larger than the last step.
    """
    body = secret + len(text).to_bytes(_LENGTH) + text
    for step in steps:
        if len(body) <= step:
            return body.ljust(step, b"\0")
    raise ValueError(f"a text takes at most {steps[-1]} bytes in the vault")


def unpacked(body: bytes) -> tuple[bytes, bytes]:
    """Secret and text of what ``packed`` packed."""
    length = int.from_bytes(body[KEY : KEY + _LENGTH])
    start = KEY + _LENGTH
    return body[:KEY], body[start : start + length]
