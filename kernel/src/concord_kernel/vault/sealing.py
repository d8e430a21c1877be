"""A text as it stands in the database: sealed under a key of its own, that under its subject's.

Pure functions over keys and values. Where keys come from is ``keys``'; where rows go is ``rows``'.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID, uuid5

from concord_contracts.terms import TextRef

from concord_kernel.context import short
from concord_kernel.vault import crypto
from concord_kernel.vault.crypto import TamperedError
from concord_kernel.vault.names import checked
from concord_kernel.vault.opening import spoken_by

if TYPE_CHECKING:
    from concord_kernel.vault.texts import Text

KIB: Final = 1024
STEPS: Final = {
    "directory": tuple(size * KIB for size in (1, 4, 16)),
    "raw": tuple(size * KIB for size in (1, 4, 16, 64, 256, 1024)),
    "narrative": tuple(size * KIB for size in (1, 4, 16, 64, 256, 1024)),
}
"""Sizes in bytes that a sealed text may have, by class, so that its length tells little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a text is about, and in whose custody.

    Attributes:
        object: The thing whose page or fact it belongs to, such as a session or a case.
        subject: Whose text it is, to be erased with: an interviewee, a case, a frame.
        custodian: Whose key wraps the subject's; raw notes of a peer review are in the state's
            custody, never in the host's.

    Raises:
        UnfitNameError: one of them is no name.
    """

    object: str
    subject: str
    custodian: str

    def __post_init__(self) -> None:
        for name in (self.object, self.subject, self.custodian):
            checked(name)


class Row(NamedTuple):
    """A text as the database has it; names as in ``0001_vault.sql``."""

    agency: str
    id: str
    command: UUID
    field: str
    kind: str
    object: str
    subject: str
    custodian: str
    commitment: bytes
    wrapped: bytes
    sealed: bytes

    @property
    def ref(self) -> TextRef:
        """How a fact refers to the text."""
        return TextRef(id=self.id, kind=self.kind, commitment=self.commitment.hex())


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a caller puts a text: whose log, under which command, as what.

    Raises:
        ValueError: agency or field is no name.
    """

    agency: str
    command: UUID
    field: str

    def __post_init__(self) -> None:
        checked(self.agency)
        checked(self.field)


def text_id(command: UUID, field: str, about: str = "") -> str:
    """The id of a text, which follows from its command, so that a repeat finds it.

    Args:
        command: The command that keeps it.
        field: As what, such as ``notes``.
        about: The object, where one command keeps the same field of many.
    """
    return f"text-{short(uuid5(command, f'{field}/{about}'))}"


def sealed(subject_key: bytes, slot: Slot, name: str, text: Text, about: About) -> Row:
    """Seal a text under a fresh key, and that under its subject's.

    Raises:
        ValueError: it is longer than the vault takes.
    """
    secret, key, said = crypto.new_key(), crypto.new_key(), spoken_by(text).encode()
    where = (slot.agency, about.object, text.kind, name)
    body = crypto.packed(secret, said, STEPS[text.kind])
    return Row(
        agency=slot.agency,
        id=name,
        command=slot.command,
        field=slot.field,
        kind=text.kind,
        object=about.object,
        subject=about.subject,
        custodian=about.custodian,
        commitment=bytes.fromhex(crypto.commitment(secret, said)),
        wrapped=crypto.seal(subject_key, key, crypto.bound_to("data-key", *where)),
        sealed=crypto.seal(key, body, crypto.bound_to("text", *where)),
    )


def opened(subject_key: bytes, row: Row) -> str:
    """The text of a row.

    Raises:
        TamperedError: something of it was altered, or belongs elsewhere.
    """
    where = (row.agency, row.object, row.kind, row.id)
    key = crypto.unseal(subject_key, row.wrapped, crypto.bound_to("data-key", *where))
    body = crypto.unseal(key, row.sealed, crypto.bound_to("text", *where))
    secret, said = crypto.unpacked(body)
    if not hmac.compare_digest(crypto.commitment(secret, said), row.commitment.hex()):
        raise TamperedError("a text is not what was committed to")
    return said.decode()


def is_the_same(subject_key: bytes, row: Row, again: Row, text: Text) -> bool:
    """Whether a row that stands is what a repeated call brings again."""
    said = spoken_by(text)
    return row[:8] == again[:8] and hmac.compare_digest(
        opened(subject_key, row).encode(), said.encode()
    )
