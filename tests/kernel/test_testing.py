"""The test vocabulary itself: it passes what holds and fails what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.directory import AgencyJoined, AgencyLeft
from concord_kernel.decider import Decider, Refused, Streams
from concord_kernel.testing import Given

from tests.support.reviews import context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.event import Event
    from concord_kernel.context import Context

JOINED = AgencyJoined(agency="ca-napa", jurisdiction="california")
LEFT = AgencyLeft(agency="ca-napa")


def decide(command: str, state: int, circumstances: Context) -> Sequence[Event]:
    match command:
        case "join":
            return [JOINED] * (state + 1)
        case "warn":
            raise Refused("agency.far", overridable=True, miles=state)
        case "whoever":
            raise Refused("agency.who", actor=circumstances.actor)
        case "break":
            raise KeyError(command)
        case _:
            return []


given = Given(
    Decider[str, int](0, lambda _: Streams("agency-1"), lambda state, _: state + 1, decide),
    context(),
)


def test_what_follows_is_compared_whole_and_in_order() -> None:
    given().when("join").then(JOINED)
    given(LEFT).when("join").then(JOINED, JOINED)
    for others in ((), (LEFT,), (JOINED, JOINED)):
        with pytest.raises(AssertionError, match="there followed"):
            given().when("join").then(*others)


def test_nothing_is_something_to_ask_for() -> None:
    given().when("rest").then_nothing()
    with pytest.raises(AssertionError, match="there followed"):
        given().when("join").then_nothing()


def test_a_refusal_is_no_quiet_answer() -> None:
    with pytest.raises(AssertionError, match=r"it was refused: Refused\('agency\.far'"):
        given().when("warn").then_nothing()


def test_a_refusal_is_compared_with_all_that_it_says() -> None:
    given(LEFT).when("warn").then_refused("agency.far", overridable=True, miles=1)


@pytest.mark.parametrize(
    ("rule", "overridable", "miles"),
    [("agency.near", True, 1), ("agency.far", False, 1), ("agency.far", True, 2)],
)
def test_another_refusal_is_another(rule: str, miles: int, *, overridable: bool) -> None:
    with pytest.raises(AssertionError, match="expected a refusal"):
        given(LEFT).when("warn").then_refused(rule, overridable=overridable, miles=miles)


def test_facts_are_no_refusal() -> None:
    with pytest.raises(AssertionError, match="expected a refusal"):
        given().when("join").then_refused("agency.far")


def test_the_circumstances_can_be_others() -> None:
    asked = given().when("whoever")
    asked.then_refused("agency.who", actor="coordinator-1")
    given.under(actor="reviewer-2")().when("whoever").then_refused("agency.who", actor="reviewer-2")


def test_a_broken_decision_is_no_refusal() -> None:
    with pytest.raises(KeyError):
        given().when("break").then_refused("agency.far")
