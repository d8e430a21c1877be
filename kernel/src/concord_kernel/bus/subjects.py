"""Where a fact travels: ``concord.<partition>.<agency>.<service>.<fact>.v<n>``, and who is poked.

Pure functions over names; nothing here connects anywhere. The partition of an agency never
changes: consumers of the stream are bound to it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from concord_contracts.event import Envelope

PARTITIONS: Final = 16
"""Into how many parts the agencies are divided, for ever."""

STREAM_SUBJECTS: Final = tuple(f"concord.{part}.>" for part in range(PARTITIONS))
"""What the stream keeps: every fact of every agency, and no poke."""

EVERY_POKE: Final = "concord.poke.*"
"""What a relay listens to."""

_SUBJECT: Final = re.compile(
    r"concord\.(?P<part>\d{1,2})\.(?P<agency>[a-z0-9-]+)\.(?P<name>[a-z0-9-]+\.[a-z0-9-]+\.v\d+)"
)


class NotASubjectError(ValueError):
    """A subject on which no fact travels."""


class Place(NamedTuple):
    """What a subject says.

    Attributes:
        part: The partition, 0 to 15.
        agency: Whose log the fact stands in.
        name: The fact's stored name.
    """

    part: int
    agency: str
    name: str


def fnv1a32(text: str) -> int:
    """The 32-bit FNV-1a hash of a text's UTF-8.

    Source: G. Fowler, L. C. Noll, K.-P. Vo: the FNV non-cryptographic hash algorithm.
    """
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


@lru_cache(maxsize=4096)
def partition(agency: str) -> int:
    """The agency's partition."""
    return fnv1a32(agency) % PARTITIONS


def subject(envelope: Envelope) -> str:
    """The subject on which a fact travels."""
    return f"concord.{partition(envelope.agency)}.{envelope.agency}.{envelope.name}"


def of_partition(part: int) -> str:
    """Every fact of the agencies of one partition."""
    return f"concord.{part}.>"


def of_agency(agency: str) -> str:
    """Every fact of one agency."""
    return f"concord.{partition(agency)}.{agency}.>"


def poke(agency: str) -> str:
    """The subject that says: this agency's log has grown."""
    return f"concord.poke.{agency}"


def parse(text: str) -> Place:
    """Read a subject.

    Raises:
        NotASubjectError: it is of another shape, or the agency is not of that partition.
    """
    found = _SUBJECT.fullmatch(text)
    if found is None:
        raise NotASubjectError(text)
    place = Place(int(found["part"]), found["agency"], found["name"])
    if place.part != partition(place.agency):
        raise NotASubjectError(text)
    return place
