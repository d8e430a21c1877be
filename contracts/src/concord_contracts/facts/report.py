"""A review's report and the days its documents went in: stream ``report-<review>``."""

from __future__ import annotations

from datetime import date

from concord_contracts.event import Event
from concord_contracts.terms import Code, Digest, EditionCode, Identifier


class ReportOpened(Event, name="reporting.report-opened.v1", shared=True):
    """The report's outline stands and its due dates run from the last on-site day."""

    review: Identifier
    edition: EditionCode
    edition_digest: Digest
    first_day: date
    last_day: date


class DraftReceived(Event, name="reporting.draft-received.v1", shared=True):
    """The state received a working draft; its feedback is due from here."""

    review: Identifier
    on: date


class DocumentSubmitted(Event, name="reporting.document-submitted.v1", shared=True):
    """A document of the chain went in on a day."""

    review: Identifier
    document: Code
    on: date
