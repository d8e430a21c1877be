"""The rules of decisions before the planning and of what the co-chairs agree on."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.leading import (
    DisagreementRaised,
    DisagreementSettled,
    PeerCountyChosen,
    PlanDecided,
)
from concord_contracts.facts.plan import (
    DocumentAttached,
    DocumentDetached,
    TaskReopened,
    TaskWaived,
)
from concord_contracts.facts.planning import FocusAreaTalked, RuleOverridden
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.agreements.commands import DraftAgreement, RecordDecision, SignAgreement
from concord_review.agreements.decide import AGREEMENT
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.leading import (
    DECEMBER,
    SEATS,
    agreement,
    co_chairs,
    resolved,
    seat_signed,
    taken,
)
from tests.support.reviews import MONDAY, PEER, REASON, REVIEW, context, edition, opened, text, week

if TYPE_CHECKING:
    from concord_contracts.event import Event

plan = Given(AGREEMENT, context())
SEVEN = edition().catalogue("agreements").codes
DUE = date(2009, 12, 11)
"""Forty-five days before Monday, 25 January 2010."""
PRE = "pre-planning.decisions"
PLANNING = "decisions.logistics"


def draft(topic: str, answer: Any = None) -> DraftAgreement:
    return DraftAgreement(review=REVIEW, topic=topic, text=text(f"text-{topic}"), answer=answer)


def sign(topic: str, seat: str, on: date = DECEMBER, **more: Any) -> SignAgreement:
    asked = {"signer": f"chair-{seat}", "for_others": False} | more
    return SignAgreement(review=REVIEW, topic=topic, seat=seat, on=on, **asked)


def record(among: str, decision: str, answer: Any = None) -> RecordDecision:
    said = text("text-decision")
    return RecordDecision(
        review=REVIEW, among=among, decision=decision, on=DECEMBER, text=said, answer=answer
    )


def decided(decision: str, among: str = PRE, answer: Any = None) -> PlanDecided:
    return PlanDecided(**record(among, decision, answer).model_dump())


def peer(county: str = PEER) -> PeerCountyChosen:
    return PeerCountyChosen(
        review=REVIEW,
        county=county,
        reasons=("proximity",),
        contiguous=True,
        high_performing=True,
        together=False,
        text=REASON,
    )


def disputed(topic: str | None) -> DisagreementRaised:
    return DisagreementRaised(
        review=REVIEW,
        disagreement="disagreement-1",
        by="state",
        topic=topic,
        level="planning-team",
        matter=REASON,
        arose_on=DECEMBER,
        told_on=DECEMBER,
    )


@pytest.mark.proves("PQCR-18")
@pytest.mark.parametrize("topic", SEVEN)
def test_a_topic_is_agreed_when_the_last_who_is_asked_has_signed(topic: str) -> None:
    body = ["planning-team"] if topic == "interview-teams" else []
    *first, last = [*body, *SEATS]
    before = [seat_signed(topic, seat) for seat in first]
    history = [opened(), *co_chairs(), week(), agreement(topic)]

    for nth, seat in enumerate(first):
        if seat in SEATS:
            asked = plan(*history, *before[:nth]).when(sign(topic, seat))
            asked.then(seat_signed(topic, seat))
    plan(*history, *before).when(sign(topic, last)).then(
        seat_signed(topic, last), resolved(topic).model_copy(update={"due": DUE})
    )


@pytest.mark.proves("PQCR-133")
def test_the_planning_team_has_to_agree_on_the_make_up_of_the_teams_too() -> None:
    signed = [seat_signed("interview-teams", seat) for seat in SEATS]
    history = (opened(), *co_chairs(), agreement("interview-teams"), *signed)
    theirs = sign("interview-teams", "planning-team", signer="coordinator-1", for_others=True)

    outcome = plan(*history).when(theirs)

    body = seat_signed("interview-teams", "planning-team").model_copy(
        update={"person": None, "on_paper": True}
    )
    outcome.then(body, resolved("interview-teams"))


@pytest.mark.proves("PQCR-18")
def test_what_is_agreed_late_needs_a_reason_and_is_recorded_with_it() -> None:
    two = [seat_signed("research", seat) for seat in SEATS[:2]]
    history = plan(opened(), *co_chairs(), week(), agreement("research"), *two)
    late = date(2009, 12, 12)

    history.when(sign("research", "state", late)).then_refused(
        "agreements.in-time", overridable=True, due=DUE.isoformat()
    )
    history.under(overrides={"agreements.in-time": REASON}).when(
        sign("research", "state", late)
    ).then(
        RuleOverridden(review=REVIEW, rule="agreements.in-time", reason=REASON),
        seat_signed("research", "state", late),
        resolved("research", on=late).model_copy(update={"due": DUE}),
    )
    assert (MONDAY - DUE).days == 45


def test_an_open_difference_of_opinion_is_settled_before_its_topic_is_agreed() -> None:
    two = [seat_signed("research", seat) for seat in SEATS[:2]]
    history = [opened(), *co_chairs(), agreement("research"), *two]
    settled = DisagreementSettled(
        review=REVIEW, disagreement="disagreement-1", level="planning-team", on=DECEMBER, how=REASON
    )
    last = sign("research", "state")
    done = (seat_signed("research", "state"), resolved("research"))

    plan(*history, disputed("research")).when(last).then_refused(
        "agreements.issues-resolved", overridable=True, disputed=1
    )
    plan(*history, disputed("research"), settled).when(last).then(*done)
    plan(*history, disputed("roles")).when(last).then(*done)


def test_nobody_signs_for_another_seat_but_the_coordinator_from_paper() -> None:
    history = plan(opened(), *co_chairs(), agreement("research"))
    on_paper = sign("research", "state", signer="coordinator-1", for_others=True)

    history.when(sign("research", "state", signer="chair-probation")).then_refused(
        "agreement.another-seat"
    )
    history.when(on_paper).then(
        seat_signed("research", "state").model_copy(update={"on_paper": True})
    )


def test_a_new_wording_needs_every_signature_anew() -> None:
    signed = [seat_signed("research", seat) for seat in SEATS]
    history = [opened(), *co_chairs(), agreement("research"), *signed, resolved("research")]

    plan(*history).when(sign("research", "state")).then_nothing()
    plan(*history, agreement("research")).when(sign("research", "state")).then(
        seat_signed("research", "state")
    )


@pytest.mark.parametrize(
    ("history", "command", "rule", "facts"),
    [
        ((), draft("research"), "review.unknown", {"review": REVIEW}),
        ((opened(),), draft("weather"), "agreement.unknown", {}),
        ((opened(),), draft("research", "yes"), "agreement.yes-or-no", {}),
        ((opened(),), draft("host-staff"), "agreement.yes-or-no", {}),
        ((opened(),), draft("peer-counties"), "agreement.no-peer-county", {}),
        ((opened(),), sign("research", "state"), "agreement.not-drafted", {}),
        (
            (opened(), agreement("research")),
            sign("research", "planning-team"),
            "agreement.not-asked",
            {"asked": list(SEATS)},
        ),
        (
            (opened(), agreement("research")),
            sign("research", "state"),
            "agreement.seat-empty",
            {"seat": "state"},
        ),
    ],
)
def test_what_cannot_be_agreed_is_refused(
    history: Any, command: Any, rule: str, facts: dict[str, Any]
) -> None:
    plan(*history).when(command).then_refused(rule, **facts)


@pytest.mark.proves("PQCR-23")
def test_whether_county_staff_sit_on_teams_is_asked_of_all_three_co_chairs() -> None:
    history = [opened(), *co_chairs(), agreement("host-staff", "yes")]
    first = [seat_signed("host-staff", seat) for seat in SEATS[:2]]

    plan(*history).when(sign("host-staff", "state")).then(seat_signed("host-staff", "state"))
    plan(*history, *first).when(sign("host-staff", "state")).then(
        seat_signed("host-staff", "state"), resolved("host-staff", "yes")
    )


@pytest.mark.proves("PQCR-23")
@pytest.mark.parametrize(
    ("already", "rule"),
    [
        ("co-chairs", ""),
        ("planning-team", ""),
        ("research", "host-staff.agreed-after"),
        ("coordinator", "host-staff.agreed-after"),
    ],
)
def test_it_is_agreed_after_leaders_are_designated_and_before_the_rest(
    already: str, rule: str
) -> None:
    asked = plan(opened(), *co_chairs(), decided(already)).when(draft("host-staff", "yes"))

    if rule:
        asked.then_refused(rule, decided=[already])
    else:
        asked.then(agreement("host-staff", "yes"))


@pytest.mark.proves("PQCR-25")
def test_the_plan_of_action_is_agreed_by_the_county_and_the_state() -> None:
    history = [opened(), *co_chairs(), agreement("plan-of-action")]
    of_the_county = [seat_signed("plan-of-action", seat) for seat in SEATS[:2]]

    plan(*history, *of_the_county).when(sign("plan-of-action", "state")).then(
        seat_signed("plan-of-action", "state"), resolved("plan-of-action")
    )


def documents(*without: str) -> list[Event]:
    """Every document that the choice of the focus area rests on; what is missing is set aside."""
    kinds = edition().codes("focus-area.inputs")
    attached = [
        DocumentAttached(
            review=REVIEW,
            document=f"paper-{one.rpartition('.')[2]}",
            kind=one,
            first=DECEMBER,
            what=REASON,
            where=REASON,
        )
        for one in kinds[1:]
        if one not in without
    ]
    return [*attached, TaskWaived(review=REVIEW, task=kinds[0], reason=REASON)]


@pytest.mark.proves("PQCR-115", "PQCR-116")
@pytest.mark.parametrize(
    ("among", "decision"),
    [
        (PRE, "co-chairs"),
        (PRE, "research"),
        (PRE, "peer-counties"),
        (PRE, "coordinator"),
        (PRE, "host-staff"),
        ("pre-planning.determinations", "focus-area"),
        ("pre-planning.determinations", "number-of-cases"),
        ("pre-planning.determinations", "purpose-of-files"),
    ],
)
def test_what_the_guide_wants_decided_before_the_planning_is_recorded(
    among: str, decision: str
) -> None:
    talked = FocusAreaTalked(
        review=REVIEW, by="probation", on=DECEMBER, data_reviewed=True, note=REASON
    )
    coordinator = taken("chair-probation", "coordinator", "coordinator")
    named = (*co_chairs(), coordinator, peer(), talked, resolved("host-staff", "no"))
    history = (opened(), *named, *documents())

    plan(*history).when(record(among, decision)).then(decided(decision, among))


@pytest.mark.proves("PQCR-115", "PQCR-117", "PQCR-42")
@pytest.mark.parametrize(
    ("among", "decision", "rule", "facts"),
    [
        (PRE, "planning-team", "planning-team.usual", {"missing": ["peer-county"]}),
        (PRE, "peer-counties", "pre-planning.determined", {}),
        (PRE, "coordinator", "pre-planning.determined", {}),
        (
            "pre-planning.determinations",
            "focus-area",
            "focus-area.early-talks",
            {"silent": ["probation"]},
        ),
        (PLANNING, "central-location", "decisions.central-location", {}),
    ],
)
def test_a_decision_that_goes_past_the_guide_s_advice_needs_a_reason(
    among: str, decision: str, rule: str, facts: dict[str, Any]
) -> None:
    usual = [one for one in edition().codes("planning-team.usual") if one != "peer-county"]
    team = [taken(f"planner-{one}", "planning-team", one) for one in usual]
    history = plan(opened(), *co_chairs(), *team, *documents())
    answer: Any = "no" if among == PLANNING else None

    history.when(record(among, decision, answer)).then_refused(rule, overridable=True, **facts)
    history.under(overrides={rule: REASON}).when(record(among, decision, answer)).then(
        RuleOverridden(review=REVIEW, rule=rule, reason=REASON), decided(decision, among, answer)
    )


@pytest.mark.proves("PQCR-32", "PQCR-116")
def test_the_focus_area_is_determined_from_its_documents_or_with_a_reason() -> None:
    talked = FocusAreaTalked(
        review=REVIEW, by="probation", on=DECEMBER, data_reviewed=True, note=REASON
    )
    choice = record("pre-planning.determinations", "focus-area")
    gone = DocumentDetached(review=REVIEW, document="paper-csa")
    reopened = TaskReopened(review=REVIEW, task="v.c.data-reports")
    for missing, history in (
        (5, []),
        (1, documents("v.c.sip")),
        (2, [*documents(), gone, reopened]),
    ):
        plan(opened(), talked, *history).when(choice).then_refused(
            "focus-area.inputs", overridable=True, missing=missing
        )
    over = RuleOverridden(review=REVIEW, rule="focus-area.inputs", reason=REASON)
    plan(opened(), talked).under(overrides={"focus-area.inputs": REASON}).when(choice).then(
        over, decided("focus-area", "pre-planning.determinations")
    )


def test_only_what_asks_whether_is_answered_with_yes_or_no() -> None:
    plan(opened()).when(record(PLANNING, "locations", "yes")).then_refused("decision.not-yes-or-no")
    plan(opened()).when(record(PLANNING, "central-location", "yes")).then(
        decided("central-location", PLANNING, "yes")
    )


@pytest.mark.proves("PQCR-12")
def test_the_executive_team_usually_is_whole_when_it_decides() -> None:
    issue = record("executive-team.issues", "event-week")
    usual = edition().codes("executive-team.usual")
    leaders = [taken(f"leader-{one}", "executive-team", one) for one in usual]

    plan(opened(), *leaders[:-1]).when(issue).then_refused(
        "executive-team.usual", overridable=True, missing=["state"]
    )
    plan(opened(), *leaders).when(issue).then(decided("event-week", "executive-team.issues"))


@pytest.mark.parametrize(
    ("decision", "rule", "facts"),
    [
        ("co-chairs", "review.co-chairs", {"seats": list(SEATS)}),
        ("host-staff", "host-staff.agreed-by", {}),
        ("weather", "decision.unknown", {}),
    ],
)
def test_a_decision_without_its_ground_is_refused(
    decision: str, rule: str, facts: dict[str, Any]
) -> None:
    plan(opened()).when(record(PRE, decision)).then_refused(rule, **facts)
    plan(opened()).when(record("report.sections", "introduction")).then_refused("decision.unknown")


@given(any_history())
def test_whatever_was_recorded_a_signature_is_answered(facts: list[Event]) -> None:
    with suppress(Refused):
        AGREEMENT.decide(sign("research", "state"), AGREEMENT.fold(facts), context())
