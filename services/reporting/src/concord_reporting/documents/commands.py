"""What may be asked of a report."""

from __future__ import annotations

from datetime import date

from concord_contracts.terms import Code, Digest, EditionCode, Identifier, TextRef
from concord_kernel.command import Command


class OpenReport(Command, action="open-report"):
    """Let due dates run from the on-site days of a released schedule."""

    review: Identifier
    edition: EditionCode
    edition_digest: Digest
    first_day: date
    last_day: date


class ReceiveDraft(Command, action="record-document"):
    """Record the day on which the state received the working draft."""

    review: Identifier
    on: date


class SubmitDocument(Command, action="record-document"):
    """Record the day on which a document of the chain went in."""

    review: Identifier
    document: Code
    on: date


class RecordDueDate(Command, action="record-document"):
    """Record a date in place of the one that the rules give, with where it stands."""

    review: Identifier
    document: Code
    on: date
    source: TextRef


DocumentCommand = OpenReport | ReceiveDraft | SubmitDocument | RecordDueDate
