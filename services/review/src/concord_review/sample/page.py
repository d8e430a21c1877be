"""Importing a frame and drawing a sample, over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from concord_contracts.facts.sample import Candidate
from concord_contracts.strata import strata_of
from concord_contracts.terms import Code, Identifier, Seed
from concord_kernel.vault import About, DirectoryText, TypedForm
from concord_kernel.web.desk import AtDesk, Desk, Done, OverrideIn
from fastapi import APIRouter, Request
from pydantic import Field

from concord_review.sample.commands import DrawSample, ImportFrame
from concord_review.sample.decide import SAMPLE
from concord_review.sample.frame_file import Row, read_frame

if TYPE_CHECKING:
    from concord_kernel.ledger import AgencyKeys

router = APIRouter(prefix="/api/v1/{agency}/reviews/{review}", tags=["sample"])

CSV = {"requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}}


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


@router.post("/frame", status_code=201, openapi_extra=CSV)
async def import_frame(review: Identifier, request: Request, desk: AtDesk) -> Done:
    """Import a frame from CSV: ``case_number, stratum, worker, opened_on`` (year-month-day)."""
    desk.may("coordinator")
    edition = await desk.office.edition_of(desk.agency, review)
    rows = await asyncio.to_thread(read_frame, await request.body(), strata_of(edition))
    context = desk.context(edition)
    frame = context.new_id("frame")
    keys = desk.office.ledger.keys
    candidates = await asyncio.to_thread(_candidates, rows, keys, desk.agency)
    await _keep_names(desk, frame, candidates, rows)
    command = ImportFrame(review=review, frame=frame, candidates=tuple(candidates))
    return await desk.do(SAMPLE, command, context, made=frame)


@router.post("/sample", status_code=201)
async def draw_sample(review: Identifier, body: DrawIn, desk: AtDesk) -> Done:
    """Draw cases and back-ups."""
    desk.may("coordinator")
    overrides = await desk.overrides(body.overrides, about=f"sample-{review}")
    context = desk.context(await desk.office.edition_of(desk.agency, review), overrides)
    command = DrawSample(review=review, **body.model_dump(exclude={"overrides"}))
    return await desk.do(SAMPLE, command, context)


async def _keep_names(desk: Desk, frame: str, candidates: list[Candidate], rows: list[Row]) -> None:
    """Keep case numbers and workers' names in the vault, to be erased with the frame."""
    paired = list(zip(candidates, rows, strict=True))
    fields = {
        "case-number": {one.case: row.case_number for one, row in paired},
        "worker-name": {one.worker: row.worker for one, row in paired},
    }
    for field, texts in fields.items():
        named = [
            (About(object=about, subject=frame, custodian=desk.agency), DirectoryText(text))
            for about, text in texts.items()
        ]
        await desk.vault.keep_many(desk.agency, desk.command, field, named)


def _candidates(rows: list[Row], keys: AgencyKeys, agency: str) -> list[Candidate]:
    return [
        Candidate(
            case=f"case-{keys.pseudonym(agency, f'case/{row.case_number}')[:20]}",
            stratum=row.stratum,
            worker=f"worker-{keys.pseudonym(agency, f'worker/{row.worker}')[:20]}",
            opened_on=row.opened_on,
        )
        for row in rows
    ]
