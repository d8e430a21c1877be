"""When a schedule is released, the report opens and its due dates run from the on-site days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from concord_contracts.facts.planning import ReviewOpened
from concord_contracts.facts.schedule import ScheduleReleased
from concord_kernel.readers import Policy

from concord_reporting.documents.commands import DocumentCommand, OpenReport
from concord_reporting.documents.decide import DOCUMENTS

if TYPE_CHECKING:
    from concord_contracts.event import Envelope
    from concord_kernel.office import Office

NAME: Final = "open-the-report-on-release"


def policy(office: Office) -> Policy[DocumentCommand]:
    """The policy, at work in an office."""

    async def react(envelope: Envelope) -> DocumentCommand | None:
        released = envelope.fact
        if not isinstance(released, ScheduleReleased):
            return None
        history = await office.ledger.read(envelope.agency, [f"review-{released.review}"])
        for one in history:
            if isinstance(opened := one.fact, ReviewOpened):
                return _command(released, opened)
        return None

    return Policy(
        name=NAME, facts=(ScheduleReleased,), react=react, send=office.sender(NAME, DOCUMENTS)
    )


def _command(released: ScheduleReleased, opened: ReviewOpened) -> OpenReport:
    return OpenReport(
        review=released.review,
        edition=opened.edition,
        edition_digest=opened.edition_digest,
        first_day=released.first_day,
        last_day=released.last_day,
    )
