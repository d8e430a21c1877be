"""The rules of reviewers, their confidentiality statements and their teams."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from itertools import starmap
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.planning import RuleOverridden
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.people.commands import (
    FormTeam,
    InviteReviewer,
    SignConfidentiality,
    WithdrawConfidentiality,
)
from concord_review.people.decide import PEOPLE
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import (
    COUNTY,
    OTHER_REVIEW,
    PEER,
    REASON,
    REVIEW,
    THREE,
    context,
    invited,
    member,
    opened,
    signed,
    team,
    text,
    withdrawn,
)

if TYPE_CHECKING:
    from concord_contracts.event import Event
    from concord_contracts.facts.people import Member

people = Given(PEOPLE, context())

INVITE = InviteReviewer(
    review=REVIEW, reviewer="reviewer-1", name=text("text-name-1", "directory"), home=PEER
)
SIGN = SignConfidentiality(review=REVIEW, reviewer="reviewer-1", on=date(2010, 1, 11))
WITHDRAW = WithdrawConfidentiality(review=REVIEW, reviewer="reviewer-1", on=date(2010, 1, 20))


def ready(*numbers: int, home: str = PEER) -> list[Event]:
    """Reviewers who were invited and signed."""
    return [fact for number in numbers for fact in (invited(number, home=home), signed(number))]


def form(*members: Member) -> FormTeam:
    return FormTeam(review=REVIEW, team="team-1", members=members)


def test_a_person_is_asked_to_review_and_only_a_reference_to_the_name_is_recorded() -> None:
    people(opened()).when(INVITE).then(invited(1))


def test_a_reviewer_is_invited_once() -> None:
    people(opened(), invited(1)).when(INVITE).then_refused("reviewer.already-invited")


@pytest.mark.parametrize("command", [INVITE, SIGN, WITHDRAW, form(*THREE)])
def test_nobody_reviews_where_no_review_is_open(command: FormTeam) -> None:
    people().when(command).then_refused("review.unknown", review=REVIEW)


def test_a_reviewer_signs_the_confidentiality_statement() -> None:
    people(opened(), invited(1)).when(SIGN).then(signed(1))


def test_a_signature_that_stands_is_recorded_once() -> None:
    people(opened(), invited(1), signed(1)).when(SIGN).then_nothing()


def test_a_withdrawn_signature_can_be_given_again() -> None:
    people(opened(), invited(1), signed(1), withdrawn(1)).when(SIGN).then(signed(1))


def test_nobody_signs_who_was_not_invited() -> None:
    people(opened()).when(SIGN).then_refused("reviewer.unknown", reviewer="reviewer-1")


def test_a_signature_is_withdrawn() -> None:
    people(opened(), invited(1), signed(1)).when(WITHDRAW).then(withdrawn(1))


def test_a_signature_that_was_never_given_is_not_withdrawn() -> None:
    people(opened(), invited(1)).when(WITHDRAW).then_nothing()


def test_nobody_withdraws_who_was_not_invited() -> None:
    people(opened()).when(WITHDRAW).then_refused("reviewer.unknown", reviewer="reviewer-1")


def test_three_people_with_a_role_each_form_a_team() -> None:
    people(opened(), *ready(1, 2, 3)).when(form(*THREE)).then(team())


def test_two_people_form_a_team_when_the_second_holds_two_roles() -> None:
    two = (member(1, "interviewer"), member(2, "timekeeper", "recorder"))

    people(opened(), *ready(1, 2)).when(form(*two)).then(team(members=two))


def test_a_fourth_member_observes() -> None:
    four = (*THREE, member(4, "observer"))

    people(opened(), *ready(1, 2, 3, 4)).when(form(*four)).then(team(members=four))


def test_a_team_is_formed_once() -> None:
    people(opened(), *ready(1, 2, 3), team()).when(form(*THREE)).then_refused("team.already-formed")


def test_nobody_stands_in_a_team_twice() -> None:
    twice = (member(1, "interviewer"), member(1, "timekeeper"), member(3, "recorder"))

    people(opened(), *ready(1, 3)).when(form(*twice)).then_refused("team.member-twice")


def test_nobody_is_in_a_team_who_was_not_invited() -> None:
    people(opened(), *ready(1, 2)).when(form(*THREE)).then_refused(
        "reviewer.unknown", reviewer="reviewer-3"
    )


@pytest.mark.parametrize("last", [(), (signed(3), withdrawn(3))])
def test_every_member_has_a_signature_that_stands(last: tuple[Event, ...]) -> None:
    history = (opened(), *ready(1, 2), invited(3), *last)

    people(*history).when(form(*THREE)).then_refused(
        "team.confidentiality-statement", unsigned=["reviewer-3"]
    )


def test_a_signature_for_another_review_does_not_count_in_this_one() -> None:
    elsewhere = (invited(3, review=OTHER_REVIEW), signed(3, OTHER_REVIEW))

    people(opened(), *ready(1, 2), *elsewhere).when(form(*THREE)).then_refused(
        "reviewer.unknown", reviewer="reviewer-3"
    )


def test_nobody_signs_for_a_review_they_were_not_asked_to() -> None:
    people(opened(), invited(1, review=OTHER_REVIEW)).when(SIGN).then_refused(
        "reviewer.unknown", reviewer="reviewer-1"
    )


@pytest.mark.parametrize(
    ("roles", "wrong"),
    [
        (("interviewer", "timekeeper", "timekeeper"), ["timekeeper", "recorder"]),
        (("interviewer", "interviewer", "recorder"), ["interviewer", "timekeeper"]),
        (("observer", "timekeeper", "recorder"), ["interviewer"]),
        (("observer", "observer", "observer"), ["interviewer", "timekeeper", "recorder"]),
    ],
)
def test_each_interview_has_each_role_once(roles: tuple[str, ...], wrong: list[str]) -> None:
    members = list(starmap(member, enumerate(roles, 1)))

    people(opened(), *ready(1, 2, 3)).when(form(*members)).then_refused("team.roles", roles=wrong)


def test_a_role_is_one_of_those_the_guide_names() -> None:
    members = (*THREE, member(4, "note-taker"))

    people(opened(), *ready(1, 2, 3, 4)).when(form(*members)).then_refused(
        "team.unknown-role", unknown=1
    )


@pytest.mark.parametrize("role", ["interviewer", "recorder"])
def test_staff_of_the_host_county_only_keep_time_or_observe(role: str) -> None:
    hosted = {"interviewer": 1, "recorder": 3}[role]
    others = [number for number in (1, 2, 3) if number != hosted]
    history = (opened(), *ready(*others), *ready(hosted, home=COUNTY))

    people(*history).when(form(*THREE)).then_refused(
        "host-staff.roles", allowed=["timekeeper", "observer"]
    )


def test_of_two_people_the_second_holds_both_other_roles() -> None:
    shared = (member(1, "interviewer", "timekeeper"), member(2, "recorder"))

    people(opened(), *ready(1, 2)).when(form(*shared)).then_refused(
        "team.second-of-two-roles", roles=["recorder", "timekeeper"]
    )


@pytest.mark.parametrize("hosted", [1, 2])
def test_of_two_people_neither_is_staff_of_the_host_county(hosted: int) -> None:
    two = (member(1, "interviewer"), member(2, "timekeeper", "recorder"))
    history = (opened(), *ready(3 - hosted), *ready(hosted, home=COUNTY))

    people(*history).when(form(*two)).then_refused("host-staff.in-team-of-two")


ALL_ROLES = ("interviewer", "timekeeper", "recorder")
SIZES = [
    (1, "team.members-least"),
    (2, ""),
    (3, ""),
    (4, ""),
    (5, "team.members-most"),
]


def sized(size: int) -> list[Member]:
    """A team of so many people, whose roles are filled."""
    if size == 1:
        return [member(1, *ALL_ROLES)]
    second = member(2, *ALL_ROLES[1:])
    return [member(1, "interviewer"), second, *(member(n, "observer") for n in range(3, size + 1))]


@pytest.mark.parametrize(("size", "rule"), SIZES)
def test_a_team_usually_has_two_to_four_members(size: int, rule: str) -> None:
    asked = people(opened(), *ready(*range(1, size + 1))).when(form(*sized(size)))

    if rule:
        asked.then_refused(rule, overridable=True, members=size, least=2, most=4)
    else:
        asked.then(team(members=tuple(sized(size))))


@pytest.mark.parametrize(("size", "rule"), [one for one in SIZES if one[1]])
def test_a_team_of_another_size_is_formed_with_a_reason(size: int, rule: str) -> None:
    given_reason = people(opened(), *ready(*range(1, size + 1))).under(overrides={rule: REASON})

    given_reason.when(form(*sized(size))).then(
        RuleOverridden(review=REVIEW, rule=rule, reason=REASON),
        team(members=tuple(sized(size))),
    )


def test_no_reason_goes_past_a_rule_that_blocks() -> None:
    rules = ("team.confidentiality-statement", "team.roles", "host-staff.roles")
    given_reasons = people.under(overrides=dict.fromkeys(rules, REASON))
    unsigned, of_the_host = (*ready(1, 2), invited(3)), ready(1, 2, 3, home=COUNTY)
    observed = (*THREE[:2], member(3, "observer"))

    given_reasons(opened(), *unsigned).when(form(*THREE)).then_refused(
        "team.confidentiality-statement", unsigned=["reviewer-3"]
    )
    given_reasons(opened(), *ready(1, 2, 3)).when(form(*observed)).then_refused(
        "team.roles", roles=["recorder"]
    )
    given_reasons(opened(), *of_the_host).when(form(*THREE)).then_refused(
        "host-staff.roles", allowed=["timekeeper", "observer"]
    )


def test_a_team_is_decided_on_its_members_own_streams() -> None:
    streams = PEOPLE.streams(form(*THREE))

    assert streams.writes == "team-team-1"
    assert streams.reads == (
        f"review-{REVIEW}",
        "reviewer-reviewer-1",
        "reviewer-reviewer-2",
        "reviewer-reviewer-3",
        f"agreement-{REVIEW}",
        f"hoststaff-{REVIEW}",
        f"teams-{REVIEW}",
    )


@given(any_history())
def test_whatever_was_recorded_a_command_is_answered(facts: list[Event]) -> None:
    with suppress(Refused):
        PEOPLE.decide(form(*THREE), PEOPLE.fold(facts), context())
