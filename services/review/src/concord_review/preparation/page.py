"""Preparing those who are interviewed, over HTTP and as a page."""

from __future__ import annotations

from datetime import date
from operator import itemgetter
from typing import Annotated, Any

from concord_contracts.chain import shifted
from concord_contracts.facts.preparation import AnonymityPromised, ToolGiven
from concord_contracts.terms import Identifier
from concord_kernel import clock
from concord_kernel.vault import TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from concord_review.preparation.commands import (
    GiveTool,
    PromiseAnonymity,
    PromiseInTeam,
    Sessions,
)
from concord_review.preparation.decide import GIVEN, PREPARATION

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["plan"])
pages = APIRouter(prefix="/{agency}/reviews/{review}/preparation", include_in_schema=False)


class GivenIn(TypedForm):
    """Which sessions, and on which day."""

    sessions: Sessions
    on: date
    overrides: tuple[OverrideIn, ...] = ()


class PromiseIn(BaseModel):
    """Whose interview it is, and on which day."""

    team: Identifier
    on: date


@router.post("/preparation/copies", status_code=201)
async def give_tool(
    review: Identifier, body: GivenIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Record who got a copy of the tool; late copies need a reason."""
    overrides = await desk.overrides(body.overrides, about=f"preparation-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    command = GiveTool(review=review, sessions=body.sessions, on=body.on)
    return await desk.do(PREPARATION, command, context)


@router.post("/preparation/promises", status_code=201)
async def promise_anonymity(
    review: Identifier, body: GivenIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Record to whom anonymity was promised, before the interview."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    command = PromiseAnonymity(review=review, sessions=body.sessions, on=body.on)
    return await desk.do(PREPARATION, command, context)


@router.post("/sessions/{session}/anonymity", status_code=201)
async def promise_in_team(
    review: Identifier,
    session: Identifier,
    body: PromiseIn,
    desk: Annotated[Desk, may("record-interview")],
) -> Done:
    """Record, as one of the team, that anonymity was promised before the interview began."""
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    command = PromiseInTeam(review=review, session=session, team=body.team, on=body.on)
    return await desk.do(PREPARATION, command, context)


@pages.get("")
async def page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("plan-schedule")]
) -> HTMLResponse:
    """Each booked interview with its copy of the tool, when it was due, and what was promised."""
    here = await place(desk, review)
    streams = [f"preparation-{review}", f"schedule-{review}", f"tools-{review}"]
    history = await desk.office.ledger.read(desk.agency, streams)
    prepared = PREPARATION.fold(one.fact for one in history)
    given: dict[str, date] = {}
    promised: dict[str, date] = {}
    for envelope in history:
        match envelope.fact:
            case ToolGiven(session=session, on=on):
                given.setdefault(session, on)
            case AnonymityPromised(session=session, on=on):
                promised[session] = on
            case _:
                pass
    steps = next((one.steps for one in here["edition"].dates if one.id == GIVEN), None)
    ordered = sorted(prepared.days.items(), key=itemgetter(1, 0))
    rows = [
        _row(session, day, given, promised)
        | {"due": shifted(day, steps) if steps else None, "nth": nth}
        for nth, (session, day) in enumerate(ordered, 1)
    ]
    return render(
        request,
        "review/preparation.html",
        **here,
        rows=rows,
        has_tool=bool(prepared.tool),
        today=clock.now().date(),
    )


def _row(
    session: str, day: date, given: dict[str, date], promised: dict[str, date]
) -> dict[str, Any]:
    return {
        "session": session,
        "on": day,
        "given": given.get(session),
        "promised": promised.get(session),
    }
