"""How a receiver knows that a delivery is ours, and new: signed as Standard Webhooks has it.

The signature is HMAC-SHA-256 over id, time and body; a receiver refuses times that are long past.
docs/how-to/webhooks.md shows how it is checked.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

PREFIX: Final = "whsec_"


def new_secret() -> str:
    """A secret that nobody knows yet: 256 random bits."""
    return PREFIX + b64encode(secrets.token_bytes(32)).decode()


def signed(secret: str, about: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a delivery.

    Args:
        secret: The webhook's.
        about: The fact's id, the same at every try.
        at: When it is sent.
        body: What is sent.
    """
    seconds = str(int(at.timestamp()))
    said = f"{about}.{seconds}.".encode() + body
    key = b64decode(secret.removeprefix(PREFIX))
    proof = b64encode(hmac.digest(key, said, "sha256")).decode()
    return {
        "webhook-id": about,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{proof}",
    }
