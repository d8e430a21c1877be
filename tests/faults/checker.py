"""What must hold of a log and of rows, given what callers were told. Pure; it reads nothing.

A finding is a sentence; none means that every promise held. An attempt whose outcome nobody knows
may be recorded once or not at all, and then whole.
"""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from concord_contracts.event import Envelope

Outcome = Literal["ok", "fail", "unknown"]


class Said(NamedTuple):
    """One fact as a caller sent it."""

    stream: str
    version: int
    name: str
    data: str


class Attempt(NamedTuple):
    """What a caller asked for and was told in the end, over all repeats of one command.

    Attributes:
        agency: Whose log.
        command: The command's id.
        invoked: When it was asked for first, in seconds of the machine's steady clock.
        outcome: ``ok`` if any answer was a receipt; ``unknown`` if none was and one was missing.
        ended: When the first receipt came.
        receipts: Every ``(first, last)`` that was answered; ``first`` is 0 where it was not told.
        facts: What was sent; none where the service decided it.
    """

    agency: str
    command: str
    invoked: float
    outcome: Outcome
    ended: float = 0.0
    receipts: tuple[tuple[int, int], ...] = ()
    facts: tuple[Said, ...] | None = None


class Seen(NamedTuple):
    """A reader's rows of one agency and its position, read at one moment."""

    reader: str
    agency: str
    position: int
    rows: Any


def check_log(
    agency: str,
    log: Sequence[Envelope],
    attempts: Sequence[Attempt],
    others: Collection[str] = (),
) -> list[str]:
    """What is wrong with an agency's log.

    Args:
        agency: Whose log it is.
        log: All of it, in the order it was read.
        attempts: Every attempt of every caller of every agency.
        others: Commands that somebody else sent: an operator.
    """
    own = [attempt for attempt in attempts if attempt.agency == agency]
    return [
        f"{agency}: {finding}"
        for check in (_order(agency, log), _versions(log), _commands(log, own, others), _time(own))
        for finding in check
    ]


def check_rows(seen: Seen, log: Sequence[Envelope], fold: Callable[..., Any]) -> list[str]:
    """What is wrong with rows: they are the fold of the log up to their position, or they are not.

    Args:
        seen: The rows and their position.
        log: The agency's log, by position.
        fold: From facts to rows.
    """
    where = f"{seen.agency}: {seen.reader} at {seen.position}"
    if seen.position > len(log):
        return [f"{where} is ahead of the log, which ends at {len(log)}"]
    wanted = fold(log[: seen.position])
    return [] if seen.rows == wanted else [f"{where}: {_difference(seen.rows, wanted)}"]


def check_arrived(seen: Seen, log: Sequence[Envelope]) -> list[str]:
    """Whether a reader came to the log's end, after everything was repaired."""
    if seen.position == len(log):
        return []
    return [f"{seen.agency}: {seen.reader} stands at {seen.position}, the log ends at {len(log)}"]


def _order(agency: str, log: Sequence[Envelope]) -> Iterator[str]:
    for nth, envelope in enumerate(log, 1):
        if envelope.agency != agency:
            yield f"a fact of {envelope.agency} at {envelope.position}"
        if envelope.position != nth:
            yield f"position {envelope.position} where {nth} should be"
            return


def _versions(log: Sequence[Envelope]) -> Iterator[str]:
    versions: dict[str, int] = defaultdict(int)
    for envelope in log:
        versions[envelope.stream] += 1
        if envelope.version != versions[envelope.stream]:
            where = f"{envelope.stream} at position {envelope.position}"
            yield f"version {envelope.version} of {where}, not {versions[envelope.stream]}"
            return


OF_THE_DOOR: Final = ("access.", "door.")
"""Facts of who may enter and who looked, which no writer of the campaign sends."""


def _commands(
    log: Sequence[Envelope], own: Sequence[Attempt], others: Collection[str]
) -> Iterator[str]:
    recorded: dict[str, list[Envelope]] = defaultdict(list)
    for envelope in log:
        if not envelope.name.startswith(OF_THE_DOOR):
            recorded[str(envelope.command)].append(envelope)
    for attempt in own:
        yield from _attempt(attempt, recorded.pop(attempt.command, []))
    for command in recorded.keys() - set(others):
        yield f"command {command} was recorded and nobody sent it"


def _attempt(attempt: Attempt, recorded: Sequence[Envelope]) -> Iterator[str]:
    what = f"command {attempt.command} ({attempt.outcome})"
    if attempt.outcome == "fail" and recorded:
        yield f"{what} was refused and recorded"
    if attempt.outcome == "ok" and not recorded:
        yield f"{what} was acknowledged and is lost"
    if recorded:
        yield from _facts(what, attempt, recorded)
        yield from _places(what, attempt, recorded)


def _facts(what: str, attempt: Attempt, recorded: Sequence[Envelope]) -> Iterator[str]:
    if attempt.facts is None:
        return
    found = tuple(Said(one.stream, one.version, one.name, one.data) for one in recorded)
    if found == attempt.facts:
        return
    if len(found) > len(attempt.facts):
        yield f"{what} is recorded twice: {len(found)} facts of {len(attempt.facts)}"
    elif len(found) < len(attempt.facts):
        yield f"{what} is lost in part: {len(found)} facts of {len(attempt.facts)}"
    else:
        yield f"{what} is recorded otherwise than it was sent"


def _places(what: str, attempt: Attempt, recorded: Sequence[Envelope]) -> Iterator[str]:
    positions = [envelope.position for envelope in recorded]
    if positions != list(range(positions[0], positions[0] + len(positions))):
        yield f"{what} is torn apart: {positions}"
    for first, last in attempt.receipts:
        if (first or positions[0], last) != (positions[0], positions[-1]):
            yield f"{what} was told {first} to {last} and is at {positions[0]} to {positions[-1]}"


def _time(own: Sequence[Attempt]) -> Iterator[str]:
    """What was acknowledged before another was asked for stands before it."""
    done = [attempt for attempt in own if attempt.receipts]
    by_end, passed, highest = sorted(done, key=attrgetter("ended")), 0, 0
    for attempt in sorted(done, key=attrgetter("invoked")):
        while by_end[passed].ended < attempt.invoked:
            highest = max(highest, by_end[passed].receipts[0][1])
            passed += 1
        if (last := attempt.receipts[0][1]) <= highest:
            yield f"command {attempt.command} at {last} stands before what was known: {highest}"


def _difference(rows: Any, wanted: Any) -> str:
    if isinstance(rows, dict) and isinstance(wanted, dict):
        missing, strange = wanted.keys() - rows.keys(), rows.keys() - wanted.keys()
        other = [key for key in rows.keys() & wanted.keys() if rows[key] != wanted[key]]
        counts = f"{len(missing)} rows missing, {len(strange)} too many, {len(other)} different"
        return f"{counts} {_few(missing)}{_few(strange)}{_few(other, rows, wanted)}".strip()
    return f"rows are {rows!r}, the fold is {wanted!r}"[:300]


def _few(
    keys: Collection[Any],
    rows: Mapping[Any, Any] | None = None,
    wanted: Mapping[Any, Any] | None = None,
) -> str:
    shown = [
        f"{key}: {rows[key]}, not {wanted[key]}" if rows and wanted else str(key)
        for key in sorted(keys, key=str)[:3]
    ]
    return f"[{'; '.join(shown)}] " if shown else ""
