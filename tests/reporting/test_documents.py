"""The rules of a review's documents: which there are, and that a day is recorded once."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.report import DocumentSubmitted, DraftReceived, ReportOpened
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_reporting.documents.commands import OpenReport, ReceiveDraft, SubmitDocument
from concord_reporting.documents.decide import DOCUMENTS
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import (
    FRIDAY,
    MONDAY,
    PQCR,
    REVIEW,
    TUESDAY,
    context,
    edition,
    released,
)

if TYPE_CHECKING:
    from concord_contracts.event import Event

report = Given(DOCUMENTS, context())

LATER = date(2010, 2, 5)
FEBRUARY, APRIL = date(2010, 2, 26), date(2010, 4, 7)


def opened(last_day: date = FRIDAY) -> ReportOpened:
    return ReportOpened(
        review=REVIEW,
        edition=PQCR,
        edition_digest=edition().digest(),
        first_day=MONDAY,
        last_day=last_day,
    )


def open_report(last_day: date = FRIDAY) -> OpenReport:
    return OpenReport(**opened(last_day).model_dump())


def receive(on: date = FEBRUARY) -> ReceiveDraft:
    return ReceiveDraft(review=REVIEW, on=on)


def received(on: date = FEBRUARY) -> DraftReceived:
    return DraftReceived(review=REVIEW, on=on)


def submit(document: str = "report.due", on: date = APRIL) -> SubmitDocument:
    return SubmitDocument(review=REVIEW, document=document, on=on)


def submitted(document: str = "report.due", on: date = APRIL) -> DocumentSubmitted:
    return DocumentSubmitted(review=REVIEW, document=document, on=on)


OPEN = (released(), opened())


def test_the_report_opens_when_the_schedule_is_released() -> None:
    report(released()).when(open_report()).then(opened())


def test_no_report_opens_before_a_release() -> None:
    report().when(open_report()).then_refused("report.schedule-first")


def test_another_release_with_the_same_days_opens_nothing_anew() -> None:
    report(*OPEN, released(2)).when(open_report()).then_nothing()


def test_dates_run_anew_when_the_on_site_days_move() -> None:
    report(*OPEN, released(2)).when(open_report(LATER)).then(opened(LATER))


def test_the_day_on_which_the_state_received_the_draft_is_recorded() -> None:
    report(*OPEN).when(receive()).then(received())


def test_the_same_day_again_is_recorded_once() -> None:
    report(*OPEN, received()).when(receive()).then_nothing()


def test_a_draft_is_received_once() -> None:
    report(*OPEN, received()).when(receive(APRIL)).then_refused(
        "report.draft-already-received", on="2010-02-26"
    )


@pytest.mark.parametrize("on", [TUESDAY, date(2010, 1, 28)])
def test_no_draft_is_received_before_the_last_on_site_day(on: date) -> None:
    report(*OPEN).when(receive(on)).then_refused(
        "report.draft-before-the-last-day", last_day="2010-01-29"
    )


def test_a_draft_may_be_received_on_the_last_on_site_day() -> None:
    report(*OPEN).when(receive(FRIDAY)).then(received(FRIDAY))


@pytest.mark.parametrize("command", [receive(), submit()])
def test_nothing_goes_in_before_the_report_is_open(command: ReceiveDraft) -> None:
    report().when(command).then_refused("report.not-open")
    report(released()).when(command).then_refused("report.not-open")


def test_the_day_on_which_a_document_went_in_is_recorded() -> None:
    report(*OPEN).when(submit()).then(submitted())


def test_the_same_document_on_the_same_day_is_recorded_once() -> None:
    report(*OPEN, submitted()).when(submit()).then_nothing()


def test_a_document_goes_in_once() -> None:
    report(*OPEN, submitted()).when(submit(on=FEBRUARY)).then_refused(
        "report.already-submitted", on="2010-04-07"
    )


@pytest.mark.parametrize("document", [one.id for one in edition().dates])
def test_every_document_of_the_chain_of_dates_can_go_in(document: str) -> None:
    report(*OPEN).when(submit(document)).then(submitted(document))


@pytest.mark.parametrize("document", ["report", "onsite.last-day", "sip.due.2", "budget"])
def test_only_documents_of_the_chain_of_dates_go_in(document: str) -> None:
    report(*OPEN).when(submit(document)).then_refused("report.unknown-document")


def test_no_document_is_known_without_an_edition() -> None:
    report(*OPEN).under(rules=None).when(submit()).then_refused("rules.no-edition")


def test_a_report_is_decided_on_its_schedule() -> None:
    assert DOCUMENTS.streams(submit()).all == (f"report-{REVIEW}", f"schedule-{REVIEW}")


@given(any_history())
def test_whatever_was_recorded_a_command_is_answered(facts: list[Event]) -> None:
    state = DOCUMENTS.fold(facts)

    for command in (open_report(), receive(), submit()):
        with suppress(Refused):
            DOCUMENTS.decide(command, state, context())
