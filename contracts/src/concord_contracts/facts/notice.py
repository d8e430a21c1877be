"""Who is told of a release, whose calendar opens by a link: stream ``notices-<review>``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.terms import Digest, Identifier

People = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=500)]


class NoticesApproved(Event, name="scheduling.notices-approved.v1"):
    """Somebody approved that these reviewers and workers are told how a release changes theirs."""

    review: Identifier
    release: Annotated[int, Field(ge=1)]
    people: People


class NoticesHeldBack(Event, name="scheduling.notices-held-back.v1"):
    """Somebody decided that these people are not told of a release."""

    review: Identifier
    release: Annotated[int, Field(ge=1)]
    people: People


class CalendarLinkGiven(Event, name="scheduling.calendar-link-given.v1"):
    """A secret link to one person's own interviews was made.

    Attributes:
        digest: SHA-256 of the secret; the secret itself is shown once and kept nowhere.
        until: The last day on which it answers.
    """

    review: Identifier
    link: Identifier
    person: Identifier
    digest: Digest
    until: date


class CalendarLinkEnded(Event, name="scheduling.calendar-link-ended.v1"):
    """A link no longer answers."""

    review: Identifier
    link: Identifier
