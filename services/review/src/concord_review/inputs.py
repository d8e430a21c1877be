"""What the focus area rests on and what goes with it: documents not there yet, and the scope.

Not what a document says: it is named and its place is told. Pages of the plan ask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from concord_review.listed import AS_NECESSARY, INPUTS, labels, tasks_of

if TYPE_CHECKING:
    from concord_contracts.rules import Edition
    from concord_kernel.web.desk import Desk

READER: Final = "ground-list"
THERE: Final = """
SELECT kind FROM document WHERE agency = %s AND review = %s
UNION SELECT task FROM closed WHERE agency = %s AND review = %s
"""


SCOPE: Final = "SELECT part, included FROM scope WHERE agency = %s AND review = %s"


def asked_for(edition: Edition) -> dict[str, str]:
    """The kinds of documents that the rules ask for, each with its label."""
    named = next((one.value for one in edition.parameters if one.id == INPUTS), ())
    tasks = tasks_of(edition)
    kinds = named if isinstance(named, tuple) else ()
    return {code: tasks[code].label for code in kinds if code in tasks}


async def missing(desk: Desk, review: str, edition: Edition) -> dict[str, str]:
    """Kinds that are neither attached nor told nor set aside among the tasks."""
    asked, where = asked_for(edition), (desk.agency, review)
    if not asked:
        return {}
    there = {one["kind"] for one in await desk.rows(READER, THERE, *where, *where)}
    return {code: label for code, label in asked.items() if code not in there}


async def scope(desk: Desk, review: str, edition: Edition) -> dict[str, bool | None]:
    """What a review examines as necessary, by its label: yes, no, or not chosen yet."""
    named = labels(edition, AS_NECESSARY)
    if not named:
        return {}
    rows = await desk.rows(READER, SCOPE, desk.agency, review)
    chosen = {one["part"]: one["included"] for one in rows}
    return {label: chosen.get(code) for code, label in named.items()}
