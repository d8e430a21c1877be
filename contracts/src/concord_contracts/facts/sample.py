"""Frame and sample: streams ``frame-<id>`` and ``sample-<review>``."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from concord_contracts.event import Event
from concord_contracts.terms import Code, Digest, Identifier, Seed

PART_SIZE = 500
"""Candidates a frame part holds at most, so that a part stays far below the bus's message limit."""


class Candidate(BaseModel):
    """A case that could be drawn: codes and pseudonyms only.

    Attributes:
        case: Follows from the case number by the agency's key; the number is in the vault.
        stratum: A stratum of the edition.
        worker: Follows from the worker's name by the agency's key.
        opened_on: The day the case was opened.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: Identifier
    stratum: Code
    worker: Identifier
    opened_on: date


class FramePartRecorded(Event, name="review.frame-part-recorded.v1"):
    """Some candidates of a frame, in the order of the file."""

    review: Identifier
    frame: Identifier
    part: Annotated[int, Field(ge=1)]
    candidates: Annotated[tuple[Candidate, ...], Field(min_length=1, max_length=PART_SIZE)]


class FrameImported(Event, name="review.frame-imported.v1"):
    """A frame is whole: so many candidates, with the digest of their canonical list."""

    review: Identifier
    frame: Identifier
    candidates: Annotated[int, Field(ge=1)]
    digest: Digest


class StratumDrawn(BaseModel):
    """How many of a stratum were wanted, stood in the frame, and were selected."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stratum: Code
    wanted: Annotated[int, Field(ge=0)]
    in_frame: Annotated[int, Field(ge=0)]
    selected: Annotated[int, Field(ge=0)]


class SampleDrawn(Event, name="review.sample-drawn.v1"):
    """Cases were drawn from a frame; the same frame, seed and method draw the same cases."""

    review: Identifier
    frame: Identifier
    seed: Seed
    method: Code
    strata: tuple[StratumDrawn, ...]
    backups: Annotated[int, Field(ge=0)]


class CaseSelected(Event, name="review.case-selected.v1"):
    """A case was drawn, to be reviewed or to stand by as a back-up, in drawing order."""

    review: Identifier
    case: Identifier
    worker: Identifier
    stratum: Code
    order: Annotated[int, Field(ge=1)]
    standing: Literal["selected", "backup"]
