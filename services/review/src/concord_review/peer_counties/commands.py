"""What may be asked about the counties that come as peers."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.terms import AgencyCode, Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field


class ChoosePeerCounty(Command, action="plan-review"):
    """Choose a county as a peer, with reasons."""

    review: Identifier
    county: AgencyCode
    reasons: Annotated[tuple[Code, ...], Field(max_length=10)]
    contiguous: bool
    high_performing: bool
    together: bool
    text: TextRef


class DropPeerCounty(Command, action="plan-review"):
    """Choose a county no longer."""

    review: Identifier
    county: AgencyCode


PeerCommand = ChoosePeerCounty | DropPeerCounty
