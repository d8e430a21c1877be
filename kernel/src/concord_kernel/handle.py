"""The one path from a command to recorded facts: read, decide, append."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import stamina
from concord_contracts.event import canonical_json

from concord_kernel.decider import Refused
from concord_kernel.ledger import Append, CommandReusedError, StaleStreamError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope, Event

    from concord_kernel.command import Command
    from concord_kernel.context import Context
    from concord_kernel.decider import Decider, Streams
    from concord_kernel.ledger import Ledger, Receipt

C = TypeVar("C", bound="Command")
S = TypeVar("S")

ATTEMPTS: Final = 12
"""How often a command is decided anew because a stream moved meanwhile."""

SPREAD: Final = 0.05
"""Seconds over which those are spread that decide anew, so that forty writers of one stream find
their turns."""


async def handle(ledger: Ledger, decider: Decider[C, S], command: C, context: Context) -> Receipt:
    """Decide a command on what is recorded, and record what follows.

    The same command again gets the receipt it got before, whatever has happened since.

    Raises:
        Refused: a rule of the field forbids it; nothing was recorded.
        CommandReusedError: the id was used for another command.
        StaleStreamError: its streams kept moving.
        LedgerUnavailableError: the ledger is away.
    """
    fingerprint = _fingerprint(ledger, command, context)
    try:
        return await _decide_and_append(ledger, decider, command, context, fingerprint)
    except (Refused, StaleStreamError):
        earlier = await ledger.receipt(context.agency, context.command)
        if earlier is None:
            raise
        if earlier.fingerprint != fingerprint:
            raise CommandReusedError(str(context.command)) from None
        return earlier


async def _decide_and_append(
    ledger: Ledger, decider: Decider[C, S], command: C, context: Context, fingerprint: str
) -> Receipt:
    streams = decider.streams(command)
    async for attempt in stamina.retry_context(
        on=StaleStreamError,
        attempts=ATTEMPTS,
        timeout=None,
        wait_initial=0.002,
        wait_max=0.2,
        wait_jitter=SPREAD,
    ):
        with attempt:
            history = await ledger.read(context.agency, streams.all)
            state = decider.fold(envelope.fact for envelope in history)
            facts = decider.decide(command, state, context)
            return await ledger.append(_wish(streams, history, facts, context, fingerprint))
    raise AssertionError("the retry either returns or raises")


def _wish(
    streams: Streams,
    history: Sequence[Envelope],
    facts: Sequence[Event],
    context: Context,
    fingerprint: str,
) -> Append:
    versions = dict.fromkeys(streams.all, 0) | {one.stream: one.version for one in history}
    return Append(
        agency=context.agency,
        command=context.command,
        fingerprint=fingerprint,
        actor=context.actor,
        causation=context.causation,
        correlation=context.correlation,
        facts=tuple((streams.writes, fact) for fact in facts),
        expected={streams.writes: versions.pop(streams.writes)},
        guards=versions,
        edition=context.rules.id if context.rules else "",
    )


def _fingerprint(ledger: Ledger, command: Command, context: Context) -> str:
    said = canonical_json([type(command).__qualname__, command.model_dump(mode="json")])
    return ledger.keys.fingerprint(context.agency, said)
