"""What may be asked about reviewers and teams."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.facts.people import Member
from concord_contracts.terms import AgencyCode, Code, Identifier, TextRef
from concord_kernel.command import Command
from pydantic import Field


class InviteReviewer(Command, action="manage-people"):
    """Ask a person to review.

    Attributes:
        formerly_of_host: Whether the person once worked for the agency that is reviewed.
        represents: Whom the person stands for on a team.
        knowledge: What the person knows of the subject; none where nobody asked yet.
    """

    review: Identifier
    reviewer: Identifier
    name: TextRef
    home: AgencyCode
    formerly_of_host: bool = False
    represents: Code | None = None
    knowledge: Annotated[tuple[Code, ...], Field(max_length=20)] | None = None


class NoteKnowledge(Command, action="manage-people"):
    """Record what a reviewer knows of the subject, in place of before."""

    review: Identifier
    reviewer: Identifier
    knowledge: Annotated[tuple[Code, ...], Field(max_length=20)]


class NotePart(Command, action="manage-people"):
    """Record for whom a reviewer stands and on how many days, in place of before."""

    review: Identifier
    reviewer: Identifier
    represents: Code | None = None
    days: Annotated[int, Field(gt=0, le=60)] | None = None


class AcceptFormerEmployee(Command, action="manage-people"):
    """Consent, as the host, that somebody who once worked for it reviews it."""

    review: Identifier
    reviewer: Identifier
    on: date


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


class SetTeamSize(Command, action="manage-people"):
    """Say how many members a review team has in a county of this size."""

    review: Identifier
    least: Annotated[int, Field(gt=0, le=12)]
    most: Annotated[int, Field(gt=0, le=12)]


class CompleteTeams(Command, action="manage-people"):
    """Say that the teams are complete.

    Attributes:
        teams: The teams that stand.
        reviewers: Everybody who is in one of them.
    """

    review: Identifier
    teams: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=200)]
    reviewers: Annotated[tuple[Identifier, ...], Field(max_length=2400)]


AnswerOfOne = AcceptFormerEmployee | SignConfidentiality | WithdrawConfidentiality
ReviewerCommand = InviteReviewer | NoteKnowledge | NotePart | AnswerOfOne
OfAllTeams = SetTeamSize | CompleteTeams
PeopleCommand = ReviewerCommand | FormTeam | OfAllTeams
