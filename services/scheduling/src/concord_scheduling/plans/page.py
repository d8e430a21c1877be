"""Accepting a plan and taking it back, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import uuid5

from concord_contracts.facts.proposal import PlanAccepted
from concord_contracts.terms import Identifier, WallTime
from concord_kernel.vault import TypedForm
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from concord_scheduling.availability.commands import NoteAway
from concord_scheduling.availability.decide import AVAILABILITY
from concord_scheduling.planner.asking import WishIn, away_of, ground_of
from concord_scheduling.plans.commands import AcceptPlan, UndoPlan
from concord_scheduling.plans.decide import PLANS
from concord_scheduling.week.commands import Planned

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["schedule"])


class PlannedIn(BaseModel):
    """An interview of a plan: a new one, or one that is booked, at its new place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    session: Identifier | None = None
    case: Identifier
    team: Identifier
    on: date
    starts: WallTime
    room: Identifier | None = None


class AwayIn(BaseModel):
    """Who is away from now on: what the plan was made for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    whom: Identifier
    first_day: date
    last_day: date | None = None


class PlanIn(TypedForm):
    """What a plan books and moves, what it was made for, and why it goes past advice."""

    interviews: Annotated[tuple[PlannedIn, ...], Field(max_length=300)] = ()
    away: AwayIn | None = None
    overrides: tuple[OverrideIn, ...] = ()


@router.post("/plans", status_code=201)
async def accept_plan(
    review: Identifier, body: PlanIn, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Book and move what a plan says, all of it or nothing; then note who is away, if anybody."""
    kept = await desk.overrides(body.overrides, about=f"schedule-{review}")
    ground = await ground_of(desk, review)
    context = desk.context(ground.rules, kept)
    plan = context.new_id("plan")
    done = Done(position=0, id=plan)
    if body.interviews:
        interviews = tuple(
            Planned(
                **one.model_dump(exclude={"session"}),
                session=one.session or context.new_id("session", nth),
            )
            for nth, one in enumerate(body.interviews)
        )
        command = AcceptPlan(review=review, plan=plan, interviews=interviews)
        done = await desk.do(PLANS, command, context, made=plan)
    if body.away and (away := away_of(ground, WishIn(**body.away.model_dump()))):
        noting = replace(context, command=uuid5(desk.command, "away"), expects=None)
        note = NoteAway(
            review=review,
            away=noting.new_id("away"),
            kind=away.kind,
            whom=away.whom,
            first_day=away.first,
            last_day=away.last,
        )
        noted = await desk.do(AVAILABILITY, note, noting, made=plan)
        done = Done(position=max(done.position, noted.position), repeated=done.repeated, id=plan)
    return done


@router.post("/plans/{plan}/undo", status_code=201)
async def undo_plan(
    review: Identifier, plan: Identifier, desk: Annotated[Desk, may("plan-schedule")]
) -> Done:
    """Take an accepted plan back, as far as nothing else became of its interviews since."""
    ledger = desk.office.ledger
    history = [one.fact for one in await ledger.read(desk.agency, [f"schedule-{review}"])]
    accepted = [one for one in history if isinstance(one, PlanAccepted) and one.plan == plan]
    sessions = [one for fact in accepted for one in (*fact.booked, *fact.moved)]
    before = PLANS.fold(history).before.get(plan, {})
    teams = dict.fromkeys(one.team for one in before.values())
    command = UndoPlan(review=review, plan=plan, teams=tuple(teams), sessions=tuple(sessions))
    rules = await desk.office.edition_of(desk.agency, review)
    return await desk.do(PLANS, command, desk.context(rules), made=plan)
