"""The plan of a review as pages: timeline, tasks, meetings and trainings, dated documents."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from concord_contracts.rules import Edition
from concord_contracts.terms import Identifier, TextRef
from concord_kernel import clock
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from concord_review.listed import PARTIES, entries, labels, task_lists
from concord_review.plan_board.gathered import DATED, READER, Plan, plan_of
from concord_review.plan_board.months import months
from concord_review.plan_board.standing import milestones, silence, waits_for_cases, weeks
from concord_review.plan_board.training import trained

router = APIRouter(prefix="/{agency}/reviews/{review}", include_in_schema=False)

MEETINGS = """
SELECT * FROM meeting
WHERE agency = %s AND review = %s ORDER BY on_day DESC, meeting LIMIT 200
"""
REQUESTS = """
SELECT * FROM request
WHERE agency = %s AND review = %s ORDER BY on_day, request LIMIT 200
"""
PACKET = "SELECT on_day, contents FROM packet WHERE agency = %s AND review = %s"
REFERRED = ("plan.principles", "plan.goals", "plan.premises")
"""What is referred to throughout, as lists of the edition."""


@router.get("/timeline")
async def timeline_page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-review")],
    as_of: str = "",
    at: int = 0,
) -> HTMLResponse:
    """One timeline: what is late, what is next, and why each date is what it is."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    edition = here["edition"]
    plan = await plan_of(desk, review, edition, _day(as_of))
    dates = milestones(edition, plan.known, plan.today)
    meetings = weeks(edition, plan.known, plan.today)
    return render(
        request,
        "review/timeline.html",
        **here,
        current=current,
        plan=plan,
        dates=dates,
        weeks=meetings,
        months=months(plan.known, dates, meetings, plan.today),
        elements=plan.elements(edition),
        tasks=[one for one in plan.all_tasks(edition) if one.code in plan.rows],
        list_of={code: one.id for one in task_lists(edition) for code in one.codes},
        parties=labels(edition, PARTIES),
        waits=waits_for_cases(edition, plan.known, plan.today),
        silent=silence(edition, plan.known, plan.today),
        documents=await desk.rows(READER, DATED, desk.agency, review),
        **_referred(here),
    )


@router.get("/tasks")
async def tasks_page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("see-review")],
    of: str = "",
    at: int = 0,
) -> HTMLResponse:
    """The edition's lists of tasks; one list with who does what, by when, and how it stands."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    edition = here["edition"]
    plan = await plan_of(desk, review, edition)
    groups = [(one, plan.tasks(one)) for one in task_lists(edition)]
    return render(
        request,
        "review/tasks.html",
        **here,
        current=current,
        today=plan.today,
        groups=groups,
        stages=plan.stages(edition),
        chosen=next((one for one in groups if one[0].id == of), None),
        parties=labels(edition, PARTIES),
        said=await _said(desk, plan) if of else {},
    )


@router.get("/meetings")
async def meetings_page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-review")], at: int = 0
) -> HTMLResponse:
    """Meetings, calls, consultations, and what the state was asked to help with."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    edition, where = here["edition"], (desk.agency, review)
    plan = await plan_of(desk, review, edition)
    held = await desk.rows(READER, MEETINGS, *where)
    asked = await desk.rows(READER, REQUESTS, *where)
    return render(
        request,
        "review/meetings.html",
        **here,
        current=current,
        today=plan.today,
        weeks=weeks(edition, plan.known, plan.today),
        silent=silence(edition, plan.known, plan.today),
        held=await _read(desk, held, "notes"),
        asked=await _read(desk, await _read(desk, asked, "said"), "answer"),
        aligns=_waits_for_alignment(edition, plan, held),
        **_lists(edition),
        **_referred(here),
    )


@router.get("/training")
async def training_page(
    review: Identifier, request: Request, desk: Annotated[Desk, may("see-people")], at: int = 0
) -> HTMLResponse:
    """The training record: each reviewer with the goals that were covered, and the packet."""
    here = await place(desk, review)
    current = await desk.caught_up(READER, at)
    edition, where = here["edition"], (desk.agency, review)
    plan = await plan_of(desk, review, edition)
    reviewers = [*plan.happened.get("reviewer", {})]
    held = await desk.rows(READER, MEETINGS, *where)
    packets = await desk.rows(READER, PACKET, *where)
    return render(
        request,
        "review/training.html",
        **here,
        current=current,
        today=plan.today,
        first_day=plan.known.first_day,
        record=trained(edition, reviewers, held),
        staff=[one for one in held if one["kind"] == "staff-training"],
        names=await desk.directory(reviewers, "name") if reviewers else {},
        packet=packets[0] if packets else None,
        contents=labels(edition, "review-packet"),
        cautions=entries(edition, "training.policy-cautions"),
        **_lists(edition),
    )


@router.get("/action-plans/{number}")
async def action_plan_page(
    review: Identifier, number: int, request: Request, desk: Annotated[Desk, may("see-review")]
) -> HTMLResponse:
    """A dated action plan, as it was on its day.

    Raises:
        HTTPException: 404, there is none of that number.
    """
    here = await place(desk, review)
    rows = await desk.rows(READER, DATED, desk.agency, review)
    found = next((one for one in rows if one["number"] == number), None)
    if found is None:
        raise HTTPException(404, "door.not-found")
    content = json.loads(await desk.office.ledger.edition(found["digest"]))
    for one in content["dates"]:
        one["on"] = date.fromisoformat(one["on"])
    for one in content["tasks"]:
        one["due"] = _day(one["due"])
    return render(
        request,
        "review/action_plan.html",
        **here,
        found=found,
        content=content,
        parties=labels(here["edition"], PARTIES),
    )


def _waits_for_alignment(edition: Edition, plan: Plan, held: list[dict[str, Any]]) -> bool:
    """Whether the week is over and findings were not held against research and practice yet."""
    last_day = plan.known.last_day
    is_asked = "alignment" in labels(edition, "meetings.kinds")
    is_held = any(one["kind"] == "alignment" for one in held)
    return is_asked and not is_held and last_day is not None and clock.is_over(last_day)


def _day(written: str) -> date | None:
    """The day that is asked for; today's, where it is none."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _referred(here: dict[str, Any]) -> dict[str, Any]:
    """What the review is for, beside the plan: its purpose, principles, goals and premises."""
    edition = here["edition"]
    purpose = next((one.value for one in edition.parameters if one.id == "plan.purpose"), "")
    found = [one for name in REFERRED for one in edition.lists if one.id == name]
    return {"purpose": purpose, "referred": found}


def _lists(edition: Any) -> dict[str, Any]:
    topics = labels(edition, "meetings.topics")
    return {
        "parties": labels(edition, PARTIES),
        "kinds": labels(edition, "meetings.kinds"),
        "topics": topics,
        "goals": labels(edition, "training.goals"),
        "help_topics": labels(edition, "help.topics"),
    }


async def _said(desk: Desk, plan: Plan) -> dict[str, str]:
    """What was written down with tasks, for those who work on the plan."""
    if not desk.can("work-on-plan"):
        return {}
    written = {code: one["said"] for code, one in plan.rows.items() if one["said"]}
    refs = [TextRef.model_validate_json(one) for one in written.values()]
    return dict(zip(written, await desk.narratives(refs), strict=True))


async def _read(desk: Desk, rows: list[dict[str, Any]], column: str) -> list[dict[str, Any]]:
    """Rows with a text as it reads, for those who work on the plan; else without."""
    with_text = [one for one in rows if one[column] and desk.can("work-on-plan")]
    refs = [TextRef.model_validate_json(one[column]) for one in with_text]
    said = await desk.narratives(refs)
    by_id = {id(one): text for one, text in zip(with_text, said, strict=True)}
    return [one | {column: by_id.get(id(one), "")} for one in rows]
