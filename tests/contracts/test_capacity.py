"""How many cases can be heard: the least of the teams' time and the staff available."""

from __future__ import annotations

import pytest
from concord_contracts.capacity import gains, most, team_time
from concord_contracts.facts.sample import CapacityStated


def stated(teams: int, cases_a_day: int, days: int, staff: int) -> CapacityStated:
    return CapacityStated(
        review="pqcr-1", teams=teams, cases_a_day=cases_a_day, days=days, staff=staff
    )


@pytest.mark.parametrize(
    ("factors", "time", "at_most", "gain"),
    [
        ((2, 4, 3, 45), 24, 24, (12, 6, 8, 0)),
        ((2, 4, 3, 18), 24, 18, (0, 0, 0, 1)),
        ((2, 4, 3, 24), 24, 24, (0, 0, 0, 0)),
        ((12, 4, 3, 150), 144, 144, (6, 6, 6, 0)),
        ((1, 1, 1, 0), 1, 0, (0, 0, 0, 1)),
    ],
    ids=["time binds", "staff bind", "both bind", "time binds until staff do", "nobody to hear"],
)
@pytest.mark.proves("PQCR-43")
def test_the_least_of_the_four_factors_bounds_the_number_of_cases(
    factors: tuple[int, int, int, int], time: int, at_most: int, gain: tuple[int, ...]
) -> None:
    capacity = stated(*factors)

    assert (team_time(capacity), most(capacity)) == (time, at_most)
    assert tuple(gains(capacity).values()) == gain
