"""The plan of a review as data, and its dated documents."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.chain import DueDate
from concord_contracts.event import canonical_json
from concord_contracts.terms import Code, Identifier
from concord_kernel import clock
from concord_kernel.web.answers import PAGED
from concord_kernel.web.desk import Desk, Done
from concord_kernel.web.may import may
from concord_kernel.web.paging import OnePage, Order
from concord_kernel.web.place import opening
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from concord_review.plan_board.gathered import READER, Plan, Task, plan_of
from concord_review.plan_board.standing import milestones, silence, waits_for_cases, weeks
from concord_review.tasks.commands import DateActionPlan
from concord_review.tasks.decide import TASKS

if TYPE_CHECKING:
    from concord_contracts.rules import Edition

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["plan"])

HELD = """
SELECT meeting, kind, on_day, parties, led_by, topics FROM meeting
WHERE agency = %s AND review = %s
"""
BY_DAY = Order({"on_day": date, "meeting": Identifier}, descending=True)


class MilestoneOut(DueDate):
    """A date of the plan with its evidence.

    Attributes:
        state: ``done``, ``done-late``, ``late``, ``next``, ``ahead`` or ``begun``.
        met: The day on which what it asks for was there.
        days_late: Days after the due date, where it is or was late.
    """

    state: str
    met: date | None
    days_late: int


class WeekOut(BaseModel):
    """A week in which a planning meeting is to be held: held, missed, open or ahead."""

    first: date
    last: date
    state: str


class ElementOut(BaseModel):
    """One of the elements of a whole review; ``recorded`` is kept back while the week is on."""

    code: str
    complete_on: date | None
    recorded: int | None


class TaskOut(BaseModel):
    """A task of the edition's lists that somebody has, or that is closed."""

    task: Code
    to: str
    due: date | None
    standing: str
    on: date | None
    late: bool


class StageTaskOut(TaskOut):
    """A task of a stage, with what is recorded of it.

    Attributes:
        dated_by: The date of the rules that is its day, where nobody said another.
        evidence: What is counted, in words; empty where nothing tells it.
        recorded: How much is recorded; kept back from the host while the week is on.
    """

    dated_by: str
    evidence: str
    recorded: int | None


class StageOut(BaseModel):
    """A stage of the plan with all its tasks."""

    stage: Code
    title: str
    tasks: list[StageTaskOut]


class PlanOut(BaseModel):
    """The plan as it stands on a day.

    Attributes:
        waits_for_cases: Whether there is no list of cases although its time has come.
        silent_days: Days since executives were consulted, where they are too many.
    """

    as_of: date
    current: bool
    dates: list[MilestoneOut]
    weeks: list[WeekOut]
    elements: list[ElementOut]
    tasks: list[TaskOut]
    stages: list[StageOut]
    waits_for_cases: bool
    silent_days: int


class MeetingOut(BaseModel):
    """A meeting that was held; what was said in it is for those who work on the plan."""

    meeting: str
    kind: str
    on_day: date
    parties: list[str]
    led_by: list[str]
    topics: list[str]


class MeetingsOut(BaseModel):
    """A page of meetings, the latest first."""

    current: bool
    meetings: list[MeetingOut]
    next: str | None


@router.get("/plan")
async def get_plan(
    review: Identifier,
    desk: Annotated[Desk, may("see-review")],
    as_of: date | None = None,
    at: int = 0,
) -> PlanOut:
    """The plan as it stands today, or on another day."""
    opened = await opening(desk, review)
    current = await desk.caught_up(READER, at)
    edition = await desk.office.adopted(opened.edition_digest)
    plan = await plan_of(desk, review, edition, as_of)
    return PlanOut(
        as_of=plan.today,
        current=current,
        dates=_dates(edition, plan),
        weeks=[
            WeekOut(first=one.first, last=one.last, state=one.state)
            for one in weeks(edition, plan.known, plan.today)
        ],
        elements=[
            ElementOut(code=one.code, complete_on=one.complete_on, recorded=one.recorded)
            for one in plan.elements(edition)
        ],
        tasks=[_task(one) for one in plan.all_tasks(edition) if one.code in plan.rows],
        stages=[
            StageOut(stage=stage.id, title=stage.title, tasks=[_staged(one) for one in tasks])
            for stage, tasks in plan.stages(edition)
        ],
        waits_for_cases=waits_for_cases(edition, plan.known, plan.today),
        silent_days=silence(edition, plan.known, plan.today),
    )


@router.get("/meetings", responses=PAGED)
async def list_meetings(
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-review")],
    page: OnePage,
    at: int = 0,
) -> MeetingsOut:
    """Meetings, calls and trainings that were held, the latest first."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await BY_DAY.page(desk, READER, HELD, (desk.agency, review), page)
    response.headers.update(listed.link(request))
    found = [MeetingOut(**one) for one in listed.rows]
    return MeetingsOut(current=current, meetings=found, next=listed.next)


@router.post("/action-plans", status_code=201)
async def date_action_plan(review: Identifier, desk: Annotated[Desk, may("work-on-plan")]) -> Done:
    """Let the timeline and the tasks as they stand be a dated document that never changes."""
    edition = await desk.office.edition_of(desk.agency, review)
    plan = await plan_of(desk, review, edition)
    content = document(edition, plan)
    digest = await desk.office.ledger.keep_edition(canonical_json(content))
    command = DateActionPlan(
        review=review,
        on=clock.now().date(),
        digest=digest,
        dates=len(content["dates"]),
        tasks=len(content["tasks"]),
    )
    return await desk.do(TASKS, command, desk.context(edition))


def document(edition: Edition, plan: Plan) -> dict[str, Any]:
    """What a dated action plan holds: dates and tasks, and no typed text."""
    dates = [
        {"id": one.due.id, "label": one.due.label, "on": one.due.on.isoformat()}
        | {"because": one.because, "sentence": one.due.sentence}
        for one in milestones(edition, plan.known, plan.today)
    ]
    tasks = [
        {"task": one.code, "label": one.label, "to": one.party, "standing": one.standing}
        | {"due": one.due.isoformat() if one.due else ""}
        for one in plan.all_tasks(edition)
        if one.code in plan.rows
    ]
    return {"edition": edition.id, "dates": dates, "tasks": tasks}


def _dates(edition: Edition, plan: Plan) -> list[MilestoneOut]:
    return [
        MilestoneOut(**one.due.model_dump(), state=one.state, met=one.met, days_late=one.days)
        for one in milestones(edition, plan.known, plan.today)
    ]


def _staged(one: Task) -> StageTaskOut:
    shown = {"dated_by": one.dated_by, "evidence": one.evidence, "recorded": one.recorded}
    return StageTaskOut(**_task(one).model_dump(), **shown)


def _task(one: Task) -> TaskOut:
    return TaskOut(
        task=one.code,
        to=one.party,
        due=one.due,
        standing=one.standing,
        on=one.on,
        late=one.is_late,
    )
