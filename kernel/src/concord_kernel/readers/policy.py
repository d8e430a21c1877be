"""What a policy is: one sentence that answers a fact with a command.

To the framework it is a reader without rows whose position moves after the command was answered.
The command's id follows from the fact, so a policy that runs twice records once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from uuid import UUID, uuid5

import structlog

from concord_kernel.decider import Refused
from concord_kernel.ledger import CommandReusedError
from concord_kernel.readers.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from concord_contracts.event import Envelope, Event
    from psycopg import AsyncConnection

log = structlog.get_logger(__name__)

C = TypeVar("C")

NAMESPACE: Final = UUID("6f1c2b0e-3f0a-5a55-9d0a-2f6c1d0b7e41")
"""Of the commands that policies send."""

AT_MOST: Final = 20
"""Commands sent before the position moves; after a failure they are sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Generic[C]):
    """A reaction to facts.

    Attributes:
        name: Durable, for ever: the whole sentence.
        facts: The facts it is given, in every version.
        react: From a fact to the command that it calls for, or none.
        send: Handles a command of this id in the fact's agency, caused by the fact.
    """

    name: str
    facts: tuple[type[Event], ...]
    react: Callable[[Envelope], Awaitable[C | None]]
    send: Callable[[Envelope, UUID, C], Awaitable[object]]

    def command_id(self, cause: Envelope) -> UUID:
        """The id of the command by which this policy answers a fact."""
        return uuid5(NAMESPACE, f"{cause.id}/{self.name}")

    def reader(self) -> Reader:
        """The same, as the framework runs it."""
        return Reader(
            name=self.name,
            tables="",
            facts=self.facts,
            apply=partial(_answer_each, self),
            at_most=AT_MOST,
            rebuildable=False,
        )


async def _answer_each(
    policy: Policy[C], _: AsyncConnection[Any], envelopes: Sequence[Envelope]
) -> None:
    for envelope in envelopes:
        command = await policy.react(envelope)
        if command is not None:
            await _send(policy, envelope, command)


async def _send(policy: Policy[C], cause: Envelope, command: C) -> None:
    """Send it and take any answer for an answer: a rule's refusal is one."""
    try:
        await policy.send(cause, policy.command_id(cause), command)
    except Refused as refused:
        log.info(
            "refused",
            agency=cause.agency,
            reader=policy.name,
            position=cause.position,
            rule=refused.rule,
        )
    except CommandReusedError:
        log.warning(
            "answered otherwise before",
            agency=cause.agency,
            reader=policy.name,
            position=cause.position,
        )
