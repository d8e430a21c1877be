"""Who may enter an agency: giving and ending roles and grants, and the list of them.

An administrator does all of it; a coordinator lets people of other agencies into single reviews.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Final

from concord_contracts.terms import AgencyCode, Code, Identifier
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import AwareDatetime, BaseModel, Field

from concord_kernel.access import PURPOSES, REVIEW_ROLES, ROLES
from concord_kernel.access.granting import (
    STANDING,
    EndRole,
    GiveGrant,
    GiveReviewGrant,
    GiveRole,
    StandingCommand,
    WithdrawGrant,
    WithdrawReviewGrant,
)
from concord_kernel.decider import Refused
from concord_kernel.people import AccountUnknownError
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from concord_kernel.web.pages import render

router = APIRouter(tags=["people who may enter"])

LIST = "standing-list"

A_DAY_EVERYWHERE: Final = timedelta(hours=36)
"""From a day's beginning in Greenwich until it has ended in the last place on earth."""

OWN = """
SELECT person, role, review, since FROM role
WHERE agency = %s AND (%s = '' OR review IN ('', %s)) ORDER BY person, review, role
"""
GRANTS = """
SELECT id, person, home, roles, purpose, review, until, since FROM given
WHERE agency = %s AND (%s = '' OR review IN ('', %s)) AND withdrawn_at IS NULL AND until > now()
ORDER BY person, until, id
"""


class RoleOut(BaseModel):
    """A role that somebody of the agency holds; an empty review is all of the agency."""

    person: str
    role: str
    review: str
    since: AwareDatetime


class GrantOut(BaseModel):
    """A grant to a person of another agency; an empty review is all of this one."""

    id: str
    person: str
    home: str
    roles: list[str]
    purpose: str
    review: str
    until: AwareDatetime
    since: AwareDatetime


class PeopleOut(BaseModel):
    """Who may enter, and as what."""

    current: bool
    roles: list[RoleOut]
    grants: list[GrantOut]


class RoleIn(BaseModel):
    """A role of somebody of the agency, in all of it or in one review."""

    person: Identifier
    role: Code
    review: Identifier | None = None


class GrantIn(BaseModel):
    """What lets somebody of another agency in.

    Attributes:
        person: The account's Concord number.
        home: The agency the person belongs to.
        roles: What the person may do here.
        purpose: Why.
        until: When it ends by itself; a day stands for its end, wherever on earth.
    """

    person: Identifier
    home: AgencyCode
    roles: Annotated[tuple[Code, ...], Field(min_length=1, max_length=20)]
    purpose: Code
    until: AwareDatetime | date

    def given(self) -> dict[str, Any]:
        """The grant's fields, with a time for its end."""
        until = self.until
        if not isinstance(until, datetime):
            until = datetime.combine(until, time(), UTC) + A_DAY_EVERYWHERE
        return self.model_dump() | {"until": until}


class WithdrawalIn(BaseModel):
    """Whose grant ends."""

    person: Identifier


@router.post("/api/v1/{agency}/roles", status_code=201)
async def give_role(body: RoleIn, desk: Annotated[Desk, may("manage-access")]) -> Done:
    """Let a person of the agency hold a role."""
    await _must_be_of(desk, body.person, desk.agency)
    return await _do(desk, GiveRole(**body.model_dump()))


@router.post("/api/v1/{agency}/roles/end", status_code=201)
async def end_role(body: RoleIn, desk: Annotated[Desk, may("manage-access")]) -> Done:
    """Let a person of the agency hold a role no longer."""
    return await _do(desk, EndRole(**body.model_dump()))


@router.post("/api/v1/{agency}/grants", status_code=201)
async def give_grant(body: GrantIn, desk: Annotated[Desk, may("manage-access")]) -> Done:
    """Let a person of another agency act in all of this one for a while."""
    await _must_be_of(desk, body.person, body.home)
    grant = desk.context().new_id("grant")
    return await _do(desk, GiveGrant(grant=grant, **body.given()), made=grant)


@router.post("/api/v1/{agency}/grants/{grant}/withdrawal", status_code=201)
async def withdraw_grant(
    grant: Identifier, body: WithdrawalIn, desk: Annotated[Desk, may("manage-access")]
) -> Done:
    """End a grant now."""
    return await _do(desk, WithdrawGrant(grant=grant, person=body.person))


@router.post("/api/v1/{agency}/reviews/{review}/grants", status_code=201)
async def give_review_grant(
    review: Identifier, body: GrantIn, desk: Annotated[Desk, may("grant-review")]
) -> Done:
    """Let a person of another agency act in one review for a while."""
    await desk.office.edition_of(desk.agency, review)
    await _must_be_of(desk, body.person, body.home)
    grant = desk.context().new_id("grant")
    command = GiveReviewGrant(grant=grant, review=review, **body.given())
    return await _do(desk, command, made=grant)


@router.post("/api/v1/{agency}/reviews/{review}/grants/{grant}/withdrawal", status_code=201)
async def withdraw_review_grant(
    review: Identifier,
    grant: Identifier,
    body: WithdrawalIn,
    desk: Annotated[Desk, may("grant-review")],
) -> Done:
    """End a grant for one review now."""
    command = WithdrawReviewGrant(grant=grant, person=body.person, review=review)
    return await _do(desk, command)


@router.get("/api/v1/{agency}/people")
async def people(desk: Annotated[Desk, may("see-standing")], at: int = 0) -> PeopleOut:
    """Who may enter, and as what; ``at`` waits for that position of the log."""
    return PeopleOut(**await _listed(desk, at))


@router.get("/{agency}/people", include_in_schema=False)
async def page(
    request: Request, desk: Annotated[Desk, may("see-standing")], at: int = 0
) -> HTMLResponse:
    """Who may enter the agency."""
    return await _page(request, desk, at, "")


@router.get("/{agency}/reviews/{review}/people", include_in_schema=False)
async def review_page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-standing")],
    at: int = 0,
) -> HTMLResponse:
    """Who may enter one review."""
    await desk.office.edition_of(desk.agency, review)
    return await _page(request, desk, at, review)


async def _page(request: Request, desk: Desk, at: int, review: str) -> HTMLResponse:
    found = await _listed(desk, at, review)
    everybody = {one["person"] for one in (*found["roles"], *found["grants"])}
    return render(
        request,
        "door/standing.html",
        **desk.seen,
        **found,
        names=await _names(desk, everybody),
        all_roles=ROLES,
        review_roles=REVIEW_ROLES,
        purposes=PURPOSES,
        review=review,
    )


async def _do(desk: Desk, command: StandingCommand, *, made: str = "") -> Done:
    return await desk.do(STANDING, command, desk.context(), made=made)


async def _listed(desk: Desk, at: int, review: str = "") -> dict[str, Any]:
    current = await desk.caught_up(LIST, at)
    roles = await desk.rows(LIST, OWN, desk.agency, review, review)
    grants = await desk.rows(LIST, GRANTS, desk.agency, review, review)
    listed = [one | {"last_day": _last_day(one["until"])} for one in grants]
    return {"current": current, "roles": roles, "grants": listed}


def _last_day(until: datetime) -> date:
    """The last day on which a grant counts, as somebody gave it."""
    by_the_day = until - A_DAY_EVERYWHERE
    return by_the_day.date() if by_the_day.time() == time() else until.date()


async def _must_be_of(desk: Desk, person: str, home: str) -> None:
    """Let only an account in that belongs to the agency it is said to.

    Raises:
        Refused: there is no such open account there.
    """
    people = desk.office.people
    assert people is not None  # ruff: ignore[assert] -- the door is given the people's database
    try:
        account = await people.accounts.of(person)
    except AccountUnknownError:
        raise Refused("grant.no-such-person") from None
    if account.home != home or account.closed_at is not None:
        raise Refused("grant.no-such-person")


async def _names(desk: Desk, everybody: set[str]) -> dict[str, str]:
    people = desk.office.people
    assert people is not None  # ruff: ignore[assert] -- the door is given the people's database
    return await people.accounts.displays(everybody)
