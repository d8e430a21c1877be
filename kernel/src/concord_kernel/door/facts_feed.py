"""The facts of an agency's log for programs and auditors: page by page, as lines, or as a stream.

Names, codes and references, as they stand in the ledger; what people typed is in no fact. Programs
and people of the agency itself get the facts that its own account on the bus may follow; whoever
comes from elsewhere with a grant gets them all, without what a tool was answered.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal
from uuid import UUID

import orjson
from concord_contracts.audience import is_of_the_team, is_shared
from concord_contracts.event import Envelope
from concord_contracts.terms import Identifier
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import AwareDatetime, BaseModel

from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.streams import BEAT, HEARTBEAT, RETRY, Check, Streams, answer, streams_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

router = APIRouter(tags=["facts"])

MOST: Final = 1000
"""Facts of one page."""

SCANNED: Final = 5000
"""Facts of the log that one request looks through; a page of few may lead to a next one all the
same."""

EVERY: Final = 1.0
"""Seconds between two looks of a stream."""

LINES: Final = "application/x-ndjson"
EVENTS: Final = "text/event-stream"
FORMS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "Facts; as lines or as a stream where `Accept` asks for it",
        "content": {LINES: {"schema": {"type": "string"}}, EVENTS: {"schema": {"type": "string"}}},
        "headers": {
            "Link": {
                "description": 'The next page, as `<address>; rel="next"`; absent at the end.',
                "schema": {"type": "string"},
            }
        },
    }
}


class Fact(BaseModel):
    """A recorded fact.

    Attributes:
        id: ``<agency>:<position>``.
        position: Where it stands in the agency's log.
        stream: The thing it is about.
        version: Which fact of that thing it is.
        name: What happened, with the version of its shape.
        at: When it was recorded.
        actor: Who recorded it, a pseudonymous id.
        causation: What caused it.
        correlation: What it all began with.
        command: The command that recorded it.
        data: Codes, numbers and references; none of what only a review's team reads.
    """

    id: str
    position: int
    stream: str
    version: int
    name: str
    at: AwareDatetime
    actor: str
    causation: str
    correlation: str
    command: UUID
    data: dict[str, Any] | None


class Facts(BaseModel):
    """A page of facts.

    Attributes:
        facts: By position.
        after: What to ask after next time.
        more: Whether there is a next page now.
    """

    facts: list[Fact]
    after: int
    more: bool


class Slice(BaseModel):
    """Which facts are asked for: so many, after a position, of one review or all; and how."""

    after: int
    limit: int
    form: Literal["json", "lines", "events"] = "json"
    review: str = ""


async def _slice(
    after: Annotated[int, Query(ge=0, le=2**53, description="The last position known.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Facts at most.")] = 100,
    last_seen: Annotated[int | None, Header(alias="Last-Event-ID", ge=0, le=2**53)] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Slice:
    if EVENTS in accept:
        return Slice(after=last_seen or after, limit=MOST, form="events")
    return Slice(after=after, limit=limit, form="lines" if LINES in accept else "json")


async def _slice_of_review(review: Identifier, asked: Annotated[Slice, Depends(_slice)]) -> Slice:
    return asked.model_copy(update={"review": review})


MayFollow = Annotated[Desk, may("follow-facts")]
Open = Annotated[Streams, Depends(streams_of)]


@router.get("/api/v1/{agency}/facts", response_model=Facts, responses=FORMS)
async def facts(
    request: Request, desk: MayFollow, asked: Annotated[Slice, Depends(_slice)], streams: Open
) -> Response:
    """The agency's facts after a position."""
    return await _answered(request, desk, asked, streams)


@router.get("/api/v1/{agency}/reviews/{review}/facts", response_model=Facts, responses=FORMS)
async def review_facts(
    request: Request,
    desk: MayFollow,
    asked: Annotated[Slice, Depends(_slice_of_review)],
    streams: Open,
) -> Response:
    """The facts of one review after a position of the agency's log."""
    return await _answered(request, desk, asked, streams)


async def _answered(request: Request, desk: Desk, asked: Slice, streams: Streams) -> Response:
    if asked.form == "events":
        followed = follow(desk, asked, Check(request, desk), streams)
        return answer(streams, desk.person.actor, followed)
    found = await page_of(desk, asked)
    headers = _link(request, found) if found.more else {}
    if asked.form == "lines":
        lines = "".join(f"{one.model_dump_json()}\n" for one in found.facts)
        return Response(lines, media_type=LINES, headers=headers)
    return JSONResponse(found.model_dump(mode="json"), headers=headers)


def _link(request: Request, found: Facts) -> dict[str, str]:
    url = request.url.include_query_params(after=found.after)
    return {"Link": f'<{url.path}?{url.query}>; rel="next"'}


async def page_of(desk: Desk, asked: Slice) -> Facts:
    """A page of what this person may follow, and where the next one begins."""
    log = await desk.office.ledger.after(desk.agency, asked.after, SCANNED)
    found: list[Fact] = []
    for envelope in log:
        if _follows(desk, envelope, asked.review):
            found.append(fact_of(envelope))
            if len(found) == asked.limit:
                break
    last = log[-1].position if log else asked.after
    after = found[-1].position if len(found) == asked.limit else last
    return Facts(facts=found, after=after, more=after < last or len(log) == SCANNED)


async def follow(desk: Desk, asked: Slice, check: Check, streams: Streams) -> AsyncGenerator[str]:
    """Each fact as an event, as it is recorded."""
    yield RETRY
    after, silent = asked.after, 0.0
    while not streams.is_ending:
        found = await page_of(desk, asked.model_copy(update={"after": after}))
        if (last := await check.ended(at_once=bool(found.facts))) is not None:
            yield last
            return
        for one in found.facts:
            yield f"event: fact\nid: {one.position}\ndata: {one.model_dump_json()}\n\n"
        after = found.after
        if not found.more:
            await streams.pause(EVERY)
            silent = 0.0 if found.facts else silent + EVERY
            if silent >= HEARTBEAT:
                silent = 0.0
                yield BEAT


def _follows(desk: Desk, envelope: Envelope, review: str) -> bool:
    """Whether this person may follow a fact; one's own looks at this feed are not in it."""
    if desk.person.home == desk.agency and not is_shared(envelope.name):
        return False
    if envelope.name.startswith("access.") and envelope.actor == desk.person.actor:
        return False
    return not review or orjson.loads(envelope.data).get("review") == review


def fact_of(envelope: Envelope) -> Fact:
    """A fact as it is shown to programs."""
    data = None if is_of_the_team(envelope.name) else json.loads(envelope.data)
    return Fact(
        id=envelope.id,
        position=envelope.position,
        stream=envelope.stream,
        version=envelope.version,
        name=envelope.name,
        at=envelope.at,
        actor=envelope.actor,
        causation=envelope.causation,
        correlation=envelope.correlation,
        command=envelope.command,
        data=data,
    )
