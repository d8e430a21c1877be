"""Importing a frame and drawing a sample, over HTTP."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import starmap
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.capacity import most
from concord_contracts.facts.sample import Candidate, CapacityStated, ScreeningAnswer
from concord_contracts.rules import Edition
from concord_contracts.strata import kinds_of, outcomes_of, strata_of
from concord_contracts.terms import Code, Identifier, Seed
from concord_kernel.decider import Refused
from concord_kernel.vault import About, DirectoryText, NameIn, TextIn, TypedForm
from concord_kernel.web.answers import Place
from concord_kernel.web.bodies import file_of
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from concord_kernel.web.problem import with_sentences
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from concord_review.sample.commands import (
    LARGEST_FRAME,
    DrawSample,
    ExplainSelection,
    ImportFrame,
    StateCapacity,
)
from concord_review.sample.decide import SAMPLE, SCREENING
from concord_review.sample.frame_file import KINDS, XLSX, Faults, Known, Row, check_frame

if TYPE_CHECKING:
    from concord_kernel.ledger import AgencyKeys

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["sample"])

TEXT = {"schema": {"type": "string"}}
BYTES = {"schema": {"type": "string", "format": "binary"}}
CONTENT = {kind: BYTES if kind == XLSX else TEXT for kind in KINDS}
FILE = {"requestBody": {"required": True, "content": CONTENT}}


KNOWN = """
SELECT 1 AS known FROM candidate WHERE agency = %s AND review = %s AND case_id = %s LIMIT 1
"""


CAPACITY = """
SELECT teams, cases_a_day, days, staff FROM plan
WHERE agency = %s AND review = %s AND teams IS NOT NULL
"""


class FrameReport(BaseModel):
    """What a file holds, and what is wrong with it; nothing of it was recorded.

    Attributes:
        taken: Whether the file would be imported as it is.
        rows: Cases that can be read.
        strata: How many of them are in each stratum.
        outcomes: How many of them are known to have which outcome.
        kinds: How many of them are known to be of which kind.
        answers: Of each question of eligibility, how many are answered yes, and how many no.
        left_out: How many of them will not be drawn, because a question was answered no.
        workers: How many workers they are spread over.
        can_be_heard: How many cases can be heard, where that was said.
        twice: Where more can be heard than there are different workers whose case can be drawn:
            cases that would be a worker's second one or a later one.
        earliest: The day on which the first of them was opened.
        latest: The day on which the last of them was opened.
        total: Places that need mending.
        errors: The first of these places.
    """

    taken: bool
    rows: int
    strata: dict[str, int]
    outcomes: dict[str, int] = Field(default_factory=dict)
    kinds: dict[str, int] = Field(default_factory=dict)
    answers: dict[str, dict[str, int]] = Field(default_factory=dict)
    left_out: int = 0
    workers: int
    can_be_heard: int | None = None
    twice: int | None = None
    earliest: date | None = None
    latest: date | None = None
    total: int
    errors: list[Place]


HowMany = Annotated[int, Field(ge=0, le=10_000)]
OfParts = Mapping[Code, HowMany | Mapping[Code, HowMany | Mapping[Code, HowMany]]]
"""Cases of a stratum, or of its parts by outcome and by kind."""


class DrawIn(TypedForm):
    """What to draw.

    Attributes:
        frame: The frame to draw from.
        seed: Anything; the same seed draws the same cases from the same frame.
        wanted: Cases per stratum; none: as the edition's sampling design asks. A stratum may be
            drawn in parts: `{"probation": {"outcome-achieved": 2, "outcome-not-achieved": 2}}`.
        backups: Back-ups per stratum.
    """

    frame: Identifier
    seed: Seed
    wanted: OfParts = Field(default_factory=dict)
    backups: Annotated[int, Field(ge=0, le=1_000)] = 0
    overrides: tuple[OverrideIn, ...] = ()


class CapacityIn(TypedForm):
    """The four factors that bound how many cases can be heard.

    Attributes:
        teams: Review teams.
        cases_a_day: Cases a team hears a day.
        days: Days on which cases are heard.
        staff: People of the staff who can be interviewed.
    """

    teams: Annotated[int, Field(ge=1, le=200)]
    cases_a_day: Annotated[int, Field(ge=1, le=20)]
    days: Annotated[int, Field(ge=1, le=60)]
    staff: Annotated[int, Field(ge=0, le=LARGEST_FRAME)]
    overrides: tuple[OverrideIn, ...] = ()


class NumberIn(TypedForm):
    """The county's own number of a case."""

    number: NameIn


class FoundCase(BaseModel):
    """The case that was looked for."""

    id: str


class SelectionIn(TypedForm):
    """What the cases are reviewed for, and how deep their summaries go."""

    purpose: TextIn
    depth: TextIn | None = None


@router.post(
    "/frame",
    status_code=201,
    response_model=Done,
    responses={200: {"model": FrameReport, "description": "A dry run: nothing was recorded."}},
    openapi_extra=FILE,
)
async def import_frame(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("choose-cases")],
    *,
    dry_run: Annotated[bool, Query(description="Only say what the file holds.")] = False,
) -> Done | JSONResponse:
    """Import a frame from CSV, XLSX or lines of JSON, or only look whether it can be imported.

    The columns, in any order: `case_number`, `stratum`, `worker`, `opened_on` (year-month-day), and
    where the rules know them `outcome`, `kind` and the questions of eligibility (yes or no).
    """
    kind, content = await file_of(request, KINDS)
    edition = await desk.office.edition_of(desk.agency, review)
    rows, faults = await asyncio.to_thread(check_frame, content, known_of(edition), kind)
    if dry_run:
        errors = with_sentences(request, faults.found)
        report = await asyncio.to_thread(_report, rows, faults, errors)
        report = _beside(report, rows, await _can_be_heard(desk, review))
        return JSONResponse(report.model_dump(mode="json", exclude_none=True))
    faults.reject()
    context = desk.context(edition)
    frame = context.new_id("frame")
    files = _Files(review, frame, desk.agency, desk.office.ledger.keys)
    command, names = await asyncio.to_thread(files.of, rows)
    for field, texts in names.items():
        await desk.vault.keep_many(desk.agency, desk.command, field, texts)
    return await desk.do(SAMPLE, command, context, made=frame)


@router.post("/sample", status_code=201)
async def draw_sample(
    review: Identifier, body: DrawIn, desk: Annotated[Desk, may("choose-cases")]
) -> Done:
    """Draw cases and back-ups."""
    overrides = await desk.overrides(body.overrides, about=f"sample-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    asked = body.model_dump(exclude={"overrides", "wanted"})
    command = DrawSample(review=review, wanted=dict(_parts(body.wanted)), **asked)
    return await desk.do(SAMPLE, command, context)


@router.post("/capacity", status_code=201)
async def state_capacity(
    review: Identifier, body: CapacityIn, desk: Annotated[Desk, may("choose-cases")]
) -> Done:
    """Say what bounds the number of cases: teams, cases a day, days, staff."""
    overrides = await desk.overrides(body.overrides, about=f"sample-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    command = StateCapacity(review=review, **body.model_dump(exclude={"overrides"}))
    return await desk.do(SAMPLE, command, context)


@router.post("/selection", status_code=201)
async def explain_selection(
    review: Identifier, body: SelectionIn, desk: Annotated[Desk, may("choose-cases")]
) -> Done:
    """Say what the cases are reviewed for."""
    about = f"sample-{review}"
    purpose = await desk.keep("purpose", body.purpose, about=about)
    depth = await desk.keep("depth", body.depth, about=about) if body.depth else None
    command = ExplainSelection(review=review, purpose=purpose, depth=depth)
    context = desk.context(await desk.office.edition_of(desk.agency, review))
    return await desk.do(SAMPLE, command, context)


@router.post("/cases/find")
async def find_case(
    review: Identifier, body: NumberIn, desk: Annotated[Desk, may("see-cases")]
) -> FoundCase:
    """Find a case by the county's own number, which stands in no address and in no log.

    Raises:
        Refused: no list of the review has it.
    """
    typed = body.number.show().strip()
    case = _Files(review, "", desk.agency, desk.office.ledger.keys).case(typed)
    if not await desk.rows("case-list", KNOWN, desk.agency, review, case):
        raise Refused("case.not-in-the-list")
    return FoundCase(id=case)


async def _can_be_heard(desk: Desk, review: str) -> int | None:
    """How many cases can be heard at most, where the four factors were said."""
    found = await desk.rows("case-list", CAPACITY, desk.agency, review)
    return most(CapacityStated(review=review, **found[0])) if found else None


def _beside(report: FrameReport, rows: list[Row], can_be_heard: int | None) -> FrameReport:
    """The report beside what can be heard, one case of a worker."""
    fit = [row for row in rows if all(answer != "no" for _, answer in row.answers)]
    drawable = len({row.worker for row in fit})
    twice = min(can_be_heard or 0, len(fit)) - drawable
    return report.model_copy(
        update={"can_be_heard": can_be_heard, "twice": twice if twice > 0 else None}
    )


def known_of(edition: Edition) -> Known:
    """What a frame file may say under an edition."""
    asked = next((one.codes for one in edition.lists if one.id == SCREENING), ())
    return Known(
        strata=strata_of(edition),
        marks={"outcome": outcomes_of(edition), "kind": kinds_of(edition)},
        questions={code.replace("-", "_"): code for code in asked},
    )


def _parts(wanted: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, int]]:
    """Strata and parts of strata by their whole names."""
    for name, many in wanted.items():
        whole = f"{above}.{name}" if above else name
        if isinstance(many, Mapping):
            yield from _parts(many, whole)
        else:
            yield whole, many


Names = Mapping[str, list[tuple[About, DirectoryText]]]
"""What goes to the vault, by field."""


@dataclass(frozen=True, slots=True)
class _Files:
    """Makes of rows what is recorded and what goes to the vault; long work, done aside."""

    review: str
    frame: str
    agency: str
    keys: AgencyKeys

    def of(self, rows: list[Row]) -> tuple[ImportFrame, Names]:
        """The command, and case numbers and workers' names, to be erased with the frame."""
        candidates = [self._candidate(row) for row in rows]
        paired = list(zip(candidates, rows, strict=True))
        texts = {
            "case-number": {one.case: row.case_number for one, row in paired},
            "worker-name": {one.worker: row.worker for one, row in paired},
        }
        names = {field: list(starmap(self._kept, some.items())) for field, some in texts.items()}
        command = ImportFrame(review=self.review, frame=self.frame, candidates=tuple(candidates))
        return command, names

    def case(self, number: str) -> str:
        """A case's id, which follows from its number."""
        return f"case-{self._pseudonym(f'case/{number}')}"

    def _candidate(self, row: Row) -> Candidate:
        return Candidate(
            case=self.case(row.case_number),
            stratum=row.stratum,
            worker=f"worker-{self._pseudonym(f'worker/{row.worker}')}",
            opened_on=row.opened_on,
            outcome=row.outcome or None,
            kind=row.kind or None,
            answers=tuple(ScreeningAnswer(question=q, answer=a) for q, a in row.answers),
        )

    def _pseudonym(self, what: str) -> str:
        return self.keys.pseudonym(self.agency, what)[:20]

    def _kept(self, about: str, text: str) -> tuple[About, DirectoryText]:
        return About(object=about, subject=self.frame, custodian=self.agency), DirectoryText(text)


def _report(rows: list[Row], faults: Faults, errors: list[dict[str, Any]]) -> FrameReport:
    answers = Counter(said for row in rows for said in row.answers)
    days = [row.opened_on for row in rows]
    return FrameReport(
        taken=not faults.total,
        rows=len(rows),
        strata=Counter(row.stratum for row in rows),
        outcomes=Counter(row.outcome for row in rows if row.outcome),
        kinds=Counter(row.kind for row in rows if row.kind),
        answers={
            question: {"yes": answers[question, "yes"], "no": answers[question, "no"]}
            for question in sorted({question for question, _ in answers})
        },
        left_out=sum(any(answer == "no" for _, answer in row.answers) for row in rows),
        workers=len({row.worker for row in rows}),
        earliest=min(days, default=None),
        latest=max(days, default=None),
        total=faults.total,
        errors=[Place(**one) for one in errors],
    )
