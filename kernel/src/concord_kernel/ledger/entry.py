"""The entry of a fact: what the verifiable history commits to, fixed for ever.

An entry is canonical JSON (RFC 8785) of exactly eleven members:

====  =======================================================================================
v     the format, 1
log   the agency
i     the position in the log, from 0
s     the stream, as a keyed pseudonym
sv    the version in the stream
p     the leaf of the stream's fact before, in hexadecimal; empty for a stream's first
n     the fact's stored name
t     when it was recorded: RFC 3339, UTC, six digits of a second, ``Z``
a     who recorded it, as a keyed pseudonym
e     the edition that was asked, or empty
c     the commitment to the fact's data
====  =======================================================================================

Its leaf is SHA-256 of a zero byte and the entry (RFC 6962, section 2.1). The data itself is not in
it, so that an entry can be shown to a witness. Pure; called by ``batch`` and ``verify``.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

FORMAT: Final = 1


class Sealed(NamedTuple):
    """What an entry says that does not depend on its place in the log.

    Attributes:
        actor: Pseudonym of who recorded it.
        commitment: To the fact's data.
        edition: Canonical JSON of the edition's code.
        log: The agency.
        name: Canonical JSON of the fact's stored name.
        stream: Pseudonym of the stream.
    """

    actor: str
    commitment: str
    edition: str
    log: str
    name: str
    stream: str


def entry(sealed: Sealed, position: int, version: int, previous: str, time: str) -> str:
    """The entry at a place in the log.

    Args:
        sealed: What is said.
        position: In the agency's log, from 1.
        version: In the stream.
        previous: Leaf of the stream's fact before, in hexadecimal, or empty.
        time: As ``timestamp`` writes it.
    """
    actor, commitment, edition, log, name, stream = sealed
    return (
        f'{{"a":"{actor}","c":"{commitment}","e":{edition},"i":{position - 1},"log":"{log}",'
        f'"n":{name},"p":"{previous}","s":"{stream}","sv":{version},"t":"{time}","v":{FORMAT}}}'
    )


def leaf(text: str) -> str:
    """The leaf of an entry, in hexadecimal."""
    return hashlib.sha256(b"\0" + text.encode()).hexdigest()


def timestamp(at: datetime) -> str:
    """How an entry writes a time."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


@lru_cache(maxsize=4096)
def quoted(text: str) -> str:
    """Canonical JSON of a string (RFC 8785, 3.2.2.2).

    Raises:
        UnicodeEncodeError: it holds half of a surrogate pair, which is no character.
    """
    text.encode()
    return json.dumps(text, ensure_ascii=False)
