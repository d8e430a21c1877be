"""The rules of documents: which there are, and that a day is recorded once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from concord_contracts.facts.report import (
    DocumentSubmitted,
    DraftMade,
    DraftReceived,
    DueDateRecorded,
    ReportApproved,
    ReportOpened,
)
from concord_contracts.facts.schedule import ScheduleReleased
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.levels import rules_of

from concord_reporting.documents.commands import (
    DocumentCommand,
    OpenReport,
    ReceiveDraft,
    RecordDueDate,
    SubmitDocument,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from concord_contracts.event import Event
    from concord_kernel.context import Context


DUE: Final = "report.due"
"""The report itself: where it is written here, it goes in after it was approved here."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the rules need to know of a report."""

    is_released: bool = False
    opened: ReportOpened | None = None
    draft_received: date | None = None
    submitted: Mapping[str, date] = field(default_factory=dict)
    is_written_here: bool = False
    is_approved: bool = False


def streams(command: DocumentCommand) -> Streams:
    """The report, with the schedule its dates run from."""
    return Streams(f"report-{command.review}", (f"schedule-{command.review}",))


def evolve(report: Report, fact: Event) -> Report:
    """Remember a fact."""
    match fact:
        case ScheduleReleased():
            return replace(report, is_released=True)
        case ReportOpened():
            return replace(report, opened=fact)
        case DraftReceived(on=on):
            return replace(report, draft_received=on)
        case DocumentSubmitted(document=document, on=on):
            return replace(report, submitted={**report.submitted, document: on})
        case _:
            return _written_here(report, fact)


def _written_here(report: Report, fact: Event) -> Report:
    if isinstance(fact, DraftMade):
        return replace(report, is_written_here=True)
    return replace(report, is_approved=True) if isinstance(fact, ReportApproved) else report


def decide(command: DocumentCommand, report: Report, context: Context) -> Sequence[Event]:
    """Turn a command into facts.

    Raises:
        Refused: the report is not open, the document unknown, or its day recorded already.
    """
    match command:
        case OpenReport():
            return _open(command, report)
        case ReceiveDraft():
            return _receive(command, report)
        case SubmitDocument():
            return _submit(command, report, context)
        case RecordDueDate():
            return _record(command, report, context)
        case unknown:
            assert_never(unknown)


def _open(command: OpenReport, report: Report) -> Sequence[Event]:
    if not report.is_released:
        raise Refused("report.schedule-first")
    wanted = ReportOpened(**command.model_dump())
    return [] if report.opened == wanted else [wanted]


def _receive(command: ReceiveDraft, report: Report) -> Sequence[Event]:
    last_day = _must_be_open(report).last_day
    if command.on < last_day:
        raise Refused("report.draft-before-the-last-day", last_day=last_day.isoformat())
    if report.draft_received == command.on:
        return []
    if report.draft_received is not None:
        raise Refused("report.draft-already-received", on=report.draft_received.isoformat())
    return [DraftReceived(**command.model_dump())]


def _submit(command: SubmitDocument, report: Report, context: Context) -> Sequence[Event]:
    _must_be_open(report)
    if all(one.id != command.document for one in rules_of(context).dates):
        raise Refused("report.unknown-document")
    if report.submitted.get(command.document) == command.on:
        return []
    if command.document in report.submitted:
        raise Refused("report.already-submitted", on=report.submitted[command.document].isoformat())
    if command.document == DUE and report.is_written_here and not report.is_approved:
        raise Refused("report.host-director-approval")
    return [DocumentSubmitted(**command.model_dump())]


def _record(command: RecordDueDate, report: Report, context: Context) -> Sequence[Event]:
    _must_be_open(report)
    if all(one.id != command.document for one in rules_of(context).dates):
        raise Refused("report.unknown-document")
    return [DueDateRecorded(**command.model_dump())]


def _must_be_open(report: Report) -> ReportOpened:
    if report.opened is None:
        raise Refused("report.not-open")
    return report.opened


DOCUMENTS: Final = Decider[DocumentCommand, Report](Report(), streams, evolve, decide)
