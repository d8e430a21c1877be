"""The one path from a command to recorded facts: read, decide, append."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

import stamina
from concord_contracts.event import canonical_json

from concord_kernel.decider import Refused
from concord_kernel.ledger import Append, CommandReusedError, StaleStreamError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from concord_contracts.event import Envelope

    from concord_kernel.command import Command
    from concord_kernel.context import Context
    from concord_kernel.decider import Decider
    from concord_kernel.ledger import Ledger, Receipt

C = TypeVar("C", bound="Command")
S = TypeVar("S")
T = TypeVar("T")

ATTEMPTS: Final = 12
"""How often a command is decided anew because a stream moved meanwhile."""

SPREAD: Final = 0.05
"""Seconds over which those are spread that decide anew, so that forty writers of one stream find
their turns."""


class NotAllowedError(PermissionError):
    """No policy allowed the command; nothing was decided or recorded."""


class MovedError(Exception):
    """The written stream stands at another version than was expected; nothing was recorded.

    Attributes:
        version: Where it stands.
    """

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__(f"it stands at version {version}")


async def handle(ledger: Ledger, decider: Decider[C, S], command: C, context: Context) -> Receipt:
    """Decide a command on what is recorded, and record what follows.

    The same command again gets the receipt it got before, whatever has happened since.

    Raises:
        NotAllowedError: the policies allowed another action, or none.
        Refused: a rule of the field forbids it; nothing was recorded.
        MovedError: its stream does not stand where the command expects it.
        CommandReusedError: the id was used for another command.
        StaleStreamError: its streams kept moving.
        LedgerUnavailableError: the ledger is away.
    """
    if not command.ACTION or context.allowed != command.ACTION:
        raise NotAllowedError(type(command).__name__)
    fingerprint = await _aside(command, partial(_fingerprint, ledger, command, context))
    try:
        return await _decide_and_append(ledger, decider, command, context, fingerprint)
    except (Refused, MovedError, StaleStreamError):
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
            decided = partial(_decided, decider, command, context, history, fingerprint)
            return await ledger.append(await _aside(command, decided))
    raise AssertionError("the retry either returns or raises")


async def _aside(command: Command, work: Callable[[], T]) -> T:
    """Do a part of the work: a heavy command's beside the loop, so that others go on."""
    return await asyncio.to_thread(work) if command.IS_HEAVY else work()


def _decided(
    decider: Decider[C, S],
    command: C,
    context: Context,
    history: Sequence[Envelope],
    fingerprint: str,
) -> Append:
    streams = decider.streams(command)
    versions = dict.fromkeys(streams.all, 0) | {one.stream: one.version for one in history}
    if context.expects not in {None, versions[streams.writes]}:
        raise MovedError(versions[streams.writes])
    state = decider.fold(envelope.fact for envelope in history)
    facts = decider.decide(command, state, context)
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
    said = canonical_json([type(command).__qualname__, command.told()])
    return ledger.keys.fingerprint(context.agency, said)
