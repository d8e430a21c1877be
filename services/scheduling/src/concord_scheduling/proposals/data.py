"""A proposal as data: as one answer when the search is over, or as it comes, better and better.

Nothing is recorded: it is a question, however long the answer takes. Whoever goes away ends it.
"""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final

import orjson
from concord_contracts.terms import Code, Identifier, WallTime
from concord_kernel.web.answers import PAGED
from concord_kernel.web.desk import Desk
from concord_kernel.web.language import asked as spoken
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.place import opening
from concord_kernel.web.streams import DESCRIBED, Streams, answer, streams_of
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel

from concord_scheduling.planner.asking import WishIn, ground_of, wish_of
from concord_scheduling.planner.running import Searches, Seen, Wish, searches_of
from concord_scheduling.planner.said import Speaker, Told
from concord_scheduling.planner.shown import Line, Shown

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from concord_scheduling.planner.ground import Ground

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["schedule"])

REFUSED: Final[dict[int | str, dict[str, Any]]] = {
    409: {"description": "No team, person or room of this week is called so."},
    429: {"description": "Others are searching just now."},
}

Running = Annotated[Searches, Depends(searches_of)]
Open = Annotated[Streams, Depends(streams_of)]
Asked = Annotated[WishIn, Query()]

READER = "proposals"
PLANS = """
SELECT plan, accepted_at, booked, moved, undone_at, cancelled, returned, stayed FROM plan
WHERE agency = %s AND review = %s
"""
NEWEST = Order({"accepted_at": AwareDatetime, "plan": Identifier}, descending=True)


class ProposedOut(BaseModel):
    """An interview of a plan; ``change`` says whether it is new, moved or kept."""

    session: str | None
    case: str
    team: str
    on: date
    starts: WallTime
    room: str | None
    change: Code


class WorthOut(BaseModel):
    """What speaks against a plan: the first that differs tells two plans apart."""

    left: int
    past_advice: int
    told_moves: int
    other_moves: int
    points: int


class StepOut(WorthOut):
    """A plan on the way, and after how many seconds it was found."""

    after: float


class SaidOut(BaseModel):
    """A sentence, and the rule that it rests on with its source."""

    text: str
    rule: str
    quote: str
    section: str


class ReasonsOut(BaseModel):
    """Why interviews are left, and what would help."""

    alone: list[SaidOut]
    shortage: str
    needs: list[SaidOut]
    ways: list[str]
    is_sure: bool


class ProposalOut(BaseModel):
    """The best plan that was found.

    Attributes:
        is_best: Whether there is no better one.
        left: Cases that find no slot.
        past: Rules that the plan goes past, and how often; accepting it takes a reason for each.
        steps: The plans on the way.
    """

    is_best: bool
    interviews: list[ProposedOut]
    left: list[str]
    worth: WorthOut
    past: dict[str, int]
    steps: list[StepOut]
    reasons: ReasonsOut | None


class PlanOut(BaseModel):
    """A plan that was accepted: what it booked and moved, and whether it was taken back."""

    plan: str
    accepted_at: AwareDatetime
    booked: int
    moved: int
    undone_at: AwareDatetime | None
    cancelled: int
    returned: int
    stayed: int


class PlansOut(BaseModel):
    """Plans that were accepted, the newest first."""

    current: bool
    plans: list[PlanOut]
    next: str | None


@router.get("/proposal", responses=REFUSED)
async def propose_week(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("plan-schedule")],
    asked: Asked,
    searches: Running,
    streams: Open,
) -> ProposalOut:
    """Search for a plan of the week, and answer with the best one when the time is up."""
    ground = await ground_of(desk, review)
    wish = wish_of(ground, asked)
    searches.must_have_room()
    seen = Seen()
    async with aclosing(searches.watch(wish, streams)) as coming:
        async for each in coming:
            seen = each
            if await request.is_disconnected():
                break
    shown = Shown(ground, wish.problem, seen)
    return _out(shown, _told(ground, wish, seen, spoken(request), {}))


@router.get("/proposal/live", response_class=StreamingResponse, responses=DESCRIBED | REFUSED)
async def watch_proposal(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("plan-schedule")],
    asked: Asked,
    searches: Running,
    streams: Open,
) -> StreamingResponse:
    """Search for a plan of the week, with an event for each plan that is better: its page part."""
    ground = await ground_of(desk, review)
    wish = wish_of(ground, asked)
    names = await _names(desk, ground)
    searches.must_have_room()
    coming = searches.watch(wish, streams)
    events = _events(request, desk, (ground, wish, asked), names, coming)
    return answer(streams, desk.person.actor, events)


@router.get("/plans", responses=PAGED)
async def list_plans(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-schedule")],
    page: OnePage,
    at: int = 0,
) -> PlansOut:
    """Plans that were accepted; ``at`` waits for that position of the log."""
    found, listed = await plans(desk, review, page, at)
    response.headers.update(listed.link(request))
    return PlansOut.model_validate(found)


async def plans(desk: Desk, review: str, page: Page, at: int) -> tuple[dict[str, Any], Listed]:
    """One page of the plans that were accepted.

    Raises:
        HTTPException: 404, there is no such review.
    """
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await NEWEST.page(desk, READER, PLANS, (desk.agency, review), page)
    return {"current": current, "plans": listed.rows, "next": listed.next}, listed


async def _events(
    request: Request,
    desk: Desk,
    search: tuple[Ground, Wish, WishIn],
    names: Mapping[str, str],
    coming: AsyncGenerator[Seen],
) -> AsyncGenerator[str]:
    ground, wish, asked = search
    try:
        async for seen in coming:
            part = render(
                request,
                "scheduling/proposal.html",
                **desk.seen,
                review=ground.review,
                shown=Shown(ground, wish.problem, seen),
                told=_told(ground, wish, seen, spoken(request), names),
                asked=asked,
                names=names,
                rules=ground.rules,
            )
            said = orjson.dumps({"html": bytes(part.body).decode(), "over": seen.is_over}).decode()
            yield f"event: plan\ndata: {said}\n\n"
    finally:
        await coming.aclose()


async def _names(desk: Desk, ground: Ground) -> Mapping[str, str]:
    """What rooms are called."""
    rooms = sorted(ground.week.rooms)
    found = await desk.directory(rooms, "name") if rooms else {}
    return {room: str(text.show()) for room, text in found.items()}


def _told(
    ground: Ground, wish: Wish, seen: Seen, language: str, names: Mapping[str, str]
) -> Told | None:
    if seen.reasons is None:
        return None
    return Speaker(wish.problem, ground.rules, language, names).told(seen.reasons)


def _out(shown: Shown, told: Told | None) -> ProposalOut:
    outcome = shown.seen.outcome
    return ProposalOut(
        is_best=outcome is not None and outcome.is_best,
        interviews=[_proposed(one) for one in shown.lines],
        left=[one.case for one in shown.left],
        worth=WorthOut(**shown.worth._asdict()),
        past=shown.advice,
        steps=[
            StepOut(**one.worth._asdict(), after=round(one.after, 3)) for one in shown.seen.found
        ],
        reasons=ReasonsOut.model_validate(asdict(told)) if told else None,
    )


def _proposed(one: Line) -> ProposedOut:
    return ProposedOut(
        session=one.session or None,
        case=one.case,
        team=one.team,
        on=one.on,
        starts=one.starts,
        room=one.room or None,
        change=one.change,
    )
