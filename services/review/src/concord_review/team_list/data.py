"""Reviewers and teams of a review, as data; names stay in the vault."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from concord_contracts.terms import AgencyCode, Identifier
from concord_kernel.web.answers import PAGED
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.place import opening
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from concord_review.listed import KINDS, KNOWLEDGE, missing

if TYPE_CHECKING:
    from concord_contracts.rules import Edition

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["people"])

READER = "team-list"
REVIEWERS = """
SELECT reviewer, home, signed_on, is_former, accepted_on, trained_by, trained_on, reported_on,
    ties_told, represents, knowledge, days FROM reviewer WHERE agency = %s AND review = %s
"""
TEAMS = """
SELECT team, number, members FROM team CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('reviewer', reviewer, 'roles', roles) ORDER BY reviewer)
        AS members FROM member
    WHERE member.agency = team.agency AND member.review = team.review AND member.team = team.team
) AS formed WHERE agency = %s AND review = %s
"""
DECIDED = """
SELECT least, most, teams, kinds, knowledge FROM composition WHERE agency = %s AND review = %s
"""
SEATED = """
SELECT team, represents, knowledge FROM member JOIN reviewer USING (agency, review, reviewer)
WHERE agency = %s AND review = %s
"""
BY_HOME = Order({"home": AgencyCode, "reviewer": Identifier})
AS_FORMED = Order({"number": Annotated[int, Field(ge=0, le=100_000)], "team": Identifier})


class ReviewerOut(BaseModel):
    """A reviewer, the agency the reviewer comes from, and the day of the signature that stands.

    Attributes:
        is_former: Whether the reviewer once worked for the agency that is reviewed.
        accepted_on: The day on which the host consented to that.
        trained_by: Staff of the host: who trained them.
        trained_on: Staff of the host: the day of the training.
        reported_on: Staff of the host: the day on which the co-chairs were told.
        ties_told: Staff of the host: whether they told their ties to cases and workers.
        represents: Whom the reviewer stands for on a team.
        knowledge: What the reviewer knows of the subject; none where nobody recorded it.
        days: On how many days the reviewer takes part; none where nobody recorded it.
    """

    reviewer: str
    home: str
    signed_on: date | None
    is_former: bool
    accepted_on: date | None
    trained_by: str | None
    trained_on: date | None
    reported_on: date | None
    ties_told: bool
    represents: str | None
    knowledge: list[str] | None
    days: int | None


class ReviewersOut(BaseModel):
    """A page of reviewers."""

    current: bool
    reviewers: list[ReviewerOut]
    next: str | None


class MemberOut(BaseModel):
    """A member of a team and the roles the member holds in it."""

    reviewer: str
    roles: list[str]


class TeamOut(BaseModel):
    """A team, numbered as it was formed."""

    team: str
    number: int
    members: list[MemberOut]


class CompositionOut(BaseModel):
    """What the teams of a review are together.

    Attributes:
        least: Members that a team has at least, as decided for this review; none: nothing was.
        most: Members that a team has at most.
        kinds: Representatives whom no team has.
        knowledge: Subject knowledge that nobody in a team is recorded to have.
        completed: Whether these teams were said to be complete.
    """

    least: int | None
    most: int | None
    kinds: list[str]
    knowledge: list[str]
    completed: bool


class TeamsOut(BaseModel):
    """A page of teams, and what all of them are together."""

    current: bool
    teams: list[TeamOut]
    composition: CompositionOut
    next: str | None


@router.get("/reviewers", responses=PAGED)
async def list_reviewers(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-people")],
    page: OnePage,
    at: int = 0,
) -> ReviewersOut:
    """The reviewers of a review with their signatures, agency by agency."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await reviewers(desk, review, page)
    response.headers.update(listed.link(request))
    return ReviewersOut(current=current, reviewers=listed.rows, next=listed.next)


@router.get("/teams", responses=PAGED)
async def list_teams(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-people")],
    page: OnePage,
    at: int = 0,
) -> TeamsOut:
    """The teams of a review with their members, in the order in which they were formed."""
    opened = await opening(desk, review)
    current = await desk.caught_up(READER, at)
    edition = await desk.office.adopted(opened.edition_digest)
    listed = await teams(desk, review, page)
    response.headers.update(listed.link(request))
    return TeamsOut(
        current=current,
        teams=listed.rows,
        composition=await composition(desk, review, edition),
        next=listed.next,
    )


async def composition(desk: Desk, review: str, edition: Edition) -> CompositionOut:
    """What the teams are together, and whom and what they lack."""
    decided = await desk.rows(READER, DECIDED, desk.agency, review)
    seated = await desk.rows(READER, SEATED, desk.agency, review)
    said = decided[0] if decided else {"least": None, "most": None, "teams": None}
    kinds = missing(edition, KINDS, [one["represents"] for one in seated])
    known = [code for one in seated for code in one["knowledge"] or ()]
    knowledge = missing(edition, KNOWLEDGE, known)
    formed = sorted({one["team"] for one in seated})
    return CompositionOut(
        least=said["least"],
        most=said["most"],
        kinds=kinds,
        knowledge=knowledge,
        completed=bool(formed)
        and (said["teams"], said.get("kinds"), said.get("knowledge")) == (formed, kinds, knowledge),
    )


async def reviewers(desk: Desk, review: str, page: Page) -> Listed:
    """One page of reviewers."""
    return await BY_HOME.page(desk, READER, REVIEWERS, (desk.agency, review), page)


async def teams(desk: Desk, review: str, page: Page) -> Listed:
    """One page of teams, each with its members."""
    return await AS_FORMED.page(desk, READER, TEAMS, (desk.agency, review), page)
