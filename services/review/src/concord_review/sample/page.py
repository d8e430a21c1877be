"""Importing a frame and drawing a sample, over HTTP."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING, Annotated, Any

from concord_contracts.facts.sample import Candidate
from concord_contracts.strata import strata_of
from concord_contracts.terms import Code, Identifier, Seed
from concord_kernel.vault import About, DirectoryText, TypedForm
from concord_kernel.web.answers import Place
from concord_kernel.web.bodies import file_of
from concord_kernel.web.desk import Desk, Done, OverrideIn
from concord_kernel.web.may import may
from concord_kernel.web.problem import with_sentences
from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from concord_review.sample.commands import DrawSample, ImportFrame
from concord_review.sample.decide import SAMPLE
from concord_review.sample.frame_file import KINDS, Faults, Row, check_frame

if TYPE_CHECKING:
    from concord_kernel.ledger import AgencyKeys

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["sample"])

TEXT = {"schema": {"type": "string"}}
FILE = {"requestBody": {"required": True, "content": dict.fromkeys(KINDS, TEXT)}}


class FrameReport(BaseModel):
    """What a file holds, and what is wrong with it; nothing of it was recorded.

    Attributes:
        taken: Whether the file would be imported as it is.
        rows: Cases that can be read.
        strata: How many of them are in each stratum.
        workers: How many workers they are spread over.
        total: Places that need mending.
        errors: The first of these places.
    """

    taken: bool
    rows: int
    strata: dict[str, int]
    workers: int
    total: int
    errors: list[Place]


class DrawIn(TypedForm):
    """What to draw.

    Attributes:
        frame: The frame to draw from.
        seed: Anything; the same seed draws the same cases from the same frame.
        wanted: Cases per stratum; none: as the edition's sampling design asks.
        backups: Back-ups per stratum.
    """

    frame: Identifier
    seed: Seed
    wanted: Mapping[Code, Annotated[int, Field(ge=0, le=10_000)]] = Field(default_factory=dict)
    backups: Annotated[int, Field(ge=0, le=1_000)] = 0
    overrides: tuple[OverrideIn, ...] = ()


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
    """Import a frame from CSV or lines of JSON, or only look whether it can be imported.

    The columns, in any order: `case_number`, `stratum`, `worker`, `opened_on` (year-month-day).
    """
    kind, content = await file_of(request, KINDS)
    edition = await desk.office.edition_of(desk.agency, review)
    rows, faults = await asyncio.to_thread(check_frame, content, strata_of(edition), kind)
    if dry_run:
        errors = with_sentences(request, faults.found)
        return JSONResponse(_report(rows, faults, errors).model_dump(exclude_none=True))
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
    command = DrawSample(review=review, **body.model_dump(exclude={"overrides"}))
    return await desk.do(SAMPLE, command, context)


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

    def _candidate(self, row: Row) -> Candidate:
        return Candidate(
            case=f"case-{self._pseudonym(f'case/{row.case_number}')}",
            stratum=row.stratum,
            worker=f"worker-{self._pseudonym(f'worker/{row.worker}')}",
            opened_on=row.opened_on,
        )

    def _pseudonym(self, what: str) -> str:
        return self.keys.pseudonym(self.agency, what)[:20]

    def _kept(self, about: str, text: str) -> tuple[About, DirectoryText]:
        return About(object=about, subject=self.frame, custodian=self.agency), DirectoryText(text)


def _report(rows: list[Row], faults: Faults, errors: list[dict[str, Any]]) -> FrameReport:
    return FrameReport(
        taken=not faults.total,
        rows=len(rows),
        strata=Counter(row.stratum for row in rows),
        workers=len({row.worker for row in rows}),
        total=faults.total,
        errors=[Place(**one) for one in errors],
    )
