"""Publishing a tool, over HTTP and as a page that shows the one that holds."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.facts.tool import ToolPublished
from concord_contracts.questions import Tool
from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concord_review.tools.commands import PublishTool
from concord_review.tools.decide import TOOLS

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}/tools", tags=["tools"])
pages = APIRouter(prefix="/{agency}/reviews/{review}/tools", include_in_schema=False)


@router.post("", status_code=201)
async def publish_tool(
    review: Identifier, body: Tool, desk: Annotated[Desk, may("publish-tool")]
) -> Done:
    """Publish a tool for the interviews of a review; interviews that began keep theirs."""
    digest = await desk.office.ledger.keep_edition(body.canonical())
    command = PublishTool(
        review=review,
        tool=body.id,
        digest=digest,
        questions=len(body.questions),
        synthetic=body.synthetic,
    )
    return await desk.do(TOOLS, command, desk.context(), made=body.id)


@pages.get("")
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("publish-tool")]
) -> HTMLResponse:
    """The questions that interviews begin with from now on, and a form to publish others."""
    here = await place(desk, review)
    history = await desk.office.ledger.read(desk.agency, [f"tools-{review}"])
    published = [one for one in history if isinstance(one.fact, ToolPublished)]
    tool = None
    if published:
        body = await desk.office.ledger.edition(TOOLS.fold(one.fact for one in history).digest)
        tool = Tool.model_validate_json(body)
    since = published[-1].at if published else None
    return render(request, "review/tools.html", **here, tool=tool, since=since)
