"""How many cases a review can hear: the least of what its teams can hear and its staff available.

The product of teams, cases a day and days is the teams' time; staff bound it, because whoever
carried a case is interviewed about it. Back-ups do not count against it, unless the edition says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_contracts.facts.sample import CapacityStated

FACTORS: Final = ("teams", "cases_a_day", "days", "staff")
"""The four factors, as a stated capacity names them."""


def team_time(stated: CapacityStated) -> int:
    """Cases that all teams together have time for."""
    return stated.teams * stated.cases_a_day * stated.days


def most(stated: CapacityStated) -> int:
    """Cases that can be heard at most."""
    return min(team_time(stated), stated.staff)


def gains(stated: CapacityStated) -> Mapping[str, int]:
    """Cases that could be heard in addition if one factor were greater by one."""
    return {
        factor: most(stated.model_copy(update={factor: getattr(stated, factor) + 1})) - most(stated)
        for factor in FACTORS
    }
