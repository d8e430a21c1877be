"""Recording who looked and who was denied, before anything is shown; else nothing is shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from concord_contracts.facts.access import Denied, Shown

from concord_kernel import clock
from concord_kernel.ledger import Append

if TYPE_CHECKING:
    from concord_contracts.event import Event

    from concord_kernel.access.gate import Asked, Verdict
    from concord_kernel.ledger import Ledger


LASTS: Final = timedelta(minutes=15)
"""How long a look lasts: what a page that stays open shows anew meanwhile belongs to it."""

MOST: Final = 10_000
"""Looks that a process remembers; of one that it forgot, the next showing is recorded again."""


class Looks:
    """The looks that go on in this process.

    A page that stays open asks by itself for what has changed, every few seconds in an event week.
    That is one look, not hundreds: it is recorded when it begins, and again after ``LASTS``.
    """

    def __init__(self) -> None:
        self._until: dict[tuple[str, str, str, str], datetime] = {}

    async def note(
        self, ledger: Ledger, asked: Asked, home: str, verdict: Verdict, *, goes_on: bool
    ) -> None:
        """Record that something sensitive is about to be shown, unless a look at it goes on.

        Args:
            ledger: Where.
            asked: What was asked for.
            home: The agency the person belongs to.
            verdict: What was decided.
            goes_on: Whether a page that stays open asks by itself.

        Raises:
            LedgerUnavailableError: it cannot be recorded; nothing may be shown.
        """
        look, now = (asked.agency, asked.actor, asked.action, asked.review), clock.now()
        if goes_on and now < self._until.get(look, now):
            return
        await note_shown(ledger, asked, home, verdict)
        self._until.pop(look, None)
        while len(self._until) >= MOST:
            del self._until[next(iter(self._until))]
        self._until[look] = now + LASTS


async def note_shown(ledger: Ledger, asked: Asked, home: str, verdict: Verdict) -> None:
    """Record that something sensitive is about to be shown.

    Raises:
        LedgerUnavailableError: it cannot be recorded; nothing may be shown.
    """
    fact = Shown(
        person=asked.actor,
        home=home,
        action=asked.action,
        review=asked.review or None,
        policies=verdict.policies,
    )
    await _note(ledger, asked.agency, asked.actor, fact)


async def note_denied(ledger: Ledger, log: str, asked: Asked, home: str, verdict: Verdict) -> None:
    """Record that somebody was told that there is nothing.

    Args:
        ledger: Where.
        log: The agency's log, or the deployment's for somebody with no business in the agency.
        asked: What was asked for.
        home: The agency the person belongs to.
        verdict: What was decided.

    Raises:
        LedgerUnavailableError: it cannot be recorded.
    """
    fact = Denied(
        person=asked.actor,
        home=home,
        action=asked.action,
        agency=asked.agency,
        review=asked.review or None,
        policies=verdict.policies,
    )
    await _note(ledger, log, asked.actor, fact)


async def _note(ledger: Ledger, log: str, person: str, fact: Event) -> None:
    stream = f"access-{person}-{clock.now():%Y%m%d}"
    command = clock.new_command_id()
    await ledger.append(
        Append(
            agency=log,
            command=command,
            fingerprint="",
            actor=person,
            causation=str(command),
            correlation=str(command),
            facts=((stream, fact),),
            expected={stream: None},
        )
    )
