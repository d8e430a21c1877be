"""Reviewers and their teams: streams ``reviewer-<id>``, ``team-<id>``, ``hoststaff-<review>``.

What holds for all teams of a review: ``teams-<review>``.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from concord_contracts.event import Event
from concord_contracts.terms import AgencyCode, Code, Identifier, TextRef


class ReviewerInvited(Event, name="review.reviewer-invited.v1"):
    """A person was asked to review; the name is in the vault's directory.

    Attributes:
        formerly_of_host: Whether the person once worked for the agency that is reviewed.
        represents: Whom the person stands for on a team, of the edition's list.
        knowledge: What the person knows of the subject, of the edition's list; none where nobody
            asked yet.
    """

    review: Identifier
    reviewer: Identifier
    name: TextRef
    home: AgencyCode
    formerly_of_host: bool = False
    represents: Code | None = None
    knowledge: tuple[Code, ...] | None = None


class ReviewerKnowledgeNoted(Event, name="review.reviewer-knowledge-noted.v1"):
    """What a reviewer knows of the subject was recorded, in place of before."""

    review: Identifier
    reviewer: Identifier
    knowledge: tuple[Code, ...]


class ReviewerPartNoted(Event, name="review.reviewer-part-noted.v1"):
    """For whom a reviewer stands, or on how many days the reviewer takes part, in place of before.

    Attributes:
        represents: Whom the person stands for on a team; none: that was not said anew.
        days: On how many days; none: that was not said anew.
    """

    review: Identifier
    reviewer: Identifier
    represents: Code | None = None
    days: Annotated[int, Field(gt=0)] | None = None


class FormerEmployeeAccepted(Event, name="review.former-employee-accepted.v1"):
    """The host consented that somebody who once worked for it reviews it."""

    review: Identifier
    reviewer: Identifier
    on: date


class ConfidentialitySigned(Event, name="review.confidentiality-signed.v1"):
    """A reviewer signed the confidentiality statement."""

    review: Identifier
    reviewer: Identifier
    on: date


class ConfidentialityWithdrawn(Event, name="review.confidentiality-withdrawn.v1"):
    """A reviewer's signature no longer stands."""

    review: Identifier
    reviewer: Identifier
    on: date


class Member(BaseModel):
    """A reviewer and the roles held in a team."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reviewer: Identifier
    roles: Annotated[tuple[Code, ...], Field(min_length=1)]


class TeamFormed(Event, name="review.team-formed.v1"):
    """A review team stands, every member with a signed statement."""

    review: Identifier
    team: Identifier
    members: Annotated[tuple[Member, ...], Field(min_length=1)]


class TeamSizeSet(Event, name="review.team-size-set.v1"):
    """How many members a review team has in a county of this size was decided."""

    review: Identifier
    least: Annotated[int, Field(gt=0)]
    most: Annotated[int, Field(gt=0)]


class TeamsCompleted(Event, name="review.teams-completed.v1"):
    """The teams were said to be complete, after a look at whom and what they lack.

    Attributes:
        teams: The teams that stood then; another one opens the question anew.
        kinds: Representatives whom none of them has, of the edition's list.
        knowledge: Subject knowledge that nobody in them is recorded to have.
    """

    review: Identifier
    teams: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    kinds: tuple[Code, ...] = ()
    knowledge: tuple[Code, ...] = ()


class HostStaffTrained(Event, name="review.host-staff-trained.v1"):
    """Somebody of the host was trained for an interview team.

    Attributes:
        by: Who trained, of the edition's list.
    """

    review: Identifier
    reviewer: Identifier
    by: Code
    on: date


class TrainingReported(Event, name="review.training-reported.v1"):
    """Name and day of a training were given to those who have to know."""

    review: Identifier
    reviewer: Identifier
    on: date


class Tie(BaseModel):
    """What joins somebody of the host to a case, or to the worker who would be interviewed.

    Attributes:
        kind: ``same-region``, ``knows-case`` or ``supervises``.
        case: The case it was told of.
        worker: The worker of that case.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Code
    case: Identifier
    worker: Identifier


class TiesDeclared(Event, name="review.ties-declared.v1"):
    """Somebody of the host told all ties to cases and workers of the sample, in place of before."""

    review: Identifier
    reviewer: Identifier
    ties: Annotated[tuple[Tie, ...], Field(max_length=400)]


class HostStaffSeated(Event, name="review.host-staff-seated.v1"):
    """Members of a team that was formed are of the host."""

    review: Identifier
    team: Identifier
    reviewers: Annotated[tuple[Identifier, ...], Field(min_length=1)]
