"""Inviting reviewers, taking their signatures, forming teams, over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.facts.people import Member
from concord_contracts.terms import AgencyCode, Code, Identifier
from concord_kernel.context import Context
from concord_kernel.decider import Refused
from concord_kernel.vault import NameIn, TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from concord_review.people.commands import (
    AcceptFormerEmployee,
    CompleteTeams,
    FormTeam,
    InviteReviewer,
    NoteKnowledge,
    NotePart,
    SetTeamSize,
    SignConfidentiality,
    WithdrawConfidentiality,
)
from concord_review.people.decide import PEOPLE

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["people"])

SEATED = "SELECT team, reviewer FROM member WHERE agency = %s AND review = %s"
Knowledge = Annotated[tuple[Code, ...], Field(max_length=20)]


class ReviewerIn(TypedForm):
    """A person who is asked to review, and the agency that person comes from.

    Attributes:
        person: The account's Concord number, for somebody who enters with one of their own.
        formerly_of_host: Whether the person once worked for the agency that is reviewed.
        represents: Whom the person stands for on a team, of the edition's list.
        knowledge: What the person knows of the subject, of the edition's list.
    """

    name: NameIn
    home: AgencyCode
    person: Identifier | None = None
    formerly_of_host: bool = False
    represents: Code | None = None
    knowledge: Knowledge | None = None
    overrides: tuple[OverrideIn, ...] = ()


class KnowledgeIn(TypedForm):
    """What a reviewer knows of the subject; nothing is an answer too, with a reason."""

    knowledge: Knowledge = ()
    overrides: tuple[OverrideIn, ...] = ()


class PartIn(TypedForm):
    """Whom a reviewer stands for, of the edition's list, and on how many days; either or both."""

    represents: Code | None = None
    days: Annotated[int, Field(gt=0, le=60)] | None = None
    overrides: tuple[OverrideIn, ...] = ()


class SizeIn(TypedForm):
    """How many members a team has in a county of this size: at least, and at most."""

    least: Annotated[int, Field(gt=0, le=12)]
    most: Annotated[int, Field(gt=0, le=12)]
    overrides: tuple[OverrideIn, ...] = ()


class CompletionIn(TypedForm):
    """Reasons for what the teams lack, if there is anything."""

    overrides: tuple[OverrideIn, ...] = ()


class SignatureIn(BaseModel):
    """The day of a signature, or of its withdrawal."""

    on: date


class TeamIn(TypedForm):
    """The members of a team with their roles."""

    members: Annotated[tuple[Member, ...], Field(min_length=1, max_length=12)]
    overrides: tuple[OverrideIn, ...] = ()


@router.post("/reviewers", status_code=201)
async def invite_reviewer(
    review: Identifier, body: ReviewerIn, desk: Annotated[Desk, may("manage-people")]
) -> Done:
    """Ask a person to review."""
    context = await _context(desk, review, body.overrides)
    reviewer = body.person or context.new_id("reviewer")
    name = await desk.keep("name", body.name, about=reviewer)
    command = InviteReviewer(
        review=review,
        reviewer=reviewer,
        name=name,
        home=body.home,
        formerly_of_host=body.formerly_of_host,
        represents=body.represents,
        knowledge=body.knowledge,
    )
    return await desk.do(PEOPLE, command, context, made=reviewer)


@router.post("/reviewers/{reviewer}/knowledge", status_code=201)
async def note_knowledge(
    review: Identifier,
    reviewer: Identifier,
    body: KnowledgeIn,
    desk: Annotated[Desk, may("manage-people")],
) -> Done:
    """Record what a reviewer knows of the subject, in place of before."""
    command = NoteKnowledge(review=review, reviewer=reviewer, knowledge=body.knowledge)
    return await desk.do(PEOPLE, command, await _context(desk, review, body.overrides))


@router.post("/reviewers/{reviewer}/part", status_code=201)
async def note_part(
    review: Identifier,
    reviewer: Identifier,
    body: PartIn,
    desk: Annotated[Desk, may("manage-people")],
) -> Done:
    """Record for whom a reviewer stands and on how many days, in place of before."""
    said = body.model_dump(exclude={"overrides"})
    command = NotePart(review=review, reviewer=reviewer, **said)
    return await desk.do(PEOPLE, command, await _context(desk, review, body.overrides))


@router.post("/reviewers/{reviewer}/consent", status_code=201)
async def accept_former_employee(
    review: Identifier,
    reviewer: Identifier,
    body: SignatureIn,
    desk: Annotated[Desk, may("manage-people")],
) -> Done:
    """Consent, as the host, to a reviewer who once worked for it."""
    command = AcceptFormerEmployee(review=review, reviewer=reviewer, on=body.on)
    return await desk.do(PEOPLE, command, desk.context())


@router.post("/reviewers/{reviewer}/confidentiality", status_code=201)
async def sign_confidentiality(
    review: Identifier,
    reviewer: Identifier,
    body: SignatureIn,
    desk: Annotated[Desk, may("sign-confidentiality")],
) -> Done:
    """Record a reviewer's signature under the confidentiality statement."""
    _may_speak_for(reviewer, desk)
    command = SignConfidentiality(review=review, reviewer=reviewer, on=body.on)
    return await desk.do(PEOPLE, command, desk.context())


@router.post("/reviewers/{reviewer}/confidentiality/withdrawal", status_code=201)
async def withdraw_confidentiality(
    review: Identifier,
    reviewer: Identifier,
    body: SignatureIn,
    desk: Annotated[Desk, may("sign-confidentiality")],
) -> Done:
    """Record that a signature no longer stands."""
    _may_speak_for(reviewer, desk)
    command = WithdrawConfidentiality(review=review, reviewer=reviewer, on=body.on)
    return await desk.do(PEOPLE, command, desk.context())


@router.post("/teams", status_code=201)
async def form_team(
    review: Identifier, body: TeamIn, desk: Annotated[Desk, may("manage-people")]
) -> Done:
    """Form a team of reviewers who signed."""
    overrides = await desk.overrides(body.overrides, about=f"team-of-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    team = context.new_id("team")
    command = FormTeam(review=review, team=team, members=body.members)
    return await desk.do(PEOPLE, command, context, made=team)


@router.post("/teams/size", status_code=201)
async def set_team_size(
    review: Identifier, body: SizeIn, desk: Annotated[Desk, may("manage-people")]
) -> Done:
    """Say how many members a team has in a county of this size."""
    command = SetTeamSize(review=review, least=body.least, most=body.most)
    return await desk.do(PEOPLE, command, await _context(desk, review, body.overrides))


@router.post("/teams/completion", status_code=201)
async def complete_teams(
    review: Identifier, body: CompletionIn, desk: Annotated[Desk, may("manage-people")]
) -> Done:
    """Say that the teams are complete; what they lack needs a reason.

    Raises:
        Refused: no team is formed.
    """
    rows = await desk.rows("team-list", SEATED, desk.agency, review)
    if not rows:
        raise Refused("team.none")
    command = CompleteTeams(
        review=review,
        teams=tuple(sorted({one["team"] for one in rows})),
        reviewers=tuple(sorted({one["reviewer"] for one in rows})),
    )
    return await desk.do(PEOPLE, command, await _context(desk, review, body.overrides))


async def _context(desk: Desk, review: str, overrides: tuple[OverrideIn, ...]) -> Context:
    given = await desk.overrides(overrides, about=f"reviewers-of-{review}")
    return desk.context(await desk.office.edition_of(desk.agency, review), given)


def _may_speak_for(reviewer: str, desk: Desk) -> None:
    """Let a reviewer sign for oneself, and the coordinator record what was signed on paper.

    Raises:
        HTTPException: 404, it is somebody else.
    """
    if not desk.person.has("coordinator") and desk.person.actor != reviewer:
        raise HTTPException(404, "door.not-found")
