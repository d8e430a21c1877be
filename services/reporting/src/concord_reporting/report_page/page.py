"""The report's outline and the chain of dates, as a page."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_reporting.report_page.data import report

router = APIRouter(tags=["report"])


@router.get("/{agency}/reviews/{review}", include_in_schema=False)
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-report")], at: int = 0
) -> HTMLResponse:
    """Report and dates."""
    here = await place(desk, review)
    return render(request, "reporting/report.html", **here | await report(desk, review, at))
