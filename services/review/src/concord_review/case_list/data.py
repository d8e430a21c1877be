"""Frames, strata and cases of a review, as data; long lists page by page."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

from concord_contracts.terms import Identifier
from concord_kernel import clock
from concord_kernel.web.answers import PAGED
from concord_kernel.web.desk import Desk
from concord_kernel.web.may import may
from concord_kernel.web.paging import Listed, OnePage, Order, Page
from concord_kernel.web.place import opening
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["sample"])

READER = "case-list"
FRAMES = """
SELECT frame, candidates, workers, left_out FROM frame WHERE agency = %s AND review = %s
ORDER BY frame LIMIT 200
"""
STRATA = """
SELECT stratum, wanted, in_frame, selected, wanted - selected AS short, seed, method
FROM stratum WHERE agency = %s AND review = %s ORDER BY stratum LIMIT 200
"""
LISTED = """
SELECT d.agency, d.review, d.case_id, d.worker, d.stratum, d.ordinal, d.standing, d.summarised_on,
    d.contents, d.replaced_by, d.instead_of, coalesce(r.answers, c.answers, '{}') AS answers,
    coalesce(r.unfit, c.unfit, false) AS unfit, c.outcome, c.kind, c.opened_on,
    CASE WHEN d.standing IN ('replaced', 'eliminated') THEN d.standing
        WHEN d.is_heard AND %s THEN 'interviewed'
        WHEN d.standing = 'selected' AND d.summarised_on IS NOT NULL THEN 'summarised'
        ELSE d.standing END AS stage
FROM drawn d
LEFT JOIN remark r ON r.agency = d.agency AND r.review = d.review AND r.case_id = d.case_id
LEFT JOIN LATERAL (
    SELECT answers, unfit, outcome, kind, opened_on FROM candidate
    WHERE candidate.agency = d.agency AND candidate.review = d.review
        AND candidate.case_id = d.case_id LIMIT 1
) c ON true
"""
"""Drawn cases with what is known of them; first it is asked who may know which were heard."""
CASES = f"SELECT * FROM ({LISTED}) AS listed WHERE agency = %s AND review = %s"  # ruff: ignore[hardcoded-sql-expression] -- fixed text above
ONE_CASE = f"{CASES} AND case_id = %s"
OF_A_STAGE = f"{CASES} AND stage = %s"
STAGES = f"SELECT stage, count(*) AS cases FROM ({CASES}) AS those GROUP BY stage"  # ruff: ignore[hardcoded-sql-expression] -- fixed text above
NEXT_BACKUP = (
    f"{CASES} AND standing = 'backup' AND stratum = %s AND NOT unfit ORDER BY ordinal LIMIT 1"
)
CANDIDATES = """
SELECT ordinal, case_id, worker, stratum, outcome, kind, opened_on, answers, unfit, stage FROM (
    SELECT c.agency, c.review, c.frame, c.ordinal, c.case_id, c.worker, c.stratum, c.outcome,
        c.kind, c.opened_on, coalesce(r.answers, c.answers) AS answers,
        coalesce(r.unfit, c.unfit) AS unfit,
        coalesce(d.standing, CASE WHEN r.eliminated THEN 'eliminated'
            WHEN coalesce(r.answers, c.answers) <> '{}' THEN 'screened'
            ELSE 'candidate' END) AS stage
    FROM candidate c
    LEFT JOIN remark r ON r.agency = c.agency AND r.review = c.review AND r.case_id = c.case_id
    LEFT JOIN LATERAL (
        SELECT standing FROM drawn WHERE drawn.agency = c.agency AND drawn.review = c.review
            AND drawn.case_id = c.case_id
    ) d ON true
) AS listed WHERE agency = %s AND review = %s
"""
OF_A_FRAME = f"{CANDIDATES} AND frame = %s"
ONE_CANDIDATE = f"{CANDIDATES} AND case_id = %s LIMIT 1"
TALLY = """
SELECT stratum, outcome, kind, sum(cases)::int AS cases FROM tally
WHERE agency = %s AND review = %s GROUP BY stratum, outcome, kind ORDER BY 1, 2, 3 LIMIT 200
"""
PLAN = """
SELECT teams, cases_a_day, days, staff, purpose, depth, formed, first_day, last_day
FROM plan WHERE agency = %s AND review = %s
"""
GONE_PAST = """
SELECT at, rule, reason FROM gone_past WHERE agency = %s AND review = %s
AND (rule LIKE 'sample.%%' OR rule LIKE 'interview.cases-%%') ORDER BY position DESC LIMIT 50
"""
MOVES = """
SELECT at, what, cause, other, reason FROM move
WHERE agency = %s AND review = %s AND case_id = %s ORDER BY position LIMIT 200
"""
HEARD_OF = """
SELECT count(DISTINCT worker)::int AS workers, count(*)::int AS cases FROM drawn
WHERE agency = %s AND review = %s AND standing = 'selected'
"""
"""How many different workers carry the cases that are to be heard."""
NOTHING_PLANNED: Final = dict.fromkeys((
    "teams",
    "cases_a_day",
    "days",
    "staff",
    "purpose",
    "depth",
    "first_day",
    "last_day",
)) | {"formed": 0}
"""What is planned where nobody said anything yet."""

Ordinal = Annotated[int, Field(ge=0, le=1_000_000)]
AS_DRAWN = Order({"ordinal": Ordinal})
AS_IMPORTED = Order({"ordinal": Ordinal})
Stage = Literal["selected", "backup", "summarised", "interviewed", "replaced", "eliminated"]
"""How far a drawn case has come."""


class FrameOut(BaseModel):
    """A frame: its cases, whoever carries them, and how many are left out of a draw.

    Attributes:
        left_out: Cases of which the file answered a question of eligibility no.
    """

    frame: str
    candidates: int
    workers: int
    left_out: int


class StratumOut(BaseModel):
    """A stratum as it was drawn: what was wanted, what there was, what is missing."""

    stratum: str
    wanted: int
    in_frame: int
    selected: int
    short: int
    seed: str
    method: str


class CaseOut(BaseModel):
    """A drawn case; its number is in the vault.

    Attributes:
        standing: Where it stands in the sample.
        stage: How far it has come. People of the reviewed agency learn who was interviewed once the
            event week is over.
        unfit: Whether a question of eligibility was answered no.
        summarised_on: The day on which its summary was complete.
        replaced_by: The back-up that took its place.
        instead_of: The case whose place it took.
    """

    case_id: str
    worker: str
    stratum: str
    ordinal: int
    standing: Literal["selected", "backup", "replaced", "eliminated"]
    stage: Stage
    unfit: bool
    summarised_on: date | None
    replaced_by: str
    instead_of: str


class CasesOut(BaseModel):
    """Frames and strata of a review, and a page of its cases in drawing order."""

    current: bool
    frames: list[FrameOut]
    strata: list[StratumOut]
    cases: list[CaseOut]
    next: str | None


class CandidateOut(BaseModel):
    """A case of a frame, in the order of the file.

    Attributes:
        outcome: Whether the outcome was achieved; empty where the file did not say.
        kind: What it is; empty where the file did not say.
        stage: Candidate, screened, eliminated, or how it stands in the sample.
    """

    ordinal: int
    case_id: str
    worker: str
    stratum: str
    outcome: str
    kind: str
    opened_on: date
    unfit: bool
    stage: str


class CandidatesOut(BaseModel):
    """A page of a frame."""

    current: bool
    candidates: list[CandidateOut]
    next: str | None


@router.get("/cases", responses=PAGED)
async def list_cases(  # ruff: ignore[too-many-arguments, too-many-positional-arguments] -- the path, the page and who asks
    review: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-cases")],
    page: OnePage,
    stage: Stage | None = None,
    at: int = 0,
) -> CasesOut:
    """Frames, strata with quota and shortfall, cases in drawing order."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    found = await drawn(desk, review)
    listed = await cases(desk, review, page, stage)
    response.headers.update(listed.link(request))
    return CasesOut(current=current, cases=listed.rows, next=listed.next, **found)


@router.get("/frames/{frame}/candidates", responses=PAGED)
async def list_candidates(  # ruff: ignore[too-many-arguments, too-many-positional-arguments] -- the path, the page and who asks
    review: Identifier,
    frame: Identifier,
    request: Request,
    response: Response,
    desk: Annotated[Desk, may("see-cases")],
    page: OnePage,
    at: int = 0,
) -> CandidatesOut:
    """The cases of a frame, in the order of the file."""
    await opening(desk, review)
    current = await desk.caught_up(READER, at)
    listed = await candidates(desk, review, frame, page)
    response.headers.update(listed.link(request))
    return CandidatesOut(current=current, candidates=listed.rows, next=listed.next)


async def drawn(desk: Desk, review: str) -> dict[str, Any]:
    """Frames and strata of a review."""
    frames = await desk.rows(READER, FRAMES, desk.agency, review)
    strata = await desk.rows(READER, STRATA, desk.agency, review)
    return {"frames": frames, "strata": strata}


async def cases(desk: Desk, review: str, page: Page, stage: str | None = None) -> Listed:
    """One page of the drawn cases, of one stage if one is named."""
    where = (await knows_who_was_heard(desk, review), desk.agency, review)
    if stage:
        return await AS_DRAWN.page(desk, READER, OF_A_STAGE, (*where, stage), page)
    return await AS_DRAWN.page(desk, READER, CASES, where, page)


async def stages(desk: Desk, review: str) -> dict[str, int]:
    """How many drawn cases have come how far."""
    where = (await knows_who_was_heard(desk, review), desk.agency, review)
    return {one["stage"]: one["cases"] for one in await desk.rows(READER, STAGES, *where)}


async def one_case(desk: Desk, review: str, case: str) -> dict[str, Any] | None:
    """A case of the sample, or a candidate of a frame; none if there is no such case."""
    knows = await knows_who_was_heard(desk, review)
    found = await desk.rows(READER, ONE_CASE, knows, desk.agency, review, case)
    if not found:
        found = await desk.rows(READER, ONE_CANDIDATE, desk.agency, review, case)
    return found[0] if found else None


async def candidates(desk: Desk, review: str, frame: str, page: Page) -> Listed:
    """One page of a frame."""
    where = (desk.agency, review, frame)
    return await AS_IMPORTED.page(desk, READER, OF_A_FRAME, where, page)


async def plan(desk: Desk, review: str) -> dict[str, Any]:
    """What is planned of the sample, and what is known of teams and days."""
    found = await desk.rows(READER, PLAN, desk.agency, review)
    return found[0] if found else NOTHING_PLANNED


async def knows_who_was_heard(desk: Desk, review: str) -> bool:
    """Whether somebody may know which cases were heard.

    Whoever is of the reviewed agency sees no interview as it happens, only the whole week after it.
    """
    if desk.person.home != desk.agency:
        return True
    last_day = (await plan(desk, review))["last_day"]
    return last_day is not None and clock.now().date() > last_day


async def next_backup(desk: Desk, review: str, case: dict[str, Any]) -> dict[str, Any] | None:
    """The back-up that would take a selected case's place; none for a case that is not selected."""
    if case.get("standing") != "selected":
        return None
    knows = await knows_who_was_heard(desk, review)
    where = (knows, desk.agency, review, case["stratum"])
    found = await desk.rows(READER, NEXT_BACKUP, *where)
    return found[0] if found else None
