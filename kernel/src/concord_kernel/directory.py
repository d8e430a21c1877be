"""Which agencies a deployment works for: facts in the deployment's own log.

Agencies join and leave while everything runs. Who asks gets an answer at most a second old.
"""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.directory import AgencyJoined, AgencyLeft

from concord_kernel.command import Command
from concord_kernel.decider import Decider, Refused, Streams

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event

    from concord_kernel.context import Context
    from concord_kernel.ledger import Ledger

DEPLOYMENT: Final = "concord"
"""The name of the deployment's own log."""

FRESH_FOR: Final = 1.0
"""Seconds for which an answer is remembered."""


class LetJoin(Command, action="manage-agencies"):
    """Work for an agency from now on."""

    agency: str
    jurisdiction: str


class LetLeave(Command, action="manage-agencies"):
    """Take no further commands for an agency."""

    agency: str


def _stream(command: LetJoin | LetLeave) -> Streams:
    return Streams(f"agency-{command.agency}")


def _evolve(_: str, fact: Event) -> str:
    return fact.jurisdiction if isinstance(fact, AgencyJoined) else ""


def _decide(command: LetJoin | LetLeave, jurisdiction: str, _: Context) -> Sequence[Event]:
    match command:
        case LetJoin(agency=agency, jurisdiction=wanted):
            if jurisdiction not in {"", wanted}:
                raise Refused("agency.other-jurisdiction", agency=agency)
            return [] if jurisdiction else [AgencyJoined(agency=agency, jurisdiction=wanted)]
        case LetLeave(agency=agency):
            return [AgencyLeft(agency=agency)] if jurisdiction else []


AGENCY: Final = Decider[LetJoin | LetLeave, str](
    initial="", streams=_stream, evolve=_evolve, decide=_decide
)
"""Membership of one agency; the state is its jurisdiction, empty when it is not a member."""


class Directory:
    """Answers whether an agency is a member, from the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: dict[str, tuple[float, str]] = {}
        self._joined: dict[str, str] = {}
        self._read_to = 0
        self._reading = asyncio.Lock()

    async def jurisdiction(self, agency: str) -> str:
        """The jurisdiction under which the agency is a member; empty when it is none."""
        at, answer = self._known.get(agency, (-FRESH_FOR, ""))
        if monotonic() - at < FRESH_FOR:
            return answer
        history = await self._ledger.read(DEPLOYMENT, [f"agency-{agency}"])
        answer = AGENCY.fold(envelope.fact for envelope in history)
        self._known[agency] = (monotonic(), answer)
        return answer

    async def members(self) -> dict[str, str]:
        """Every agency that is a member now, with its jurisdiction.

        The deployment's log is read on from where it was read the last time.
        """
        async with self._reading:
            while page := await self._ledger.after(DEPLOYMENT, self._read_to):
                for envelope in page:
                    _join(self._joined, envelope.fact)
                self._read_to = page[-1].position
            return dict(self._joined)


def _join(joined: dict[str, str], fact: Event) -> None:
    match fact:
        case AgencyJoined(agency=agency, jurisdiction=jurisdiction):
            joined[agency] = jurisdiction
        case AgencyLeft(agency=agency):
            joined.pop(agency, None)
        case _:
            pass


async def members(ledger: Ledger) -> dict[str, str]:
    """Every agency that is a member now, with its jurisdiction."""
    return await Directory(ledger).members()
