"""Recording what was received and submitted, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.terms import Code, Identifier
from concord_kernel.vault import TextIn, TypedForm
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import BaseModel

from concord_reporting.documents.commands import ReceiveDraft, RecordDueDate, SubmitDocument
from concord_reporting.documents.decide import DOCUMENTS

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["documents"])


class DayIn(BaseModel):
    """The day on which something happened."""

    on: date


class DueDateIn(TypedForm):
    """A date in place of the one that the rules give, and where it stands."""

    on: date
    source: TextIn


@router.post("/draft-received", status_code=201)
async def receive_draft(
    review: Identifier, body: DayIn, desk: Annotated[Desk, may("record-document")]
) -> Done:
    """Record the day on which the state received the working draft."""
    return await desk.do(DOCUMENTS, ReceiveDraft(review=review, on=body.on), desk.context())


@router.post("/documents/{document}", status_code=201)
async def submit_document(
    review: Identifier, document: Code, body: DayIn, desk: Annotated[Desk, may("record-document")]
) -> Done:
    """Record the day on which a document went in."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    command = SubmitDocument(review=review, document=document, on=body.on)
    return await desk.do(DOCUMENTS, command, context)


@router.post("/due-dates/{document}", status_code=201)
async def record_due_date(
    review: Identifier,
    document: Code,
    body: DueDateIn,
    desk: Annotated[Desk, may("record-document")],
) -> Done:
    """Record a date in place of the one that the rules give."""
    source = await desk.keep("source", body.source, about=f"report-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    command = RecordDueDate(review=review, document=document, on=body.on, source=source)
    return await desk.do(DOCUMENTS, command, context)
