"""Mississippi's edition of the practice model and its reviews, against the report."""

from __future__ import annotations

from datetime import date

from concord_contracts.chain import due_dates
from concord_contracts.quoted import Certainty, Level
from concord_kernel.jurisdictions import Jurisdictions

from tests.support.rules import table

INSTALLED = Jurisdictions.installed()
CQI = INSTALLED.read("mississippi/cqi@2009")


def test_the_six_components() -> None:
    rows = table("ms_components.csv")

    assert [row["component"] for row in rows] == [
        each.label for each in CQI.catalogue("components").entries
    ]


def test_the_48_activities_and_which_columns_are_inferred() -> None:
    activities = CQI.catalogue("activities")
    components = CQI.catalogue("components").codes

    assert [len(activities.of(each)) for each in components] == [9, 10, 5, 7, 10, 7]
    assert [
        sum(entry.certainty is Certainty.INFERRED for entry in activities.of(each))
        for each in components
    ] == [3, 1, 1, 1, 1, 1]
    assert len(activities.entries) == 48


def test_caseworker_visits_stand_in_every_component() -> None:
    visits = [
        each.under
        for each in CQI.catalogue("activities").entries
        if each.label == "Caseworker visits"
    ]

    assert tuple(visits) == CQI.catalogue("components").codes


def test_the_phases_of_a_region() -> None:
    assert [(each.id, each.least, each.most) for each in CQI.phases] == [
        ("planning", 6, 8),
        ("initial-implementation", 12, 12),
        ("continuing-assistance", None, None),
    ]


def test_the_dates_of_a_region() -> None:
    told = {
        "rollout.start": date(2010, 1, 1),
        "region.planning-start": date(2010, 1, 31),
        "region.implementation-start": date(2010, 9, 1),
    }

    assert {each.id: str(each.on) for each in due_dates(CQI, told)} == {
        "region.planning-end-earliest": "2010-07-31",
        "region.planning-end-latest": "2010-09-30",
        "review.baseline": "2010-09-01",
        "review.follow-up": "2011-09-01",
        "region.implementation-end": "2011-09-01",
        "rollout.all-regions": "2014-01-01",
    }


def test_what_a_consultant_recommends_blocks_nothing_but_the_model_s_own_definition() -> None:
    hard = [each.id for each in CQI.parameters if each.level in {Level.BLOCK, Level.BLOCK_RELEASE}]

    assert hard == ["safety.all-children-at-home", "involving.outside-household"]


def test_what_no_text_says_is_absent() -> None:
    assert CQI.quotas == ()
    assert not [
        each.id for each in CQI.parameters if "scale" in each.id or each.id.startswith("sample.")
    ]


def test_only_regions_that_a_source_names_are_agencies() -> None:
    regions = [each for each in INSTALLED.of("ms-dfcs").agencies if each.startswith("ms-region-")]

    assert len(regions) == 7
