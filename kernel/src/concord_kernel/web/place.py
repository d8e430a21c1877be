"""Where a page or a query is: the review it is about, and the rules that review was opened under.

A review that is not there answers alike on every page and list: 404, nothing here for you.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import HTTPException

if TYPE_CHECKING:
    from concord_contracts.facts.planning import ReviewOpened

    from concord_kernel.web.desk import Desk


async def opening(desk: Desk, review: str) -> ReviewOpened:
    """How a review was opened, from the log.

    Raises:
        HTTPException: 404, the agency has no such review.
    """
    if opened := await desk.office.opening(desk.agency, review):
        return opened
    raise HTTPException(404, "door.not-found")


async def place(desk: Desk, review: str) -> dict[str, Any]:
    """What every page of a review says about where it is: agency, review, rules, made up or not.

    Raises:
        HTTPException: 404, the agency has no such review.
    """
    opened = await opening(desk, review)
    edition = await desk.office.adopted(opened.edition_digest)
    return desk.seen | {"review": review, "edition": edition, "synthetic": opened.synthetic}
