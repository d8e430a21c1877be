"""North Carolina's edition of the OSRI, against its plan and the instrument's catalogues."""

from __future__ import annotations

from concord_contracts.quoted import Certainty
from concord_kernel.jurisdictions import Jurisdictions

from tests.support.rules import table

INSTALLED = Jurisdictions.installed()
OSRI = INSTALLED.read("northcarolina/osri@2014")
TEN = (
    "buncombe",
    "craven",
    "cumberland",
    "durham",
    "hoke",
    "mecklenburg",
    "pitt",
    "scotland",
    "wake",
    "wilson",
)
OUTCOMES = {
    "S1": "safety-1",
    "S2": "safety-2",
    "P1": "permanency-1",
    "P2": "permanency-2",
    "WB1": "well-being-1",
    "WB2": "well-being-2",
    "WB3": "well-being-3",
}


def test_the_plan_speaks_for_100_counties_and_their_state_division() -> None:
    agencies = INSTALLED.of("nc-durham").agencies

    assert len([name for name in agencies.values() if name.endswith(" County")]) == 100
    assert agencies.keys() >= {"nc-dss", "nc-new-hanover", "nc-mcdowell"}


def test_the_18_items_with_their_outcomes_and_earlier_numbers() -> None:
    rows = table("osri_items.csv")
    entries = OSRI.catalogue("osri.items").entries

    assert [
        (
            f"item-{row['item_R3_R4']}",
            OUTCOMES[row["outcome"]],
            [f"r2-item-{n}" for n in row["R2_item_numbers"].split(",")],
        )
        for row in rows
    ] == [(entry.code, entry.under, list(entry.also)) for entry in entries]
    assert all(entry.detail for entry in entries)


def test_items_that_were_not_read_say_so() -> None:
    unread = [
        each.code
        for each in OSRI.catalogue("osri.items").entries
        if each.certainty is Certainty.UNCONFIRMED
    ]

    assert unread == ["item-15", "item-16", "item-17", "item-18"]


def test_the_systemic_items_are_sure_only_where_a_source_was_read() -> None:
    rows = {f"item-{row['item']}": row for row in table("systemic_items.csv")}
    entries = {entry.code: entry for entry in OSRI.catalogue("systemic.items").entries}

    assert {code: row["title"] for code, row in rows.items()} == {
        code: each.label for code, each in entries.items()
    }
    assert {code for code, row in rows.items() if row["status"] == "recalled"} == {
        code for code, each in entries.items() if each.certainty is Certainty.UNCONFIRMED
    }


def test_the_two_streams_and_their_quotas() -> None:
    design = OSRI.design("osri.sample")
    county, state = design.streams
    published = {row["scope"]: row for row in table("sample_designs.csv")}

    for stream, row in (
        (county, published["NC PIP county-reviewed"]),
        (state, published["NC PIP state-reviewed"]),
    ):
        assert (int(row["total"]), int(row["foster_care"]), int(row["in_home"])) == (
            stream.total,
            stream.quota("foster-care"),
            stream.quota("in-home"),
        )
    assert (design.total, design.begin, design.end) == (213, 1, 12)
    assert county.members == tuple(f"nc-{name}" for name in TEN)
    assert (county.reviewers, county.oversight, state.reviewers) == (
        "county-staff",
        "state-staff",
        "state-staff",
    )


def test_every_county_stands_in_one_stream_and_the_state_in_none() -> None:
    design = OSRI.design("osri.sample")
    streams = [
        stream.id if (stream := design.stream_of(each)) else None
        for each in INSTALLED.of("nc-wake").agencies
    ]

    assert {each: streams.count(each) for each in set(streams)} == {
        "county-reviewed": 10,
        "state-reviewed": 90,
        None: 1,
    }


def test_the_70_activities_with_their_quarters() -> None:
    assert OSRI.plan is not None
    rows = table("nc_pip_activities.csv")

    assert [
        (
            f"{row['goal']}.{row['strategy']}.{row['activity']}",
            int(row["begin_q"]),
            int(row["end_q"]),
        )
        for row in rows
    ] == [(each.id, each.begin, each.end) for each in OSRI.plan.activities]
    for row, activity in zip(rows, OSRI.plan.activities, strict=True):
        assert "".join(row["first_words"].split()) in "".join(activity.text.split())
    assert (len(OSRI.plan.goals), len(OSRI.plan.strategies), len(OSRI.plan.activities)) == (
        5,
        14,
        70,
    )


def test_only_the_two_review_streams_run_beyond_the_eighth_quarter() -> None:
    assert OSRI.plan is not None

    assert [each.id for each in OSRI.plan.activities if each.end > 8] == ["2.1.c", "2.1.d"]


def test_the_strategies_name_their_items_as_stated() -> None:
    assert OSRI.plan is not None
    links = {
        each.id: [link.removeprefix("item-") for link in each.links]
        for each in OSRI.plan.strategies
    }
    permanency = ["4", "5", "6", "20", "23", "24"]

    assert links == {
        "1.1": [*map(str, range(1, 19)), "20"],
        "1.2": ["26", "27"],
        "1.3": ["26", "27"],
        "1.4": list(OUTCOMES.values()),
        "1.5": ["permanency-2"],
        "2.1": [],
        "2.2": [],
        "3.1": permanency,
        "3.2": permanency,
        "3.3": ["4", "5", "6"],
        "4.1": ["29", "30"],
        "4.2": ["35"],
        "4.3": ["31", "32"],
        "5.1": ["19"],
    }


def test_activities_that_the_source_numbers_alike_have_ids_of_their_own() -> None:
    assert OSRI.plan is not None
    printed = {each.id: each.printed for each in OSRI.plan.activities if each.printed}

    assert printed == {f"4.1.{letter}": "1." for letter in "abcd"} | {
        f"4.2.{letter}": "0." for letter in "abcde"
    }


def test_the_communication_plans_are_activities_of_the_plan() -> None:
    assert OSRI.plan is not None
    texts = {each.id: each.text.lower() for each in OSRI.plan.activities}
    named = OSRI.codes("plan.communication-activities")

    assert sorted(named) == sorted(
        code for code, text in texts.items() if "execute" in text and "communication plan" in text
    )


def test_what_the_plan_counts() -> None:
    numbers = (
        "counties.total",
        "judicial-districts.total",
        "academy.supervisors",
        "listening-sessions.total",
    )

    counts = [100, 41, 80, 6]
    assert counts == [OSRI.number(each) for each in numbers]
    first, further = OSRI.number("academy.first-cohort"), OSRI.number("academy.further-cohorts")
    assert OSRI.number("academy.supervisors") == first + further * first
