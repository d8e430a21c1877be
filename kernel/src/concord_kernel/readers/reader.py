"""What a reader is: a durable name, its tables, the facts it is given, and how it applies them.

A value that a slice declares. Where its rows live, how often it is called and what happens when it
fails is the framework's; it never sees two agencies at once and never a fact twice.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from concord_contracts.catalog import FACTS
from concord_contracts.event import Envelope, Event, UnknownFactError
from concord_contracts.upcasts import UPCASTS
from psycopg import AsyncConnection

Connection = AsyncConnection[Any]
"""A transaction that sees one agency's rows of one reader."""

Apply = Callable[[Connection, Sequence[Envelope]], Awaitable[None]]
"""One agency's facts in order, in the transaction that also moves the position.

It may be called with one fact or with thousands, and the rows must come out the same.
"""

NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST: Final = 48
RESERVED: Final = frozenset({"public", "information-schema"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A projection of facts to rows.

    Attributes:
        name: Durable, for ever; with ``_`` for ``-`` also the schema of its rows and its positions.
        tables: Their DDL with unqualified names; every key is led by ``agency``.
        apply: Brings the rows up to date.
        facts: The only facts it is given, in every version; none named means all.
        at_most: Facts applied in one transaction.
        rebuildable: Whether it may be built anew from the first fact.
    """

    name: str
    tables: str
    apply: Apply
    facts: tuple[type[Event], ...] = ()
    at_most: int = 5000
    rebuildable: bool = True
    _given: frozenset[str] = field(init=False, repr=False, compare=False)
    _digest: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_given", _wanted(self.facts))
        object.__setattr__(self, "_digest", sha256(self.tables.encode()).hexdigest())
        if not NAME.fullmatch(self.name) or len(self.name) > LONGEST or self.name in RESERVED:
            raise ValueError(f"{self.name!r} is no name for a reader: lower case, hyphens, short")

    @property
    def schema(self) -> str:
        """The schema of its rows."""
        return self.name.replace("-", "_")

    @property
    def digest(self) -> str:
        """SHA-256 of its tables' DDL: rows made by another DDL are not touched."""
        return self._digest

    def select(self, envelopes: Sequence[Envelope]) -> Sequence[Envelope]:
        """Those that it is given.

        Raises:
            UnknownFactError: it would be given one that no installed contract declares.
        """
        names = {envelope.name for envelope in envelopes}
        wanted = {name for name in names if self._wants(name)}
        if unknown := sorted(name for name in wanted if not _is_known(name)):
            raise UnknownFactError(unknown[0])
        if wanted == names:
            return envelopes
        return [envelope for envelope in envelopes if envelope.name in wanted]

    def wants(self, names: Iterable[str]) -> bool:
        """Whether it is given any fact of these names."""
        return any(self._wants(name) for name in names)

    def _wants(self, name: str) -> bool:
        return not self.facts or _unversioned(name) in self._given


def _wanted(facts: tuple[type[Event], ...]) -> frozenset[str]:
    """The facts' names in every version, also those under which they were recorded before."""
    said = (name for fact in facts for name in (fact.NAME, *_past(fact.NAME)))
    return frozenset(map(_unversioned, said))


def _unversioned(name: str) -> str:
    return name.rpartition(".")[0]


def _is_known(name: str) -> bool:
    return name in FACTS or name in Event.known or name in UPCASTS


def _past(name: str) -> list[str]:
    """The names under which a fact was recorded before, if it has been renamed."""
    before = [old for old, (new, _) in UPCASTS.items() if new == name]
    return before + [older for old in before for older in _past(old)]
