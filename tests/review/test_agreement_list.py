"""Rows of who leads and of what was agreed, which are the same however the facts come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.leading import (
    DisagreementEscalated,
    DisagreementRaised,
    DisagreementSettled,
    PartEnded,
    PeerCountyChosen,
    PeerCountyDropped,
    PlanDecided,
)
from concord_review.agreement_list.projection import AGREEMENT_LIST
from concord_review.who_leads.projection import WHO_LEADS

from tests.support.leading import DECEMBER, added, agreement, resolved, seat_signed, taken
from tests.support.reviews import REASON, REVIEW, week
from tests.support.rows import Keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from concord_contracts.event import Event

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio


def peer(county: str) -> PeerCountyChosen:
    return PeerCountyChosen(
        review=REVIEW,
        county=county,
        reasons=("proximity",),
        contiguous=True,
        high_performing=True,
        together=False,
        text=REASON,
    )


async def test_parts_come_and_go_and_peers_are_confirmed_as_they_stand(
    cluster: Cluster, new_agency: Callable[[], str]
) -> None:
    keep = Keeping(cluster, "review", WHO_LEADS, new_agency)
    ended = PartEnded(review=REVIEW, person="leader-1", part="co-chair", kind="probation")
    leaders: list[Event] = [
        added("leader-1"),
        taken("leader-1", "co-chair", "probation"),
        taken("leader-1", "planning-team", "facilitator", "training"),
        taken("leader-1", "planning-team", "facilitator", "big-picture"),
        ended,
    ]
    counties: list[Event] = [
        peer("ca-a"),
        peer("ca-b"),
        PeerCountyDropped(review=REVIEW, county="ca-a"),
        resolved("peer-counties"),
        peer("ca-c"),
    ]

    kept = await keep(*leaders, *counties)
    anew = await keep(*counties, agreement("peer-counties"))

    assert [(each["kind"], each["duties"]) for each in kept["part"]] == [
        ("facilitator", ["big-picture"])
    ]
    assert {each["county"]: each["is_confirmed"] for each in kept["peer"]} == {
        "ca-b": True,
        "ca-c": False,
    }
    assert not any(each["is_confirmed"] for each in anew["peer"])


async def test_a_new_wording_has_no_signature_and_a_difference_keeps_its_steps(
    cluster: Cluster, new_agency: Callable[[], str]
) -> None:
    keep = Keeping(cluster, "review", AGREEMENT_LIST, new_agency)
    one = {"review": REVIEW, "disagreement": "disagreement-1"}
    facts: list[Event] = [
        week(),
        PlanDecided(
            review=REVIEW,
            among="pre-planning.decisions",
            decision="research",
            on=DECEMBER,
            text=REASON,
        ),
        agreement("research"),
        seat_signed("research", "state"),
        resolved("research"),
        DisagreementRaised(
            **one,
            by="state",
            level="planning-team",
            matter=REASON,
            arose_on=DECEMBER,
            told_on=DECEMBER,
        ),
        DisagreementEscalated(**one, level="co-chairs", on=DECEMBER, tried=REASON),
        DisagreementSettled(**one, level="co-chairs", on=DECEMBER, how=REASON),
    ]

    kept = await keep(*facts)
    anew = await keep(*facts, agreement("research"))

    assert [each["seat"] for each in kept["signature"]] == ["state"]
    assert kept["agreement"][0]["resolved_on"] == DECEMBER
    assert (anew["signature"], anew["agreement"][0]["resolved_on"]) == ([], None)
    assert [(each["level"], each["settled_on"]) for each in kept["disagreement"]] == [
        ("co-chairs", DECEMBER)
    ]
    assert len(kept["step"]) == len(kept["decided"]) == len(kept["week"]) == 1
