"""What may be asked of a sample."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Annotated, Any

from concord_contracts.facts.sample import Candidate
from concord_contracts.terms import Code, Identifier, Seed, TextRef
from concord_kernel.command import Command
from pydantic import Field

LARGEST_FRAME = 100_000
"""Candidates a frame may hold."""


class ImportFrame(Command, action="choose-cases", heavy=True):
    """Record the cases that could be drawn."""

    review: Identifier
    frame: Identifier
    candidates: Annotated[tuple[Candidate, ...], Field(min_length=1, max_length=LARGEST_FRAME)]

    def told(self) -> dict[str, Any]:
        """The frame by a digest of its cases: written out as one it would hold everybody up."""
        listed = sha256()
        for one in self.candidates:
            listed.update(f"{one.case}|{one.stratum}|{one.worker}|{one.opened_on}".encode())
            listed.update(f"|{one.kind}|{one.outcome}|{one.answers}\n".encode())
        return {"review": self.review, "frame": self.frame, "candidates": listed.hexdigest()}


class DrawSample(Command, action="choose-cases", heavy=True):
    """Draw cases and back-ups from a frame, reproducibly.

    Attributes:
        wanted: Cases per stratum, or per part of one; empty: as many as the edition's sampling
            design asks.
        backups: Back-ups per stratum.
    """

    review: Identifier
    frame: Identifier
    seed: Seed
    wanted: Mapping[Code, Annotated[int, Field(ge=0, le=10_000)]] = Field(default_factory=dict)
    backups: Annotated[int, Field(ge=0, le=1_000)]


class StateCapacity(Command, action="choose-cases"):
    """Say how many teams there are, for how many cases a day, on how many days, with what staff."""

    review: Identifier
    teams: Annotated[int, Field(ge=1, le=200)]
    cases_a_day: Annotated[int, Field(ge=1, le=20)]
    days: Annotated[int, Field(ge=1, le=60)]
    staff: Annotated[int, Field(ge=0, le=LARGEST_FRAME)]


class ExplainSelection(Command, action="choose-cases"):
    """Say what the cases are reviewed for, and how deep their summaries go."""

    review: Identifier
    purpose: TextRef
    depth: TextRef | None = None


SampleCommand = ImportFrame | DrawSample | StateCapacity | ExplainSelection
