"""How those who are interviewed were prepared: stream ``preparation-<review>``."""

from __future__ import annotations

from datetime import date

from concord_contracts.event import Event
from concord_contracts.terms import Digest, Identifier


class ToolGiven(Event, name="review.tool-given.v1"):
    """Who will be interviewed in a session got a copy of the tool."""

    review: Identifier
    session: Identifier
    digest: Digest
    on: date


class AnonymityPromised(Event, name="review.anonymity-promised.v1"):
    """Before the interview it was said who will learn what of it, and anonymity was promised."""

    review: Identifier
    session: Identifier
    on: date


class IntervieweeLinkGiven(Event, name="review.interviewee-link-given.v1"):
    """A secret link to one interviewee's own page was made.

    Attributes:
        digest: SHA-256 of the secret; the secret itself is kept nowhere.
        until: The last day on which it answers.
    """

    review: Identifier
    link: Identifier
    person: Identifier
    digest: Digest
    until: date


class IntervieweeLinkEnded(Event, name="review.interviewee-link-ended.v1"):
    """A link to an interviewee's page no longer answers."""

    review: Identifier
    link: Identifier
