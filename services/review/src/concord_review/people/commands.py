"""What may be asked about reviewers and teams."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.facts.people import Member
from concord_contracts.terms import AgencyCode, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field


class InviteReviewer(Command, action="manage-people"):
    """Ask a person to review."""

    review: Identifier
    reviewer: Identifier
    name: TextRef
    home: AgencyCode


class SignConfidentiality(Command, action="sign-confidentiality"):
    """Record a reviewer's signature under the confidentiality statement."""

    review: Identifier
    reviewer: Identifier
    on: date


class WithdrawConfidentiality(Command, action="sign-confidentiality"):
    """Record that a signature no longer stands."""

    review: Identifier
    reviewer: Identifier
    on: date


class FormTeam(Command, action="manage-people"):
    """Form a review team of reviewers who signed."""

    review: Identifier
    team: Identifier
    members: Annotated[tuple[Member, ...], Field(min_length=1, max_length=12)]


ReviewerCommand = InviteReviewer | SignConfidentiality | WithdrawConfidentiality
PeopleCommand = ReviewerCommand | FormTeam
