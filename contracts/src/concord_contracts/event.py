"""What a fact is, and the envelope it is kept and carried in.

A fact is a frozen value with a declared name. Its envelope says where it stands in its agency's
log and who recorded it. Nothing here reads or writes; the ledger and the bus do.
"""

from __future__ import annotations

import json
from datetime import datetime  # ruff: ignore[typing-only-standard-library-import] -- fields of a named tuple
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple, Self
from uuid import UUID  # ruff: ignore[typing-only-standard-library-import] -- fields of a named tuple

from pydantic import BaseModel, ConfigDict

from concord_contracts import upcasts

if TYPE_CHECKING:
    from collections.abc import Iterable


READ_LATELY: Final = 4096
"""Facts that are kept read: whoever decides reads the same streams again, one fact longer."""


class UnknownFactError(LookupError):
    """A name that no installed contract declares, in this or an older version."""


class Event(BaseModel):
    """A fact: something that happened, named, versioned, frozen.

    A subclass declares its stored name: ``class CaseSelected(Event, name="review.case-…v1")``.
    ``shared=True`` marks the few facts that an agency's own account on the bus may follow: nothing
    derived from interviews, notes, debriefs or themes, and no case.

    Attributes:
        NAME: The stored name, ``<service>.<what-happened>.v<n>``; it never changes.
        SHARED: Whether the agency's own account may import the fact's subject.
        known: Every declared fact by its stored name.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    NAME: ClassVar[str] = ""
    SHARED: ClassVar[bool] = False
    known: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls, **_: Any) -> None:
        """Let a subclass be declared with the arguments that the next method reads."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(  # ruff: ignore[bad-dunder-method-name] -- pydantic's hook
        cls, *, name: str = "", shared: bool = False, **kwargs: Any
    ) -> None:
        """Register the fact under its stored name.

        Raises:
            TypeError: it has no name, or another class has it already.
        """
        super().__pydantic_init_subclass__(**kwargs)
        if not name or name in Event.known:
            raise TypeError(f"{cls.__name__} needs a stored name of its own, not {name!r}")
        cls.NAME = name
        cls.SHARED = shared
        Event.known[name] = cls

    @classmethod
    def of(cls, data: str) -> Self:
        """Read a fact of this class from its canonical JSON."""
        return cls.model_validate_json(data)

    def canonical(self) -> str:
        """Canonical JSON (RFC 8785) of the fields: sorted keys, no spaces, no floats."""
        return canonical_json(self.model_dump(mode="json"))


def canonical_json(value: object) -> str:
    """Canonical JSON (RFC 8785) of strings, integers, booleans, null, lists and objects.

    Without floats, and with keys inside the basic plane, the standard library's sorted and compact
    form is the canonical one.

    Raises:
        ValueError: a float is in it.
    """
    _refuse_floats((value,))
    return _CANONICAL.encode(value)


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _refuse_floats(parts: Iterable[object]) -> None:
    for part in parts:
        if isinstance(part, dict):
            _refuse_floats(part.values())
        elif isinstance(part, list | tuple):
            _refuse_floats(part)
        elif isinstance(part, float):
            raise ValueError(  # ruff: ignore[type-check-without-type-error] -- the value is wrong, not a type
                "a fact holds no floating-point number: use an integer and its unit"
            )


def read_fact(name: str, data: str) -> Event:
    """The fact behind a stored name and its JSON, in its latest version.

    Raises:
        UnknownFactError: nobody declares the name.
        pydantic.ValidationError: the data is not of the fact's shape.
    """
    latest, data = upcasts.latest(name, data)
    declared = Event.known.get(latest)
    if declared is None:
        raise UnknownFactError(name)
    return declared.of(data)


@lru_cache(maxsize=READ_LATELY)
def _read_lately(name: str, data: str) -> Event:
    return read_fact(name, data)


class Envelope(NamedTuple):
    """A recorded fact with its place and its circumstances.

    Attributes:
        agency: Whose log it stands in.
        position: Dense position in the agency's log, from 1.
        stream: The thing it is about.
        version: Dense version in its stream, from 1.
        name: The stored name, with the version it was written in.
        at: When it was recorded (UTC); when it happened is a field of the fact.
        actor: Who recorded it, a pseudonymous id.
        causation: What caused it: a command's or a fact's id.
        correlation: What it all began with.
        command: The command that recorded it.
        data: The fact's canonical JSON, exactly as stored.
    """

    agency: str
    position: int
    stream: str
    version: int
    name: str
    at: datetime
    actor: str
    causation: str
    correlation: str
    command: UUID
    data: str

    @property
    def fact(self) -> Event:
        """The fact in its latest version: frozen, and what was read lately is kept."""
        return _read_lately(self.name, self.data)

    @property
    def id(self) -> str:
        """The id under which other facts and commands refer to it: ``<agency>:<position>``."""
        return f"{self.agency}:{self.position}"
