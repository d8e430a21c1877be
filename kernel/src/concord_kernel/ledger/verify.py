"""Recomputes an agency's log from its rows: positions, versions, entries, leaves and stream chains.

It needs the agency's key and a role that may read; it changes nothing. What it finds is the first
position that does not follow from its row and those before it. What nobody recorded, and whether
the log is the one that witnesses saw, is not asked here. Called by ``concord audit`` and by tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID  # ruff: ignore[typing-only-standard-library-import] -- a field of a named tuple

import orjson
from psycopg import AsyncConnection

from concord_kernel.ledger import sql
from concord_kernel.ledger.entry import Sealed, entry, leaf, quoted, timestamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from concord_kernel.ledger.keys import AgencyKeys

PAGE: Final = 5000

_MEANING: Final = {
    "a": "who recorded it",
    "c": "the data",
    "e": "the edition",
    "i": "the position",
    "log": "the agency",
    "n": "the name",
    "p": "the fact before it in its stream",
    "s": "the stream",
    "sv": "the version",
    "t": "the time",
    "v": "the format",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found.

    Attributes:
        agency: Whose log.
        sound: How many facts are sound, from the first on.
        bad: Position of the first that is not; none where all are sound.
        reason: What is wrong with it.
    """

    agency: str
    sound: int
    bad: int | None = None
    reason: str = ""


class Row(NamedTuple):
    """A fact as the database keeps it."""

    position: int
    stream: str
    version: int
    name: str
    at: datetime
    actor: str
    command: UUID
    data: str
    entry: str
    leaf: bytes


@dataclass(slots=True)
class Walk:
    """How far the log has been followed.

    Attributes:
        agency: Whose log.
        keys: The agencies' secrets.
        position: The last position that was sound.
        streams: Version and leaf of the last fact of each stream.
        command: The last fact's command.
        nth: Which of its command's facts the last one was.
    """

    agency: str
    keys: AgencyKeys
    position: int = 0
    streams: dict[str, tuple[int, str]] = field(default_factory=dict)
    command: UUID | None = None
    nth: int = -1

    def step(self, row: Row) -> str:
        """Follow one row; what is wrong with it, or nothing."""
        last, previous = self.streams.get(row.stream, (None, ""))
        if row.position != self.position + 1:
            return f"the log goes on at {row.position}"
        if not _follows(row.version, last):
            return f"version {row.version} of its stream follows {last or 'nothing'}"
        self.nth = self.nth + 1 if row.command == self.command else 0
        self.command = row.command
        if wrong := self._differs(row, previous):
            return wrong
        self.position = row.position
        self.streams[row.stream] = (row.version, row.leaf.hex())
        return ""

    def _differs(self, row: Row, previous: str) -> str:
        keys, agency = self.keys, self.agency
        said = _members(row.entry)
        sealed = Sealed(
            keys.pseudonym(agency, row.actor),
            keys.commitment(agency, row.command, self.nth, row.data),
            quoted(str(said.get("e"))),
            agency,
            quoted(row.name),
            keys.pseudonym(agency, row.stream),
        )
        due = entry(sealed, row.position, row.version, previous, timestamp(row.at))
        if row.entry != due:
            return _difference(said, _members(due))
        return "" if row.leaf.hex() == leaf(due) else "the leaf is not the entry's"


def _follows(version: int, last: int | None) -> bool:
    """Whether a version is next; a stream begins at 1, or at 0 where the library began it."""
    return version in {0, 1} if last is None else version == last + 1


def _members(text: str) -> dict[str, Any]:
    try:
        members = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return members if isinstance(members, dict) else {}


def _difference(said: dict[str, Any], due: dict[str, Any]) -> str:
    differing = [meaning for key, meaning in _MEANING.items() if said.get(key) != due[key]]
    return f"the entry says otherwise of {', '.join(differing) or 'how it is written'}"


def followed(walk: Walk, rows: Sequence[Row]) -> Verdict | None:
    """Follow rows in order; a verdict at the first that is bad."""
    for row in rows:
        if reason := walk.step(row):
            return Verdict(walk.agency, walk.position, walk.position + 1, reason)
    return None


async def verify(dsn: str, keys: AgencyKeys, agency: str) -> Verdict:
    """Recompute a whole log, page by page.

    Args:
        dsn: The ledger's address, with a role that may read this agency's facts.
        keys: The agencies' secrets.
        agency: Whose log.
    """
    walk = Walk(agency, keys)
    async with await AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute(sql.SETTINGS)
        await connection.execute(sql.AGENCY_OF_SESSION, (agency,))
        while rows := await _page(connection, agency, walk.position):
            if verdict := followed(walk, rows):
                return verdict
    return Verdict(agency, walk.position)


async def _page(connection: AsyncConnection[Any], agency: str, position: int) -> list[Row]:
    cursor = connection.cursor(binary=True, row_factory=lambda _: Row._make)
    await cursor.execute(sql.ENTRIES, (agency, position, PAGE), prepare=True)
    return await cursor.fetchall()
