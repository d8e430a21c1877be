"""Which waiting wishes may be recorded together, and where: pure, on what the database just said.

Wishes are taken in order, each on what stands after those before it. Called by ``committer``, which
reads before and writes after.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from uuid import UUID

import orjson

from concord_kernel.ledger.append import Receipt
from concord_kernel.ledger.entry import entry, leaf, timestamp
from concord_kernel.ledger.errors import CommandReusedError, StaleStreamError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from concord_kernel.ledger.wish import Wish

Outcome: TypeAlias = Receipt | StaleStreamError | CommandReusedError


class Standing(NamedTuple):
    """How a log stands.

    Attributes:
        head: Its last position.
        versions: Last version of each stream that was asked for and has facts.
        leaves: Last leaf of each of these, in hexadecimal.
        receipts: What was answered to the commands that were asked for.
    """

    head: int
    versions: dict[str, int]
    leaves: dict[str, str]
    receipts: dict[str, Receipt]


def standing(agency: str, told: str) -> Standing:
    """What ``sql.READ`` told."""
    head, streams, receipts = orjson.loads(told)
    return Standing(
        head,
        {stream: version for stream, version, _ in streams or ()},
        {stream: last for stream, _, last in streams or ()},
        {row[0]: kept_receipt(agency, row) for row in receipts or ()},
    )


def kept_receipt(agency: str, row: Iterable[Any]) -> Receipt:
    """The receipt of a repeat, from its columns: command, fingerprint, first, last, answer."""
    command, fingerprint, first, last, answer = row
    return Receipt(
        agency,
        UUID(str(command)),
        first,
        last,
        orjson.loads(answer),
        repeated=True,
        fingerprint=fingerprint,
    )


@dataclass(slots=True)
class Plan:
    """What to write, and what to tell each caller once it is written.

    Attributes:
        facts: Rows, named as ``sql.WRITE`` names them.
        receipts: Rows, likewise.
        outcomes: One for each wish, in order.
    """

    facts: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[dict[str, Any]] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


def planned(stands: Standing, wishes: Iterable[Wish], at: datetime) -> Plan:
    """Give every wish that still fits its place; refuse the others, each for itself."""
    plan = Plan()
    head = stands.head
    time = timestamp(at)
    for wish in wishes:
        outcome = _answered(stands.receipts, wish) or _stale(stands.versions, wish)
        if outcome is None:
            outcome = _recorded(plan, stands, wish, head, time)
            head = outcome.last
        plan.outcomes.append(outcome)
    return plan


def _answered(receipts: Mapping[str, Receipt], wish: Wish) -> Outcome | None:
    earlier = receipts.get(wish.key)
    if earlier is None:
        return None
    if earlier.fingerprint != wish.fingerprint:
        return CommandReusedError(wish.command)
    return replace(earlier, repeated=True)


def _stale(versions: Mapping[str, int], wish: Wish) -> StaleStreamError | None:
    moved = [
        stream
        for promised in (wish.expected, wish.guards)
        for stream, version in promised.items()
        if version is not None and versions.get(stream, min(version, 0)) != version
    ]
    return StaleStreamError(moved) if moved else None


def _recorded(plan: Plan, stands: Standing, wish: Wish, head: int, time: str) -> Receipt:
    versions, leaves = stands.versions, stands.leaves
    for stream, version in wish.expected.items():
        versions[stream] = versions.get(stream, 0) if version is None else version
    for position, (stream, name, data, sealed) in enumerate(wish.drafts, head + 1):
        version = versions[stream] = versions[stream] + 1
        text = entry(sealed, position, version, leaves.get(stream, ""), time)
        leaves[stream] = leaf(text)
        plan.facts.append({
            "p": position,
            "s": stream,
            "v": version,
            "n": name,
            "a": wish.actor,
            "u": wish.causation,
            "o": wish.correlation,
            "c": wish.key,
            "d": data,
            "e": text,
        })
    first, last = head + 1, head + len(wish.drafts)
    plan.receipts.append({
        "c": wish.key,
        "f": wish.fingerprint,
        "a": first,
        "b": last,
        "w": wish.written,
    })
    receipt = Receipt(
        wish.agency, wish.command, first, last, dict(wish.answer), fingerprint=wish.fingerprint
    )
    stands.receipts[wish.key] = receipt
    return receipt
