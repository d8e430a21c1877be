"""The webhooks of an agency: pages and API, for whoever may manage them."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from concord_contracts.audience import SHARED
from concord_contracts.terms import Code, Identifier
from fastapi import APIRouter, HTTPException, Path, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import AwareDatetime, BaseModel, Field

from concord_kernel.decider import Refused
from concord_kernel.door.webhooks.address import AddressRefusedError, parsed
from concord_kernel.door.webhooks.keeping import Endpoints, SecretToldError
from concord_kernel.door.webhooks.queue import WEBHOOKS
from concord_kernel.door.webhooks.subscribing import WEBHOOK, EndWebhook, SubscribeWebhook
from concord_kernel.web.answers import PAGED
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.happened import NAMES
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.paging import WHOLE, Listed, OnePage, Order, Page

router = APIRouter(tags=["webhooks"])

MayManage = Annotated[Desk, may("manage-webhooks")]

ALL: Final = """
SELECT s.webhook, s.facts, s.since, s.ended_at, e.url, e.told_at IS NOT NULL AS is_told,
    count(*) FILTER (WHERE d.state = 'sent') AS sent,
    count(*) FILTER (WHERE d.state = 'due') AS due,
    count(*) FILTER (WHERE d.state = 'parked') AS parked
FROM subscription s JOIN endpoint e USING (agency, webhook)
LEFT JOIN delivery d USING (agency, webhook)
WHERE s.agency = %s AND (%s = '' OR s.webhook = %s)
GROUP BY s.agency, s.webhook, e.agency, e.webhook ORDER BY s.since DESC, s.webhook
"""
DELIVERIES: Final = """
SELECT position, name, state, attempts, tried_at, due_at, answer FROM delivery
WHERE agency = %s AND webhook = %s
"""
NEWEST_FIRST: Final = Order({"position": int}, descending=True)


class WebhookIn(BaseModel):
    """Where facts are sent, and which.

    Attributes:
        url: An address over HTTPS.
        facts: Their names without versions.
    """

    url: Annotated[str, Field(min_length=1, max_length=500, examples=["https://example.org/in"])]
    facts: Annotated[list[Code], Field(min_length=1, max_length=50, examples=[["review.opened"]])]


class WebhookOut(BaseModel):
    """A webhook and how its deliveries stand.

    Attributes:
        webhook: Its id.
        url: Where it goes.
        facts: What it sends.
        since: When it began.
        ended_at: When it ended; none while it goes on.
        is_told: Whether its secret was shown.
        sent: Deliveries that were taken.
        due: Deliveries that are tried.
        parked: Deliveries that nobody took for a day, and that wait for a person.
    """

    webhook: str
    url: str
    facts: list[str]
    since: AwareDatetime
    ended_at: AwareDatetime | None
    is_told: bool
    sent: int
    due: int
    parked: int


class Webhooks(BaseModel):
    """The webhooks of an agency, the newest first."""

    current: bool
    webhooks: list[WebhookOut]


class Delivery(BaseModel):
    """How one fact was sent.

    Attributes:
        position: The fact's position in the agency's log.
        name: What happened.
        state: ``due`` is tried, ``sent`` was taken, ``parked`` waits, ``ended`` is dropped.
        attempts: How often it was tried.
        tried_at: When it was tried last.
        due_at: When it is tried next, where it is due.
        answer: The status that came back, or why none did.
    """

    position: int
    name: str
    state: Literal["due", "sent", "parked", "ended"]
    attempts: int
    tried_at: AwareDatetime | None
    due_at: AwareDatetime | None
    answer: str | None


class Deliveries(BaseModel):
    """A page of deliveries, the newest fact first."""

    deliveries: list[Delivery]
    next: str | None


class Secret(BaseModel):
    """What deliveries are signed with."""

    secret: str


@router.post("/api/v1/{agency}/webhooks", status_code=201)
async def subscribe(body: WebhookIn, desk: MayManage) -> Done:
    """Have facts sent to an address from now on.

    Raises:
        Refused: nothing may be sent there.
    """
    try:
        parsed(body.url, inside=desk.office.settings.webhooks_inside)
    except AddressRefusedError:
        raise Refused("webhook.address") from None
    context = desk.context()
    webhook = context.new_id("webhook")
    await Endpoints(desk.office).keep(desk.agency, webhook, body.url)
    command = SubscribeWebhook(webhook=webhook, facts=tuple(body.facts))
    return await desk.do(WEBHOOK, command, context, made=webhook)


@router.post("/api/v1/{agency}/webhooks/{webhook}/end", status_code=201)
async def end(webhook: Identifier, desk: MayManage) -> Done:
    """Have nothing more sent there."""
    return await desk.do(WEBHOOK, EndWebhook(webhook=webhook), desk.context(), made=webhook)


@router.post("/api/v1/{agency}/webhooks/{webhook}/secret")
async def secret(webhook: Identifier, desk: MayManage) -> Secret:
    """The secret that deliveries are signed with; it is told once.

    Raises:
        Refused: it was told before, or there is no such webhook.
    """
    try:
        return Secret(secret=await Endpoints(desk.office).tell(desk.agency, webhook))
    except SecretToldError:
        raise Refused("webhook.secret-told") from None


@router.post("/api/v1/{agency}/webhooks/{webhook}/deliveries/{fact}/again", status_code=201)
async def send_again(
    webhook: Identifier, fact: Annotated[int, Path(ge=1, le=2**53)], desk: MayManage
) -> Done:
    """Have a fact sent once more, also one that was taken.

    Raises:
        HTTPException: 404, there is no such delivery.
    """
    if not await Endpoints(desk.office).again(desk.agency, webhook, fact):
        raise HTTPException(404, "door.not-found")
    return Done(position=0, id=webhook)


@router.get("/api/v1/{agency}/webhooks")
async def webhooks(desk: MayManage, at: int = 0) -> Webhooks:
    """The agency's webhooks; ``at`` waits for that position of the log."""
    current = await desk.caught_up(WEBHOOKS.name, at)
    return Webhooks(current=current, webhooks=[WebhookOut(**one) for one in await _all(desk)])


@router.get("/api/v1/{agency}/webhooks/{webhook}/deliveries", responses=PAGED)
async def deliveries(
    webhook: Identifier, request: Request, desk: MayManage, answer: Response, page: OnePage
) -> Deliveries:
    """What was sent, when, and how it was answered."""
    await _one(desk, webhook)
    found = await _deliveries(desk, webhook, page)
    answer.headers.update(found.link(request))
    listed = [Delivery(**(one | _when(one))) for one in found.rows]
    return Deliveries(deliveries=listed, next=found.next)


@router.get("/{agency}/webhooks", include_in_schema=False)
async def list_page(request: Request, desk: MayManage, at: int = 0) -> HTMLResponse:
    """The agency's webhooks."""
    found = await webhooks(desk, at)
    facts = {name: NAMES[name] for name in sorted(SHARED)}
    return render(
        request, "door/webhooks.html", **desk.seen, **dict(found), facts=facts, names=NAMES
    )


@router.get("/{agency}/webhooks/{webhook}", include_in_schema=False)
async def log_page(
    webhook: Identifier, request: Request, desk: MayManage, page: OnePage, at: int = 0
) -> HTMLResponse:
    """One webhook and its deliveries."""
    current = await desk.caught_up(WEBHOOKS.name, at)
    return await _log(request, desk, webhook, page, current=current)


@router.post("/{agency}/webhooks/{webhook}/secret", include_in_schema=False)
async def secret_page(webhook: Identifier, request: Request, desk: MayManage) -> HTMLResponse:
    """The webhook with its secret, once."""
    said = await secret(webhook, desk)
    return await _log(request, desk, webhook, WHOLE, secret=said.secret)


async def _log(request: Request, desk: Desk, webhook: str, page: Page, **more: Any) -> HTMLResponse:
    one = await _one(desk, webhook)
    found = await _deliveries(desk, webhook, page)
    following = request.url.include_query_params(after=found.next).query if found.next else ""
    return render(
        request,
        "door/webhook.html",
        **(desk.seen | {"secret": ""} | more),
        one=one,
        deliveries=found.rows,
        next=following,
        names=NAMES,
    )


async def _all(desk: Desk, webhook: str = "") -> list[dict[str, Any]]:
    return await desk.rows(WEBHOOKS.name, ALL, desk.agency, webhook, webhook)


async def _one(desk: Desk, webhook: str) -> dict[str, Any]:
    found = await _all(desk, webhook)
    if not found:
        raise HTTPException(404, "door.not-found")
    return found[0]


async def _deliveries(desk: Desk, webhook: str, page: Page) -> Listed:
    return await NEWEST_FIRST.page(desk, WEBHOOKS.name, DELIVERIES, (desk.agency, webhook), page)


def _when(row: dict[str, Any]) -> dict[str, Any]:
    """A delivery that is not tried again has no next time."""
    return {} if row["state"] == "due" else {"due_at": None}
