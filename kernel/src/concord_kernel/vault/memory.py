"""How typed text is held in this process's memory: sealed under a key that dies with the process.

Whatever walks objects (a debugger's dump, an error reporter, a serialiser that reads slots) meets
ciphertext. It is no guard against code that imports this module; an import contract is. Called by
``texts`` and ``opening`` only.
"""

from __future__ import annotations

import os
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12
_KEY: Final = AESGCM(AESGCM.generate_key(256))


def hold(text: str) -> bytes:
    """The text, sealed for as long as this process lives."""
    nonce = os.urandom(_NONCE)
    return nonce + _KEY.encrypt(nonce, text.encode("utf-8", "surrogatepass"), None)


def spoken(held: bytes) -> str:
    """The text that was held."""
    return _KEY.decrypt(held[:_NONCE], held[_NONCE:], None).decode("utf-8", "surrogatepass")
