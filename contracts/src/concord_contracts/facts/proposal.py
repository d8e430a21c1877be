"""What became of proposals for a week: stream ``schedule-<review>``, beside the bookings.

A proposal that nobody accepted leaves no fact.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from concord_contracts.event import Event
from concord_contracts.terms import Identifier

Sessions = Annotated[tuple[Identifier, ...], Field(max_length=500)]


class PlanAccepted(Event, name="scheduling.plan-accepted.v1"):
    """Somebody accepted a proposed plan; what it books and moves follows in the same breath.

    Attributes:
        booked: Sessions that it books.
        moved: Sessions that it puts elsewhere.
    """

    review: Identifier
    plan: Identifier
    booked: Sessions = ()
    moved: Sessions = ()


class PlanUndone(Event, name="scheduling.plan-undone.v1"):
    """An accepted plan was taken back, as far as nothing else became of its interviews since.

    Attributes:
        cancelled: Sessions that it had booked.
        moved: Sessions that are where they were before it.
        left: Sessions that stay, because they were held, moved or cancelled since.
    """

    review: Identifier
    plan: Identifier
    cancelled: Sessions = ()
    moved: Sessions = ()
    left: Sessions = ()
