"""The rules of differences of opinion, and of the counties that come as peers."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.leading import (
    DisagreementEscalated,
    DisagreementRaised,
    DisagreementSettled,
    PeerCountyChosen,
    PeerCountyDropped,
)
from concord_contracts.facts.planning import RuleOverridden
from concord_kernel.decider import Refused
from concord_kernel.testing import Given
from concord_review.disagreements.commands import (
    EscalateDisagreement,
    RaiseDisagreement,
    SettleDisagreement,
)
from concord_review.disagreements.decide import DISAGREEMENTS
from concord_review.peer_counties.commands import ChoosePeerCounty, DropPeerCounty
from concord_review.peer_counties.decide import PEERS
from hypothesis import given

from tests.support.anyfacts import any_history
from tests.support.reviews import COUNTY, PEER, REASON, REVIEW, context, opened

if TYPE_CHECKING:
    from concord_contracts.event import Event

disagreements = Given(DISAGREEMENTS, context())
peers = Given(PEERS, context())
ONE = {"review": REVIEW, "disagreement": "disagreement-1"}
MONDAY, TUESDAY = date(2009, 11, 2), date(2009, 11, 3)
RAISE = RaiseDisagreement(
    **ONE, by="state", topic="research", matter=REASON, arose_on=MONDAY, told_on=TUESDAY
)
RAISED = DisagreementRaised(**RAISE.model_dump(), level="planning-team")
UP = EscalateDisagreement(**ONE, on=TUESDAY, tried=REASON)
SETTLE = SettleDisagreement(**ONE, on=TUESDAY, how=REASON)


def lifted(level: str) -> DisagreementEscalated:
    return DisagreementEscalated(**UP.model_dump(), level=level)


def settled(level: str) -> DisagreementSettled:
    return DisagreementSettled(**SETTLE.model_dump(), level=level)


@pytest.mark.proves("PQCR-19")
def test_a_difference_of_opinion_goes_up_level_by_level_from_the_lowest() -> None:
    disagreements(opened()).when(RAISE).then(RAISED)
    disagreements(opened(), RAISED).when(UP).then(lifted("co-chairs"))
    disagreements(opened(), RAISED, lifted("co-chairs")).when(UP).then(lifted("executive-team"))
    highest = (RAISED, lifted("co-chairs"), lifted("executive-team"))
    disagreements(opened(), *highest).when(UP).then_refused(
        "disagreement.levels", level="executive-team"
    )


@pytest.mark.proves("PQCR-19")
def test_what_is_settled_goes_nowhere() -> None:
    disagreements(opened(), RAISED, lifted("co-chairs")).when(SETTLE).then(settled("co-chairs"))
    done = disagreements(opened(), RAISED, settled("planning-team"))
    done.when(UP).then_refused("disagreement.settled")
    done.when(SETTLE).then_refused("disagreement.settled")


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"by": "choir"}, "disagreement.unknown-side"),
        ({"topic": "weather"}, "agreement.unknown"),
        ({"told_on": date(2009, 11, 1)}, "disagreement.told-before-it-arose"),
    ],
)
def test_a_difference_says_whose_it_is_about_what_and_when(
    changes: dict[str, Any], rule: str
) -> None:
    disagreements(opened()).when(RAISE.model_copy(update=changes)).then_refused(rule)


def test_steps_follow_each_other() -> None:
    early = UP.model_copy(update={"on": MONDAY})

    disagreements(opened(), RAISED).when(early).then_refused(
        "disagreement.out-of-order", since=TUESDAY.isoformat()
    )
    disagreements(opened()).when(UP).then_refused("disagreement.unknown")
    disagreements(opened(), RAISED).when(RAISE).then_refused("disagreement.already-raised")
    disagreements().when(RAISE).then_refused("review.unknown", review=REVIEW)


CHOOSE = ChoosePeerCounty(
    review=REVIEW,
    county=PEER,
    reasons=("performance", "similar-size"),
    contiguous=False,
    high_performing=True,
    together=False,
    text=REASON,
)
CHOSEN = PeerCountyChosen(**CHOOSE.model_dump())
DROP = DropPeerCounty(review=REVIEW, county=PEER)


@pytest.mark.proves("PQCR-20")
def test_the_host_chooses_a_peer_county_with_its_reasons() -> None:
    peers(opened()).when(CHOOSE).then(CHOSEN)
    peers(opened(), CHOSEN).when(DROP).then(PeerCountyDropped(review=REVIEW, county=PEER))
    peers(opened()).when(DROP).then_nothing()


@pytest.mark.proves("PQCR-20")
def test_a_county_that_is_not_known_to_perform_well_comes_with_a_reason() -> None:
    rule = "peer-county.high-performing"
    usual = CHOOSE.model_copy(update={"high_performing": False})

    peers(opened()).when(usual).then_refused(rule, overridable=True)
    peers(opened()).under(overrides={rule: REASON}).when(usual).then(
        RuleOverridden(review=REVIEW, rule=rule, reason=REASON),
        PeerCountyChosen(**usual.model_dump()),
    )


@pytest.mark.proves("PQCR-10")
def test_a_neighbour_may_run_its_review_together_with_the_host() -> None:
    together = CHOOSE.model_copy(update={"together": True})

    peers(opened()).when(together).then(PeerCountyChosen(**together.model_dump()))


@pytest.mark.parametrize(
    ("history", "changes", "rule", "facts"),
    [
        ((opened(),), {"county": COUNTY}, "peer-county.is-the-host", {}),
        ((opened(), CHOSEN), {}, "peer-county.already-chosen", {}),
        ((opened(),), {"reasons": ()}, "peer-county.reasons-needed", {"needed": 1}),
        ((opened(),), {"reasons": ("friendship",)}, "peer-county.unknown-reason", {}),
        ((), {}, "review.unknown", {"review": REVIEW}),
    ],
)
def test_a_peer_is_another_county_chosen_for_reasons(
    history: Any, changes: dict[str, Any], rule: str, facts: dict[str, Any]
) -> None:
    peers(*history).when(CHOOSE.model_copy(update=changes)).then_refused(rule, **facts)


@given(any_history())
def test_whatever_was_recorded_peers_and_differences_are_answered(facts: list[Event]) -> None:
    with suppress(Refused):
        DISAGREEMENTS.decide(UP, DISAGREEMENTS.fold(facts), context())
    with suppress(Refused):
        PEERS.decide(CHOOSE, PEERS.fold(facts), context())
