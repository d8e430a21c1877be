"""Reviewers and their teams: streams ``reviewer-<id>`` and ``team-<id>``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from concord_contracts.event import Event
from concord_contracts.terms import AgencyCode, Code, Identifier, TextRef


class ReviewerInvited(Event, name="review.reviewer-invited.v1"):
    """A person was asked to review; the name is in the vault's directory."""

    review: Identifier
    reviewer: Identifier
    name: TextRef
    home: AgencyCode


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
