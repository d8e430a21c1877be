"""Secrets of others that have to be read again, such as a provider's password for us: sealed.

The key follows from the deployment's session key, which is in no database. Called by ``providers``.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

if TYPE_CHECKING:
    from pathlib import Path

_NONCE: Final = 12


class SealedWithAnotherKeyError(Exception):
    """The secret was sealed under another session key, or for something else."""


class Sealing:
    """Seals and opens with one key."""

    def __init__(self, session_key: bytes) -> None:
        self._aead = AESGCM(hmac.digest(session_key, b"concord/people-secret/v1\0", "sha256"))

    @classmethod
    def from_file(cls, session_key: Path) -> Sealing:
        """With the key in a file, 32 bytes in hexadecimal."""
        return cls(bytes.fromhex(session_key.read_text("utf-8").strip()))

    def seal(self, secret: str, what: str) -> bytes:
        """The secret as it may be kept.

        Args:
            secret: What is sealed.
            what: What it belongs to; it opens for nothing else.
        """
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._aead.encrypt(nonce, secret.encode(), what.encode())

    def open(self, sealed: bytes, what: str) -> str:
        """The secret.

        Raises:
            SealedWithAnotherKeyError: it does not open with this key, for this.
        """
        try:
            opened = self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], what.encode())
        except InvalidTag:
            raise SealedWithAnotherKeyError(what) from None
        return opened.decode()
