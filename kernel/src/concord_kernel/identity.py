"""Who is asking: a signed statement that every service can check without asking another.

A token says who a person is, in which agency they act, in which roles, and until when. It is the
thinnest form of the one door; accounts, providers and grants stand on the same ``Person``.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from concord_contracts.terms import AgencyCode, Code, Identifier
from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

if TYPE_CHECKING:
    from pathlib import Path

LONGEST = timedelta(days=14)
"""How long a token may live: an event week and the week around it."""


class Person(BaseModel):
    """Somebody who acts in one agency, in some roles, for a while.

    Attributes:
        actor: Pseudonymous id, recorded with every fact.
        agency: The agency in whose log this person acts.
        home: The agency this person belongs to; another one for a peer or a consultant.
        roles: Such as ``coordinator``, ``reviewer``, ``consultant``.
        until: When the statement ends.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    actor: Identifier
    agency: AgencyCode
    home: AgencyCode
    roles: tuple[Code, ...]
    until: AwareDatetime

    def has(self, *roles: str) -> bool:
        """Whether the person holds one of these roles."""
        return bool(set(roles) & set(self.roles))


class NotAPersonError(Exception):
    """The statement is not ours, was altered, or has ended."""


class Signer:
    """Signs and reads statements with the deployment's session key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def from_file(cls, path: Path) -> Signer:
        """Read the key, 32 bytes in hexadecimal."""
        return cls(bytes.fromhex(path.read_text("utf-8").strip()))

    def sign(self, person: Person) -> str:
        """The statement as a token for a cookie or a bearer header."""
        body = urlsafe_b64encode(person.model_dump_json().encode())
        return f"{body.decode()}.{self._mac(body)}"

    def read(self, token: str, now: datetime) -> Person:
        """Who a token speaks of.

        Raises:
            NotAPersonError: it is not ours, was altered, or has ended.
        """
        body, _, mac = token.encode(errors="replace").partition(b".")
        if not hmac.compare_digest(self._mac(body).encode(), mac):
            raise NotAPersonError
        try:
            person = Person.model_validate_json(urlsafe_b64decode(body))
        except (ValidationError, ValueError):
            raise NotAPersonError from None
        if person.until <= now.astimezone(UTC):
            raise NotAPersonError
        return person

    def _mac(self, body: bytes) -> str:
        return hmac.digest(self._key, b"concord/session/v1\0" + body, "sha256").hex()
