"""What may be asked about notices and calendar links."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from concord_contracts.facts.notice import People
from concord_contracts.terms import Digest, Identifier
from concord_kernel.command import Command
from pydantic import Field

Number = Annotated[int, Field(ge=1)]


class ApproveNotices(Command, action="plan-schedule"):
    """Let these people be told what the release changes for them."""

    review: Identifier
    release: Number
    people: People


class HoldBackNotices(Command, action="plan-schedule"):
    """Decide that these people are not told of the release."""

    review: Identifier
    release: Number
    people: People


class GiveCalendarLink(Command, action="share-calendar"):
    """Make a link to one person's own interviews.

    Attributes:
        digest: SHA-256 of the link's secret.
        until: The last day on which it answers.
    """

    review: Identifier
    link: Identifier
    person: Identifier
    digest: Digest
    until: date


class EndCalendarLink(Command, action="share-calendar"):
    """End a link before its last day."""

    review: Identifier
    link: Identifier
    person: Identifier


NoticeCommand = ApproveNotices | HoldBackNotices
LinkCommand = GiveCalendarLink | EndCalendarLink
NoticesCommand = NoticeCommand | LinkCommand
