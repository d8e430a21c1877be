"""The form of an interview as a page, and the worker that shows it without a connection."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Annotated, Any

from concord_contracts.answering import unanswered
from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may, open_to_everyone
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from concord_review.answer_sheet.sheet import Sheet, former_sheet_of, sheet_of, texts_of

router = APIRouter(tags=["answers"])
worker = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_everyone)])


@router.get("/{agency}/reviews/{review}/sessions/{session}/form", include_in_schema=False)
async def page(
    review: Identifier,
    session: Identifier,
    request: Request,
    desk: Annotated[Desk, may("answer-tool")],
    *,
    blank: bool = False,
) -> HTMLResponse:
    """The form with its answers; ``blank`` is the copy that a browser may keep, without any."""
    here = await place(desk, review)
    try:
        sheet = await sheet_of(desk, review, session)
    except HTTPException:
        return await _kept(request, desk, here, session)
    if sheet.tool is None:
        return render(request, "review/no_form.html", **here, session_id=session)
    answers = {} if blank else await _answers(desk, sheet)
    return render(
        request,
        "review/form.html",
        **here,
        session_id=session,
        booking=sheet.booking,
        tool=sheet.tool,
        asked=json.loads(sheet.tool.canonical()),
        answers=answers,
        missing=unanswered(sheet.tool, answers),
        version="" if blank else sheet.version,
        complete=sheet.is_complete and not blank,
    )


async def _kept(request: Request, desk: Desk, here: dict[str, Any], session: str) -> HTMLResponse:
    """What is left of a form after the schedule changed: what the browser keeps of it."""
    review = here["review"]
    former = await former_sheet_of(desk, review, session)
    key = f"/review/api/v1/{desk.agency}/reviews/{review}/sessions/{session}/draft-key"
    asked = former.tool.questions if former.tool else ()
    labels = {one.code: one.label for one in asked}
    more: dict[str, Any] = {"booking": former.booking, "labels": labels, "key": key}
    return render(request, "review/kept.html", **here, **more)


async def _answers(desk: Desk, sheet: Sheet) -> dict[str, Any]:
    """Coded and typed answers, as the page's fields take them."""
    assert sheet.tool is not None  # ruff: ignore[assert] -- the page checked
    seen = sheet.answers.seen_by(sheet.tool)
    return seen | await texts_of(desk, sheet)


@worker.get("/sw.js")
async def form_worker() -> Response:
    """The script that a browser runs to show an open form without a connection."""
    script = (files("concord_kernel.web") / "static" / "form-worker.js").read_text("utf-8")
    headers = {"Cache-Control": "no-cache"}
    return Response(script, media_type="text/javascript", headers=headers)
