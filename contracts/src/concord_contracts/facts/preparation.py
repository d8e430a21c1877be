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
