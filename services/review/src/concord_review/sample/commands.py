"""What may be asked of a sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from concord_contracts.facts.sample import Candidate
from concord_contracts.terms import Code, Identifier, Seed
from concord_kernel.command import Command
from pydantic import Field

LARGEST_FRAME = 100_000
"""Candidates a frame may hold."""


class ImportFrame(Command):
    """Record the cases that could be drawn."""

    review: Identifier
    frame: Identifier
    candidates: Annotated[tuple[Candidate, ...], Field(min_length=1, max_length=LARGEST_FRAME)]


class DrawSample(Command):
    """Draw cases and back-ups from a frame, reproducibly.

    Attributes:
        wanted: Cases per stratum; empty: as many as the edition's sampling design asks.
        backups: Back-ups per stratum.
    """

    review: Identifier
    frame: Identifier
    seed: Seed
    wanted: Mapping[Code, Annotated[int, Field(ge=0, le=10_000)]] = Field(default_factory=dict)
    backups: Annotated[int, Field(ge=0, le=1_000)]


SampleCommand = ImportFrame | DrawSample
