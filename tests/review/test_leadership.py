"""The rules of who leads a review."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.leading import LeaderAdded, PartEnded, PartTaken
from concord_contracts.facts.planning import RuleOverridden
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.leadership.commands import EndPart, NameLeader, TakePart
from concord_review.leadership.decide import LEADERSHIP
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.leading import HOMES, STATE, added, co_chairs, taken
from tests.support.reviews import COUNTY, PEER, REASON, REVIEW, context, opened, text

if TYPE_CHECKING:
    from concord_contracts.event import Event

leadership = Given(LEADERSHIP, context())
WHO = {"review": REVIEW, "person": "leader-1"}


def take(part: str, kind: str, *duties: str, person: str = "leader-1") -> TakePart:
    return TakePart(review=REVIEW, person=person, part=part, kind=kind, duties=duties)


def name(part: str, kind: str, home: str = COUNTY, *duties: str) -> NameLeader:
    said = text("text-leader-1", "directory")
    return NameLeader(**WHO, name=said, home=home, part=part, kind=kind, duties=duties)


@pytest.mark.proves("PQCR-11", "PQCR-01")
@pytest.mark.parametrize(("seat", "home"), HOMES.items())
def test_three_co_chairs_lead_of_child_welfare_probation_and_the_state(
    seat: str, home: str
) -> None:
    leadership(opened()).when(name("co-chair", seat, home)).then(
        LeaderAdded(**WHO, name=text("text-leader-1", "directory"), home=home),
        PartTaken(**WHO, part="co-chair", kind=seat),
    )


@pytest.mark.parametrize(
    ("seat", "home"), [("child-welfare", STATE), ("probation", PEER), ("state", COUNTY)]
)
def test_the_county_s_co_chairs_are_of_the_county_and_the_state_s_is_not(
    seat: str, home: str
) -> None:
    leadership(opened()).when(name("co-chair", seat, home)).then_refused(
        "review.host-co-chairs", seat=seat
    )


def test_one_person_sits_in_a_seat_until_the_part_is_ended() -> None:
    history: list[Event] = [opened(), *co_chairs(), added("leader-1")]
    gone = PartEnded(review=REVIEW, person="chair-probation", part="co-chair", kind="probation")

    leadership(*history).when(take("co-chair", "probation")).then_refused(
        "leadership.seat-taken", seat="probation"
    )
    leadership(*history, gone).when(take("co-chair", "probation")).then(
        taken("leader-1", "co-chair", "probation")
    )


@pytest.mark.proves("PQCR-14")
@pytest.mark.parametrize(
    ("person", "rule"),
    [("chair-child-welfare", ""), ("chair-probation", ""), ("chair-state", "no")],
)
def test_a_co_chair_of_the_county_may_coordinate_and_the_state_s_may_not(
    person: str, rule: str
) -> None:
    asked = leadership(opened(), *co_chairs()).when(
        take("coordinator", "coordinator", person=person)
    )

    if rule:
        asked.then_refused("review.coordinator-not")
    else:
        asked.then(taken(person, "coordinator", "coordinator"))


def test_a_coordinator_does_not_become_the_state_s_co_chair() -> None:
    history = (opened(), added("leader-1", STATE), taken("leader-1", "coordinator", "coordinator"))

    leadership(*history).when(take("co-chair", "state")).then_refused("review.coordinator-not")


@pytest.mark.proves("PQCR-10", "PQCR-12", "PQCR-13")
def test_one_person_may_have_several_parts_in_a_small_county() -> None:
    history = [opened(), *co_chairs()]
    more = (
        ("coordinator", "coordinator"),
        ("executive-team", "chief-probation-officer"),
        ("planning-team", "manager"),
    )

    for part, kind in more:
        had = [taken("chair-probation", *one) for one in more[: more.index((part, kind))]]
        leadership(*history, *had).when(take(part, kind, person="chair-probation")).then(
            taken("chair-probation", part, kind)
        )


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("co-chair", "courts"),
        ("coordinator", "state"),
        ("executive-team", "youth"),
        ("planning-team", "chief-probation-officer"),
        ("choir", "tenor"),
    ],
)
def test_a_part_is_one_that_the_guide_names(part: str, kind: str) -> None:
    leadership(opened(), added("leader-1")).when(take(part, kind)).then_refused(
        "leadership.unknown-part"
    )


@pytest.mark.proves("PQCR-22")
@pytest.mark.parametrize(
    "represents",
    [("executive-team", "deputy-or-manager"), ("planning-team", "supervisor")],
)
def test_who_supports_the_process_stays_neutral(represents: tuple[str, str]) -> None:
    academy = take("planning-team", "training-academy", "training")
    outside: list[Event] = [opened(), added("leader-1", STATE)]
    speaks = taken("leader-1", *represents)
    supports = taken("leader-1", "planning-team", "training-academy", "training")

    leadership(*outside).when(academy).then(supports)
    leadership(*outside, speaks).when(academy).then_refused("support.neutral")
    leadership(*outside, supports).when(take(*represents)).then_refused("support.neutral")
    leadership(opened(), added("leader-1")).when(academy).then_refused("support.neutral")
    leadership(*outside, *co_chairs()).when(academy).then_refused("support.neutral")


@pytest.mark.proves("PQCR-22")
def test_what_a_supporting_person_does_is_settled_early_or_a_reason_is_given() -> None:
    undecided = take("planning-team", "facilitator")
    outside = leadership(opened(), added("leader-1", PEER))

    outside.when(undecided).then_refused("support.role-early", overridable=True)
    outside.under(overrides={"support.role-early": REASON}).when(undecided).then(
        RuleOverridden(review=REVIEW, rule="support.role-early", reason=REASON),
        taken("leader-1", "planning-team", "facilitator"),
    )
    outside.when(take("planning-team", "facilitator", "magic")).then_refused(
        "leadership.unknown-duty"
    )


def test_a_part_is_ended_once() -> None:
    end = EndPart(review=REVIEW, person="chair-state", part="co-chair", kind="state")

    leadership(opened(), *co_chairs()).when(end).then(PartEnded(**end.model_dump()))
    leadership(opened()).when(end).then_nothing()


def test_a_part_that_somebody_has_is_recorded_once() -> None:
    again = take("co-chair", "state", person="chair-state")

    leadership(opened(), *co_chairs()).when(again).then_nothing()


@pytest.mark.parametrize(
    ("history", "command", "rule", "facts"),
    [
        ((), name("co-chair", "probation"), "review.unknown", {"review": REVIEW}),
        ((opened(),), take("co-chair", "probation"), "leadership.unknown-person", {}),
        (
            (opened(), added("leader-1")),
            name("co-chair", "probation"),
            "leadership.already-named",
            {},
        ),
    ],
)
def test_nobody_leads_who_is_not_named_in_an_open_review(
    history: Any, command: Any, rule: str, facts: dict[str, Any]
) -> None:
    leadership(*history).when(command).then_refused(rule, **facts)


@given(any_history())
def test_whatever_was_recorded_a_command_about_leaders_is_answered(facts: list[Event]) -> None:
    with suppress(Refused):
        LEADERSHIP.decide(take("co-chair", "state"), LEADERSHIP.fold(facts), context())
