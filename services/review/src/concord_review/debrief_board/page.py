"""Debriefs as pages: an interview's form, a day's board, the final debrief, the final day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.terms import Identifier, TextRef
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from concord_review.debrief_board.data import (
    DAYS,
    INTERVIEW_DAYS,
    READER,
    SEEN_TODAY,
    board,
    day_to_show,
    days_in,
    days_of,
    final,
    final_day,
)
from concord_review.debrief_board.sheet import (
    closing_of,
    debrief_of,
    former_debrief_of,
    must_be_inside,
    supervisors_on,
    texts_of,
)
from concord_review.listed import debrief_headings

if TYPE_CHECKING:
    from concord_contracts.rules import Edition

router = APIRouter(prefix="/{agency}/reviews/{review}", tags=["debriefs"], include_in_schema=False)

HOMES = "SELECT DISTINCT home FROM reviewer WHERE agency = %s AND review = %s"
FACILITATOR = "SELECT facilitator FROM final WHERE agency = %s AND review = %s"
TEAMS = "SELECT team, number FROM team WHERE agency = %s AND review = %s"


@router.get("/sessions/{session}/debrief/form")
async def debrief_page(
    review: Identifier,
    session: Identifier,
    request: Request,
    desk: Annotated[Desk, may("write-debrief")],
    *,
    blank: bool = False,
) -> HTMLResponse:
    """The debrief tool of an interview, by the report's headings."""
    here = await place(desk, review)
    try:
        debrief = await debrief_of(desk, review, session)
    except HTTPException:
        return await _kept(request, desk, here, session)
    return render(
        request,
        "review/debrief.html",
        **here,
        session_id=session,
        booking=debrief.booking,
        headings=headings_of(here["edition"]),
        answers={} if blank else await texts_of(desk, debrief),
        version="" if blank else debrief.version,
        complete=debrief.is_complete and not blank,
    )


async def _kept(request: Request, desk: Desk, here: dict[str, Any], session: str) -> HTMLResponse:
    """What is left of a debrief after the schedule changed: what the browser keeps of it."""
    review = here["review"]
    booking = await former_debrief_of(desk, review, session)
    key = f"/review/api/v1/{desk.agency}/reviews/{review}/sessions/{session}/debrief/draft-key"
    labels = {code: {"en": label} for code, label in headings_of(here["edition"]).items()}
    more: dict[str, Any] = {"booking": booking, "labels": labels, "key": key}
    return render(request, "review/kept.html", **here, **more)


@router.get("/debriefs")
async def board_page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-debriefs")],
    day: date | None = None,
    at: int = 0,
) -> HTMLResponse:
    """The daily debrief's board, which follows what others put on it."""
    here = await place(desk, review)
    await must_be_inside(desk, review)
    current = await desk.caught_up(READER, at) and await desk.caught_up(SEEN_TODAY, at)
    where = (desk.agency, review)
    held, noted, leads, teams = await desk.several(
        (SEEN_TODAY, INTERVIEW_DAYS, where),
        (READER, DAYS, where),
        (READER, FACILITATOR, where),
        ("team-list", TEAMS, where),
    )
    days = days_in(held, noted)
    showing = day_to_show(days, day)
    found = await board(desk, review, showing)
    known = await supervisors_on(desk, review, showing)
    return render(
        request,
        "review/debriefs.html",
        **here,
        **found,
        current=current,
        day=showing,
        days=days,
        facilitator=await _name(desk, leads[0]["facilitator"] if leads else None),
        headings=headings_of(here["edition"]),
        kinds=_labels(here["edition"], "debrief.points"),
        teams={one["team"]: one["number"] for one in teams},
        supervisors=await desk.directory(known, "name") if known else {},
    )


@router.get("/debriefs/final")
async def final_page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-debriefs")],
    at: int = 0,
) -> HTMLResponse:
    """The final debrief: what was heard, and later what the reviewers think of it."""
    here = await place(desk, review)
    await must_be_inside(desk, review)
    current = await desk.caught_up(READER, at)
    found = await final(desk, review)
    days = await days_of(desk, review)
    closing = await closing_of(desk, review, here["edition"])
    return render(
        request,
        "review/final_debrief.html",
        **here,
        **found,
        current=current,
        days=days,
        usual=closing.on if closing else None,
        summaries=[(one, (await board(desk, review, one))["summary"]) for one in days],
        headings=headings_of(here["edition"]),
    )


@router.get("/final-day")
async def final_day_page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-report")],
    at: int = 0,
) -> HTMLResponse:
    """What everybody of the review sees of the final day: no debrief, no count of one."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    found = await final_day(desk, review)
    homes = await desk.rows("team-list", HOMES, desk.agency, review)
    peers = sorted({one["home"] for one in homes} - {desk.agency})
    is_host = desk.person.home == desk.agency
    closing = await closing_of(desk, review, here["edition"])
    if closing and is_host and closing.day != "last-day":
        closing = closing._replace(on=None)
    return render(
        request,
        "review/final_day.html",
        **here,
        **found | {"facilitator": await _name(desk, found["facilitator"])},
        current=current,
        is_host=is_host,
        closing=closing,
        peers=peers,
        awaited=peers if here["edition"].flag("debrief.practices-of-peers") else [],
        recording=here["edition"].codes("debrief.aggregate-recorded-by"),
        names=desk.jurisdiction.agencies if desk.jurisdiction else {},
    )


def headings_of(edition: Edition) -> dict[str, str]:
    """By what every debrief is kept: the report's headings, unless the edition says otherwise."""
    return {one.code: one.label for one in debrief_headings(edition).entries}


def _labels(edition: Edition, name: str) -> dict[str, str]:
    return {one.code: one.label for one in edition.catalogue(name).entries}


async def _name(desk: Desk, ref: str | None) -> str:
    if not ref or not desk.can("see-people"):
        return ""
    found: Any = TextRef.model_validate_json(ref)
    return (await desk.vault.read_directory(desk.agency, [found]))[found.id].show()
