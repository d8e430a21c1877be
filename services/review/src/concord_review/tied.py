"""Ties of the host's people to cases and workers of the sample, as pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from concord_kernel.web.desk import Desk

CASES: Final = """
SELECT case_id FROM drawn WHERE agency = %s AND review = %s ORDER BY ordinal LIMIT 200
"""
TIES: Final = """
SELECT reviewer, kind, case_id FROM tie WHERE agency = %s AND review = %s
ORDER BY reviewer, kind, case_id LIMIT 2000
"""
"""Of reviewers and of whoever leads."""

NO_TIES: Final[dict[str, Any]] = {"ties": [], "numbers": {}}


async def ties_of(desk: Desk, review: str) -> dict[str, Any]:
    """Ties that were told, and the sample's cases with numbers; none for who sees no case."""
    if not desk.can("see-cases"):
        return NO_TIES
    cases = await desk.rows("case-list", CASES, desk.agency, review)
    numbers = await desk.directory([one["case_id"] for one in cases], "case-number")
    ties = await desk.rows("team-list", TIES, desk.agency, review)
    return {"ties": ties, "numbers": numbers}
