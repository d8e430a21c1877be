"""A wish made ready: checked, sealed and written out, so that the committer only gives it a place.

This is the work that needs no database and no order; it is done in the caller's turn. Called by
``Ledger`` and by the library's recorder.
"""

from __future__ import annotations

import re
from collections.abc import Mapping  # ruff: ignore[typing-only-standard-library-import] -- fields of a named tuple
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID  # ruff: ignore[typing-only-standard-library-import] -- fields of a named tuple

from concord_contracts.event import canonical_json

from concord_kernel.ledger.entry import Sealed, quoted
from concord_kernel.ledger.errors import UnfitAppendError
from concord_kernel.ledger.identifiers import check_agency, check_streams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_kernel.ledger.append import Append
    from concord_kernel.ledger.keys import AgencyKeys

LARGEST_FACT: Final = 1_000_000
"""Bytes of a fact's canonical JSON: facts hold codes and references, texts are the vault's."""

LARGEST_WISH: Final = 32_000_000
"""Characters of all facts of one command: they travel, and are recorded, in one piece."""

_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")

Written = tuple[str, str, str]
"""A fact's stream, stored name and canonical JSON."""


class Draft(NamedTuple):
    """A fact that lacks nothing but its place.

    Attributes:
        stream: The thing it is about.
        name: Its stored name.
        data: Its canonical JSON.
        sealed: What its entry says.
    """

    stream: str
    name: str
    data: str
    sealed: Sealed


class Wish(NamedTuple):
    """An append made ready; what is not explained here is as in ``Append``.

    Attributes:
        key: The command, as it travels.
        drafts: The facts, in order.
        written: The answer, as it travels.
        size: Characters of the facts' data.
    """

    agency: str
    command: UUID
    key: str
    fingerprint: str
    actor: str
    causation: str
    correlation: str
    drafts: tuple[Draft, ...]
    expected: Mapping[str, int | None]
    guards: Mapping[str, int]
    answer: Mapping[str, Any]
    written: str
    size: int


def made_ready(append: Append, keys: AgencyKeys) -> Wish:
    """Check and seal an append.

    Raises:
        UnfitAppendError: it can never be recorded as it stands.
    """
    facts = [(stream, fact.NAME, fact.canonical()) for stream, fact in append.facts]
    _check_promised(append)
    return sealed_wish(append, facts, keys)


def sealed_wish(append: Append, facts: Sequence[Written], keys: AgencyKeys) -> Wish:
    """An append's circumstances with facts that are written out already.

    Raises:
        UnfitAppendError: it can never be recorded as it stands.
    """
    check_agency(append.agency)
    check_streams(append.expected)
    check_streams(append.guards)
    key = str(append.command)
    return Wish(
        append.agency,
        append.command,
        key,
        append.fingerprint,
        append.actor,
        append.causation,
        append.correlation,
        _drafts(append, key, facts, keys),
        append.expected,
        append.guards,
        append.answer,
        canonical_json(dict(append.answer)) if append.answer else "{}",
        _checked_size(facts),
    )


def _check_promised(append: Append) -> None:
    for stream, _ in append.facts:
        if stream not in append.expected:
            raise UnfitAppendError(f"{stream} is written, and no version of it is expected")
    for promised in (append.expected, append.guards):
        if any(version is not None and version < 0 for version in promised.values()):
            raise UnfitAppendError("a stream stands at 0 or more")


def _drafts(
    append: Append, key: str, facts: Sequence[Written], keys: AgencyKeys
) -> tuple[Draft, ...]:
    agency = append.agency
    actor = keys.pseudonym(agency, append.actor)
    try:
        edition = quoted(append.edition)
        return tuple([
            Draft(
                stream,
                name,
                data,
                Sealed(
                    actor,
                    keys.commitment(agency, key, nth, data),
                    edition,
                    agency,
                    quoted(name),
                    keys.pseudonym(agency, stream),
                ),
            )
            for nth, (stream, name, data) in enumerate(facts)
        ])
    except UnicodeEncodeError:
        raise UnfitAppendError("a string holds what is no character") from None


def _checked_size(facts: Sequence[Written]) -> int:
    total = 0
    for _, name, data in facts:
        size = len(data)
        if size > LARGEST_FACT // 4 and len(data.encode()) > LARGEST_FACT:
            raise UnfitAppendError(f"{name} holds more than {LARGEST_FACT:,} bytes")
        if "\\u0000" in data and _NUL.search(data):
            raise UnfitAppendError(f"{name} holds the character NUL")
        total += size
    if total > LARGEST_WISH:
        raise UnfitAppendError(f"one command records more than {LARGEST_WISH:,} characters")
    return total
