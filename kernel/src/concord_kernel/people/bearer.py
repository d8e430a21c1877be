"""Tokens and codes that let somebody in: made here, shown once, and kept as a hash alone."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

BYTES: Final = 32
"""256 bits: nobody guesses it, so a fast hash is enough."""


def new_token() -> str:
    """A token that nobody has seen before."""
    return secrets.token_urlsafe(BYTES)


def hash_of(token: str) -> str:
    """What the database knows a token by."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
