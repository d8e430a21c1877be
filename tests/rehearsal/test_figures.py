"""What a rehearsal makes of what its callers measured."""

from __future__ import annotations

import pytest

from tests.rehearsal.figures import Request, nobody_waits


def asked(*spans: tuple[float, float]) -> list[Request]:
    return [Request("page GET /x", at, until - at, 200) for at, until in spans]


@pytest.mark.parametrize(
    ("spans", "since", "moment"),
    [
        ([], 5.0, 5.0),
        ([(1, 2), (6, 7)], 5.0, 5.0),
        ([(1, 8), (9, 10)], 5.0, 8.0),
        ([(1, 8), (7, 12), (11, 13), (14, 15)], 5.0, 13.0),
        ([(4, 6), (1, 3), (5.5, 9)], 5.0, 9.0),
    ],
)
def test_callers_wait_until_all_that_was_asked_is_answered(
    spans: list[tuple[float, float]], since: float, moment: float
) -> None:
    assert nobody_waits(asked(*spans), since) == moment
