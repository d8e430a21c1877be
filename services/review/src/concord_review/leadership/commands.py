"""What may be asked about who leads a review."""

from __future__ import annotations

from typing import Annotated

from concord_contracts.terms import AgencyCode, Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field

Duties = Annotated[tuple[Code, ...], Field(max_length=20)]


class NameLeader(Command, action="plan-review"):
    """Name a person who leads, with a first part."""

    review: Identifier
    person: Identifier
    name: TextRef
    home: AgencyCode
    part: Code
    kind: Code
    duties: Duties = ()


class TakePart(Command, action="plan-review"):
    """Give a further part to somebody who leads already."""

    review: Identifier
    person: Identifier
    part: Code
    kind: Code
    duties: Duties = ()


class EndPart(Command, action="plan-review"):
    """Let somebody have a part no longer."""

    review: Identifier
    person: Identifier
    part: Code
    kind: Code


LeadershipCommand = NameLeader | TakePart | EndPart
