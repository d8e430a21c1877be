"""Recording who looked and who was denied, before anything is shown; else nothing is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from concord_contracts.facts.access import Denied, Shown

from concord_kernel import clock
from concord_kernel.ledger import Append

if TYPE_CHECKING:
    from concord_contracts.event import Event

    from concord_kernel.access.gate import Asked, Verdict
    from concord_kernel.ledger import Ledger


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
