"""A secret address that opens one person's own page or calendar: where it leads, and its secret.

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

AGENCY: Final = r"[a-z]{2}(?:-[a-z0-9]+)+"
NAME: Final = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
ADDRESS: Final = re.compile(rf"({AGENCY})\.({NAME})\.({NAME})\.([0-9a-f]{{64}})")
LONGEST_NAME: Final = 60
"""Of an agency, a review or a link; nothing longer reaches a database."""

CALENDAR: Final = "concord/calendar-link"
INTERVIEWEE: Final = "concord/interviewee-link"
"""What a link is for: the secret of one purpose opens nothing of another."""


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


def place_of(
    keyed: Callable[[str, str], str], purpose: str, agency: str, review: str, link: str
) -> Place:
    """The address of a link.

    Args:
        keyed: HMAC of a text under a key of an agency, in hexadecimal.
        purpose: What the link is for.
        agency: In whose log it is.
        review: Of which review.
        link: Which link.
    """
    return Place(agency, review, link, keyed(agency, f"{purpose}/{review}/{link}"))


def read(address: str) -> Place | None:
    """What an address names, or nothing where it is none."""
    found = ADDRESS.fullmatch(address)
    if not found or max(len(one) for one in found.groups()[:3]) > LONGEST_NAME:
        return None
    return Place(*found.groups())
