"""The key under which a browser keeps what one person typed into one form and could not send yet.

It follows from the deployment's session key, so nothing is kept here, and the same person who signs
in again gets the same key. Nobody else gets it: a route gives it to whoever may fill in the form.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from concord_kernel.office import Office

HOURS: Final = 72
"""How long a browser keeps a draft of which everything was sent."""

UNSENT_HOURS: Final = 30 * 24
"""How long it keeps, sealed, what could not be sent: a device may come back after days."""


def draft_key(office: Office, person: str, *form: str) -> bytes:
    """Thirty-two bytes for AES-GCM, of one person and one form.

    Args:
        office: Of this process; every process of the deployment gives the same.
        person: Whose draft.
        form: What names the form: agency, review, session; no part holds a zero byte.
    """
    secret = bytes.fromhex(office.settings.session_key.read_text("utf-8").strip())
    said = "\0".join(("concord/draft/v1", person, *form))
    return hmac.digest(secret, said.encode(), "sha256")
