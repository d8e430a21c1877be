"""Preparing those who are interviewed, over HTTP and as a page."""

from __future__ import annotations

from datetime import date, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING, Annotated, Any, Final

from concord_contracts.chain import shifted
from concord_contracts.facts.preparation import AnonymityPromised, ToolGiven
from concord_contracts.facts.schedule import EventWeekSet, InterviewBooked
from concord_contracts.terms import Identifier
from concord_kernel import clock
from concord_kernel.vault import TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from concord_kernel.web.secret_address import INTERVIEWEE, Place, place_of
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from concord_review.preparation.commands import (
    EndLinks,
    GiveLinks,
    GiveTool,
    NewLink,
    People,
    PromiseAnonymity,
    PromiseInTeam,
    Sessions,
)
from concord_review.preparation.decide import GIVEN, PREPARATION, Prepared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Envelope

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["plan"])
pages = APIRouter(prefix="/{agency}/reviews/{review}/preparation", include_in_schema=False)

A_MONTH: Final = timedelta(days=30)
PAGE: Final = "/review/interviewee/"


class GivenIn(TypedForm):
    """Which sessions, and on which day."""

    sessions: Sessions
    on: date
    overrides: tuple[OverrideIn, ...] = ()


class PromiseIn(BaseModel):
    """Whose interview it is, and on which day."""

    team: Identifier
    on: date


class LinksIn(BaseModel):
    """Who gets a link; and the last day, if it is not a month after the event week."""

    people: People
    until: date | None = None


class PeopleIn(BaseModel):
    """Whose links end."""

    people: People


class LinkOut(BaseModel):
    """Somebody's link.

    Attributes:
        address: The path of the page; whoever has it sees the page, until the last day.
    """

    person: str
    address: str


class LinksDone(Done):
    """The links that were made.

    Attributes:
        until: The last day on which they answer.
    """

    links: list[LinkOut]
    until: date


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


@router.post("/preparation/links", status_code=201)
async def give_links(
    review: Identifier, body: LinksIn, desk: Annotated[Desk, may("plan-schedule")]
) -> LinksDone:
    """Make links to interviewees' own pages; whoever has one gets a new one in its place."""
    context = desk.context()
    people = list(dict.fromkeys(body.people))
    places = [_place(desk, review, context.new_id("link", nth)) for nth in range(len(people))]
    made = tuple(
        NewLink(link=there.link, person=person, digest=there.digest)
        for person, there in zip(people, places, strict=True)
    )
    until = body.until or await _usual_end(desk, review)
    command = GiveLinks(review=review, links=made, until=until)
    done = await desk.do(PREPARATION, command, context)
    links = [
        LinkOut(person=person, address=PAGE + there.address)
        for person, there in zip(people, places, strict=True)
    ]
    return LinksDone(**done.model_dump(), links=links, until=until)


@router.post("/preparation/links/end", status_code=201)
async def end_links(
    review: Identifier, body: PeopleIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """End the links of these people before their last day."""
    command = EndLinks(review=review, people=body.people)
    return await desk.do(PREPARATION, command, desk.context())


@pages.get("")
async def page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("plan-schedule")],
) -> HTMLResponse:
    """Each booked interview with its copy of the tool, what was promised, and everybody's link."""
    here = await place(desk, review)
    history = await _history(desk, review)
    prepared = PREPARATION.fold(one.fact for one in history)
    who = _interviewees(history)
    steps = next((one.steps for one in here["edition"].dates if one.id == GIVEN), None)
    ordered = sorted(prepared.days.items(), key=itemgetter(1, 0))
    copies, promises = _days(history)
    rows = [
        {
            "session": session,
            "nth": nth,
            "who": who[session],
            "on": day,
            "due": shifted(day, steps) if steps else None,
            "given": copies.get(session),
            "promised": promises.get(session),
        }
        for nth, (session, day) in enumerate(ordered, 1)
    ]
    people = _people([who[session] for session, _ in ordered], prepared)
    return render(
        request,
        "review/preparation.html",
        **here,
        rows=rows,
        people=people,
        names=await _names(desk, people),
        links=_standing(desk, review, prepared),
        origin=_origin(desk, request),
        has_tool=bool(prepared.tool),
        today=clock.now().date(),
    )


@pages.get("/messages")
async def messages_page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("plan-schedule")],
    person: Identifier | None = None,
) -> HTMLResponse:
    """What is handed to each interviewee with the link, to be printed or copied."""
    here = await place(desk, review)
    history = await _history(desk, review)
    prepared = PREPARATION.fold(one.fact for one in history)
    links = _standing(desk, review, prepared)
    booked = [who for session, who in _interviewees(history).items() if session in prepared.days]
    people = [one for one in _people(booked, prepared) if one in links]
    names = await _names(desk, people)
    origin = _origin(desk, request)
    letters = [
        {"name": names[one], "link": origin + links[one]["address"], "until": links[one]["until"]}
        for one in people
        if person in {None, one}
    ]
    letters.sort(key=itemgetter("name"))
    return render(request, "review/interviewee_messages.html", **here, letters=letters)


async def _history(desk: Desk, review: str) -> list[Envelope]:
    streams = [f"preparation-{review}", f"schedule-{review}", f"tools-{review}"]
    return await desk.office.ledger.read(desk.agency, streams)


def _interviewees(history: Sequence[Envelope]) -> dict[str, str]:
    """Session to who is interviewed in it, whether it still stands or not."""
    facts = [one.fact for one in history]
    return {one.session: one.interviewee for one in facts if isinstance(one, InterviewBooked)}


def _days(history: Sequence[Envelope]) -> tuple[dict[str, date], dict[str, date]]:
    """Session to the day of its first copy, and to the day of its promise."""
    copies: dict[str, date] = {}
    promises: dict[str, date] = {}
    for envelope in history:
        match envelope.fact:
            case ToolGiven(session=session, on=on):
                copies.setdefault(session, on)
            case AnonymityPromised(session=session, on=on):
                promises[session] = on
            case _:
                pass
    return copies, promises


def _people(booked: Sequence[str], prepared: Prepared) -> list[str]:
    """Who is booked, in the order of their interviews; then whoever else still has a link."""
    linked = [one.person for one in prepared.links.values()]
    return list(dict.fromkeys([*booked, *linked]))


async def _names(desk: Desk, people: Sequence[str]) -> dict[str, str]:
    """What the interviewees are called, for who may see them; that they are shown is recorded."""
    is_shown = bool(people) and await desk.shows("see-cases")
    known = await desk.directory(people, "worker-name") if is_shown else {}
    return {one: known[one].show() if one in known else one for one in people}


def _standing(desk: Desk, review: str, prepared: Prepared) -> dict[str, dict[str, Any]]:
    """Person to the link that answers: its address and its last day."""
    return {
        one.person: {"address": PAGE + _place(desk, review, one.link).address, "until": one.until}
        for one in prepared.links.values()
        if not clock.is_over(one.until)
    }


def _place(desk: Desk, review: str, link: str) -> Place:
    keyed = desk.office.ledger.keys.fingerprint
    return place_of(keyed, INTERVIEWEE, desk.agency, review, link)


def _origin(desk: Desk, request: Request) -> str:
    """Under which name people reach this site."""
    return desk.office.settings.origin or f"{request.url.scheme}://{request.url.netloc}"


async def _usual_end(desk: Desk, review: str) -> date:
    """A month after the event week, or after today where that is later."""
    history = await desk.office.ledger.read(desk.agency, [f"schedule-{review}"])
    weeks = [one.fact.last_day for one in history if isinstance(one.fact, EventWeekSet)]
    return max([clock.now().date(), *weeks[-1:]]) + A_MONTH
