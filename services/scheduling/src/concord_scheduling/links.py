"""The address of somebody's own calendar: where it leads, and the secret that opens it.

The secret follows from the link by the agency's key, so it is kept nowhere and can be shown again;
the ledger holds its digest only.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

NAME: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
ADDRESS: Final = re.compile(rf"({NAME})\.({NAME})\.({NAME})\.([0-9a-f]{{64}})")
PURPOSE: Final = "concord/calendar-link"


class Place(NamedTuple):
    """What an address names.

    Attributes:
        agency: In whose log it is.
        review: Of which review.
        link: Which link.
        secret: What has to be known to read it.
    """

    agency: str
    review: str
    link: str
    secret: str

    @property
    def address(self) -> str:
        """The last part of the path."""
        return f"{self.agency}.{self.review}.{self.link}.{self.secret}"

    @property
    def digest(self) -> str:
        """SHA-256 of the secret."""
        return sha256(self.secret.encode()).hexdigest()

    def opens(self, digest: str) -> bool:
        """Whether the secret is the one of that digest."""
        return hmac.compare_digest(self.digest, digest)


def place_of(keyed: Callable[[str, str], str], agency: str, review: str, link: str) -> Place:
    """The address of a link.

    Args:
        keyed: HMAC of a text under a key of an agency, in hexadecimal.
        agency: In whose log it is.
        review: Of which review.
        link: Which link.
    """
    return Place(agency, review, link, keyed(agency, f"{PURPOSE}/{review}/{link}"))


def read(address: str) -> Place | None:
    """What an address names, or nothing where it is none."""
    found = ADDRESS.fullmatch(address)
    return Place(*found.groups()) if found else None
