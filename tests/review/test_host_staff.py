"""Staff of the host on interview teams: agreed, trained, reported; and who worked there before."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.access import GrantGiven, RoleGiven
from concord_contracts.facts.people import (
    FormerEmployeeAccepted,
    HostStaffSeated,
    HostStaffTrained,
    ReviewerInvited,
    Tie,
    TiesDeclared,
    TrainingReported,
)
from concord_contracts.facts.planning import RuleOverridden
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.host_staff.commands import (
    DeclareTies,
    Joined,
    RecordTraining,
    ReportTraining,
)
from concord_review.host_staff.decide import HOST_STAFF
from concord_review.people.commands import AcceptFormerEmployee, FormTeam, InviteReviewer
from concord_review.people.decide import PEOPLE
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.leading import agreement, resolved
from tests.support.reviews import (
    COUNTY,
    PEER,
    REASON,
    REVIEW,
    context,
    invited,
    member,
    opened,
    selected,
    signed,
    team,
    text,
)

if TYPE_CHECKING:
    from concord_contracts.event import Event
    from concord_contracts.facts.people import Member

people = Given(PEOPLE, context())
staff = Given(HOST_STAFF, context())
TRAINED_ON, REPORTED_ON = date(2009, 12, 10), date(2009, 12, 11)
SECOND = {"review": REVIEW, "reviewer": "reviewer-2"}
TRAIN = RecordTraining(**SECOND, by="training-academy", on=TRAINED_ON)
REPORT = ReportTraining(**SECOND, on=REPORTED_ON)
TRAINED, REPORTED = HostStaffTrained(**TRAIN.model_dump()), TrainingReported(**REPORT.model_dump())
AGREED = (agreement("host-staff", "yes"), resolved("host-staff", "yes"))
MEMBERS = (member(1, "interviewer"), member(2, "timekeeper"), member(3, "recorder"))
SEATED = HostStaffSeated(review=REVIEW, team="team-1", reviewers=("reviewer-2",))


def form(*members: Member) -> FormTeam:
    return FormTeam(review=REVIEW, team="team-1", members=members or MEMBERS)


def everybody(home: str = COUNTY) -> list[Event]:
    """Three who signed; the second is of the host, unless said otherwise."""
    second = (invited(2, home=home), signed(2))
    return [opened(), invited(1), signed(1), *second, invited(3), signed(3)]


@pytest.mark.proves("PQCR-23", "PQCR-24", "PQCR-27")
def test_trained_staff_of_the_host_sit_on_a_team_when_everybody_agreed() -> None:
    people(*everybody(), *AGREED, TRAINED, REPORTED).when(form()).then(team(), SEATED)


@pytest.mark.proves("PQCR-23")
@pytest.mark.parametrize(
    "history",
    [
        (),
        (agreement("host-staff", "no"), resolved("host-staff", "no")),
        (*AGREED, agreement("host-staff", "yes")),
        (agreement("plan-of-action"), resolved("plan-of-action")),
    ],
)
def test_without_an_agreement_that_stands_no_staff_of_the_host_sits_on_a_team(
    history: tuple[Event, ...],
) -> None:
    past = people.under(overrides={"host-staff.agreed-by": REASON})

    past(*everybody(), *history, TRAINED, REPORTED).when(form()).then_refused(
        "host-staff.agreed-by"
    )


@pytest.mark.proves("PQCR-24")
def test_untrained_or_unreported_staff_of_the_host_sits_on_no_team() -> None:
    ready = [*everybody(), *AGREED]

    people(*ready).when(form()).then_refused("host-staff.trained", untrained=["reviewer-2"])
    people(*ready, TRAINED).when(form()).then_refused(
        "host-staff.training-reported", untold=["reviewer-2"]
    )


@pytest.mark.proves("PQCR-27")
@pytest.mark.parametrize("role", ["interviewer", "recorder"])
def test_staff_of_the_host_neither_interviews_nor_records(role: str) -> None:
    others = [one for one in ("interviewer", "timekeeper", "recorder") if one != role]
    members = (member(2, role), member(1, others[0]), member(3, others[1]))

    people(*everybody(), *AGREED, TRAINED, REPORTED).when(form(*members)).then_refused(
        "host-staff.roles", allowed=["timekeeper", "observer"]
    )


@pytest.mark.proves("PQCR-134")
def test_a_team_of_two_has_no_staff_of_the_host() -> None:
    two = (member(1, "interviewer"), member(2, "timekeeper", "recorder"))

    people(*everybody(), *AGREED, TRAINED, REPORTED).when(form(*two)).then_refused(
        "host-staff.in-team-of-two"
    )


FORMER = invited(2).model_copy(update={"formerly_of_host": True})
CONSENT = "team.former-host-employee-consent"


@pytest.mark.proves("PQCR-21")
def test_who_worked_for_the_host_before_reviews_it_with_the_host_s_consent() -> None:
    history = [opened(), invited(1), signed(1), FORMER, signed(2), invited(3), signed(3)]
    accept = AcceptFormerEmployee(**SECOND, on=TRAINED_ON)
    accepted = FormerEmployeeAccepted(**SECOND, on=TRAINED_ON)

    people(*history).when(form()).then_refused(CONSENT, overridable=True, without=["reviewer-2"])
    people(*history).under(overrides={CONSENT: REASON}).when(form()).then(
        RuleOverridden(review=REVIEW, rule=CONSENT, reason=REASON), team()
    )
    people(*history).when(accept).then(accepted)
    people(*history, accepted).when(accept).then_nothing()
    people(*history, accepted).when(form()).then(team())
    people(*everybody()).when(accept).then_refused("reviewer.not-of-the-host-before")


def invite(home: str, represents: str | None = None) -> InviteReviewer:
    name = text("text-name-2", "directory")
    return InviteReviewer(**SECOND, name=name, home=home, represents=represents)


def granted(home: str) -> GrantGiven:
    return GrantGiven(
        grant="grant-1",
        person="reviewer-2",
        home=home,
        roles=("reviewer",),
        purpose="peer-review",
        until=context().at,
    )


@pytest.mark.parametrize(
    ("known", "typed", "is_refused"),
    [
        ((), PEER, ""),
        ((granted(PEER),), PEER, ""),
        ((granted("ca-napa"),), PEER, "reviewer.another-home"),
        ((RoleGiven(person="reviewer-2", role="coordinator"),), COUNTY, ""),
        (
            (RoleGiven(person="reviewer-2", role="coordinator"),),
            PEER,
            "reviewer.another-home",
        ),
    ],
)
def test_an_account_is_invited_as_of_the_agency_it_belongs_to(
    known: tuple[Event, ...], typed: str, is_refused: str
) -> None:
    asked = people(opened(), *known).when(invite(typed))

    if is_refused:
        asked.then_refused(is_refused)
    else:
        asked.then(ReviewerInvited(**invite(typed).model_dump()))


@pytest.mark.proves("PQCR-106")
def test_a_reviewer_stands_for_somebody_whom_the_guide_wants_on_a_team() -> None:
    worker = invite(PEER, "peer-social-worker")

    people(opened()).when(worker).then(ReviewerInvited(**worker.model_dump()))
    people(opened()).when(invite(PEER, "tenor")).then_refused("reviewer.unknown-representative")


OF_THE_HOST = (opened(), invited(2, home=COUNTY))


@pytest.mark.proves("PQCR-24")
def test_a_training_is_recorded_and_then_reported() -> None:
    staff(*OF_THE_HOST).when(TRAIN).then(TRAINED)
    staff(*OF_THE_HOST, TRAINED).when(TRAIN).then_nothing()
    staff(*OF_THE_HOST, TRAINED).when(REPORT).then(REPORTED)
    staff(*OF_THE_HOST, TRAINED, REPORTED).when(REPORT).then_nothing()
    staff(*OF_THE_HOST).when(REPORT).then_refused("host-staff.trained-first")
    early = REPORT.model_copy(update={"on": date(2009, 12, 1)})
    staff(*OF_THE_HOST, TRAINED).when(early).then_refused("host-staff.trained-first")


def test_only_whom_the_guide_names_trains_and_only_the_host_s_staff_is_trained() -> None:
    by_a_friend = TRAIN.model_copy(update={"by": "friend"})

    staff(*OF_THE_HOST).when(by_a_friend).then_refused(
        "host-staff.trained-by", known=["training-academy", "county-consultant"]
    )
    staff(opened(), invited(2)).when(TRAIN).then_refused("host-staff.not-of-the-host")
    staff().when(TRAIN).then_refused("review.unknown", review=REVIEW)


def ties(*joined: tuple[str, str]) -> DeclareTies:
    return DeclareTies(**SECOND, ties=tuple(Joined(kind=kind, case=case) for kind, case in joined))


@pytest.mark.proves("PQCR-26")
def test_ties_to_cases_and_workers_are_told_anew_each_time() -> None:
    history = (*OF_THE_HOST, selected(1), selected(2))
    two = ties(("supervises", "case-001"), ("knows-case", "case-002"))
    told = TiesDeclared(
        **SECOND,
        ties=(
            Tie(kind="supervises", case="case-001", worker="worker-1"),
            Tie(kind="knows-case", case="case-002", worker="worker-2"),
        ),
    )

    staff(*history).when(two).then(told)
    staff(*history, told).when(two).then_nothing()
    staff(*history, told).when(ties()).then(TiesDeclared(**SECOND, ties=()))


@pytest.mark.parametrize(
    ("joined", "rule", "facts"),
    [
        (
            ("likes", "case-001"),
            "host-staff.unknown-tie",
            {"known": ["same-region", "knows-case", "supervises"]},
        ),
        (("supervises", "case-9"), "host-staff.unknown-case", {}),
    ],
)
def test_a_tie_is_of_a_known_kind_to_a_case_of_the_sample(
    joined: tuple[str, str], rule: str, facts: dict[str, Any]
) -> None:
    staff(*OF_THE_HOST, selected(1)).when(ties(joined)).then_refused(rule, **facts)


@given(any_history())
def test_whatever_was_recorded_host_staff_is_answered(facts: list[Event]) -> None:
    with suppress(Refused):
        HOST_STAFF.decide(TRAIN, HOST_STAFF.fold(facts), context())
    with suppress(Refused):
        PEOPLE.decide(form(), PEOPLE.fold(facts), context())
