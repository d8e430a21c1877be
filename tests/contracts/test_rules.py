"""What an edition accepts, refuses and answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from concord_contracts.quoted import Level
from concord_contracts.rules import Edition, Parameter, RuleKindError, UnknownRuleError
from pydantic import ValidationError

from tests.support.rules import EVIDENCE, date_rule, edition_fields, parameter, small_edition

ENTRY = {"code": "a", "label": "A"}
READING = {"id": "other", "label": "Other", "start": "onsite.last-day", "steps": [], **EVIDENCE}
LISTS = [
    {"id": "upper", "title": "Upper", "entries": [ENTRY], **EVIDENCE},
    {
        "id": "lower",
        "title": "Lower",
        "under": "upper",
        "entries": [{**ENTRY, "under": "a"}],
        **EVIDENCE,
    },
]


def stream(**changes: Any) -> dict[str, Any]:
    return {
        "id": "first",
        "label": "First",
        "members": ["ut-amaurot"],
        "agencies": 1,
        "reviewers": "county-staff",
        "strata": [
            {"code": "x", "label": "X", "cases": 2},
            {"code": "y", "label": "Y", "cases": 3},
        ],
        "total": 5,
        **EVIDENCE,
        **changes,
    }


def design(*streams: dict[str, Any], **changes: Any) -> dict[str, Any]:
    held = {"id": "sample", "title": "Sample", "streams": streams, "total": 5, "begin": 1, "end": 4}
    return {**held, **EVIDENCE, **changes}


X = {"code": "x", "label": "X", "cases": 2}
ACTIVITY = {"id": "1.1.a", "text": "Do it", "begin": 1, "end": 2}


def plan(**changes: Any) -> dict[str, Any]:
    activity = {"id": "1.1.a", "text": "Do it", "begin": 1, "end": 2, **changes.pop("activity", {})}
    strategy = {
        "id": "1.1",
        "text": "Better",
        "activities": [activity],
        **changes.pop("strategy", {}),
    }
    goal = {"id": "1", "text": "Good", "strategies": [strategy], **changes.pop("goal", {})}
    return {"id": "pip", "title": "Plan", "quarters": 4, "goals": [goal], **EVIDENCE, **changes}


TWICE = plan()["goals"] * 2


def refusal(fields: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as refused:
        Edition.model_validate(fields)
    return str(refused.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": 45.0}, "value"),
        ({"value": 45.5}, "value"),
        ({"value": None}, "value"),
        ({"value": 2**53}, "value"),
        ({"value": {"minutes": 45}}, "value"),
        ({"value": ["Not A Code"]}, "value"),
        ({"unit": ""}, "a number has a unit"),
        ({"value": True}, "a number has a unit"),
        ({"value": "forty-five"}, "a number has a unit"),
        ({"value": ["a", "a"], "unit": ""}, "the code a stands twice"),
        ({"floor": 46}, "at least 46"),
        ({"floor": 1, "value": True, "unit": ""}, "at least 1"),
        ({"floor": 1, "value": "x", "unit": ""}, "at least 1"),
        ({"floor": 1.5}, "floor"),
        ({"level": "forbid"}, "level"),
        ({"id": "Interview Minutes"}, "id"),
        ({"until": "2008-12-31"}, "ends on 2008-12-31, before it begins on 2009-01-01"),
        ({"sentence": ""}, "quotes its sentence"),
        ({"sentence": "", "certainty": "inferred"}, "quotes its sentence"),
        ({"certainty": "unconfirmed"}, "says in its note what is missing"),
        ({"source": {}}, "source.document"),
        ({"weight": 1}, "weight"),
    ],
)
def test_a_parameter_that_does_not_hold_is_refused(changes: dict[str, Any], words: str) -> None:
    assert words in refusal(edition_fields(parameters=[parameter(**changes)]))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": "utopia/visit"}, "id"),
        ({"jurisdiction": "erewhon"}, "not an edition of erewhon/visit"),
        ({"protocol": "call"}, "not an edition of utopia/call"),
        ({"until": "2008-01-01"}, "before it begins"),
        (
            {"parameters": [parameter(), parameter(value=30)]},
            "the parameter interview.minutes stands twice",
        ),
        ({"anchors": []}, "refers to onsite.last-day, which is not in the edition"),
        ({"anchors": [{"id": "report.due", "label": "Due"}]}, "the date report.due stands twice"),
        (
            {"anchors": [{"id": "onsite.last-day", "label": "Last", "not_before": "nowhere"}]},
            "refers to nowhere",
        ),
        ({"dates": [date_rule(), date_rule()]}, "the date report.due stands twice"),
        ({"dates": [date_rule(start="nowhere")]}, "refers to nowhere"),
        ({"dates": [date_rule(start="report.due")]}, "in a circle: report.due"),
        (
            {"dates": [date_rule(id="x", start="y"), date_rule(id="y", start="x")]},
            "in a circle",
        ),
        ({"dates": [date_rule(steps=[{"count": 2.0, "unit": "months"}])]}, "count"),
        ({"dates": [date_rule(steps=[{"count": 2, "unit": "moons"}])]}, "unit"),
        ({"dates": [date_rule(steps=[{"count": 10_000, "unit": "days"}])]}, "count"),
        ({"dates": [date_rule(steps=[{"count": -10_000, "unit": "days"}])]}, "count"),
        ({"dates": [date_rule(readings=[READING, READING])]}, "the reading other stands twice"),
        ({"dates": [date_rule(takes="earliest")]}, "has only one"),
        ({"columns": [{"name": "c", "date": "nowhere"}]}, "a column refers to nowhere"),
        (
            {"columns": [{"name": "c", "date": "report.due"}, {"name": "c", "date": "report.due"}]},
            "the column c stands twice",
        ),
        (
            {"columns": [{"name": "c", "date": "report.due", "reading": "other"}]},
            "shows a reading that report.due does not have",
        ),
        (
            {"columns": [{"name": "c", "date": "report.due", "shows": "days-after-reading"}]},
            "a difference to no reading",
        ),
        ({"lists": [LISTS[0], LISTS[0]]}, "the list upper stands twice"),
        ({"lists": [LISTS[1]]}, "refers to upper"),
        ({"lists": [{**LISTS[0], "entries": []}]}, "the list upper is empty"),
        ({"lists": [{**LISTS[0], "entries": [ENTRY, ENTRY]}]}, "the entry a stands twice"),
        ({"lists": [{**LISTS[0], "entries": [{**ENTRY, "under": "b"}]}]}, "unlike a"),
        ({"lists": [LISTS[0], {**LISTS[1], "entries": [{**ENTRY, "under": "b"}]}]}, "refers to b"),
        ({"lists": [LISTS[0], {**LISTS[1], "entries": [ENTRY]}]}, "unlike a"),
        (
            {"quotas": [design(stream()), design(stream())]},
            "the sampling design sample stands twice",
        ),
        ({"quotas": [design(stream(), total=6)]}, "states 6 cases, and its parts sum to 5"),
        ({"quotas": [design(stream(total=6), total=6)]}, "states 6 cases, and its parts sum to 5"),
        ({"quotas": [design(stream(), begin=3, end=2)]}, "before it begins in 3"),
        ({"quotas": [design(stream(), stream(), total=10)]}, "the stream first stands twice"),
        (
            {"quotas": [design(stream(), stream(id="second"), total=10)]},
            "the agency ut-amaurot stands twice",
        ),
        (
            {"quotas": [design(stream(), outside=["ut-amaurot"])]},
            "the agency ut-amaurot stands twice",
        ),
        ({"quotas": [design(stream(members=[]))]}, "named agencies or all others, one of the two"),
        ({"quotas": [design(stream(others=True))]}, "named agencies or all others, one of the two"),
        ({"quotas": [design(stream(agencies=2))]}, "names 1 agencies of 2"),
        (
            {
                "quotas": [
                    design(
                        stream(members=[], others=True),
                        stream(id="second", members=[], others=True),
                        total=10,
                    )
                ]
            },
            "two streams that take all others",
        ),
        (
            {"phases": [{"id": "p", "label": "P", "least": 8, "most": 6, **EVIDENCE}]},
            "at most 6 months and at least 8",
        ),
        ({"phases": [{"id": "p", "label": "P", **EVIDENCE}] * 2}, "the phase p stands twice"),
        (
            {"plan": plan(activity={"begin": 3, "end": 2})},
            "complete in quarter 2, before it begins",
        ),
        ({"plan": plan(activity={"begin": 0})}, "begin"),
        ({"plan": plan(activity={"end": 5})}, "ends in quarter 5 of 4"),
        ({"plan": plan(activity={"id": "1.2.a"})}, "so its id begins with 1.1."),
        (
            {"plan": plan(strategy={"id": "2.1"}, activity={"id": "2.1.a"})},
            "so its id begins with 1.",
        ),
        ({"plan": plan(goals=[])}, "plan.goals"),
        ({"quotas": [design()]}, "streams"),
        ({"quotas": [design(stream(strata=[], total=0), total=0)]}, "strata"),
        (
            {"quotas": [design(stream(strata=[X, X], total=4), total=4)]},
            "the stratum x stands twice",
        ),
        ({"quotas": [design(stream(strata=[{**X, "cases": -2}], total=-2), total=-2)]}, "cases"),
        (
            {"quotas": [design(stream(members=["ut-amaurot"] * 2, agencies=2))]},
            "the agency ut-amaurot stands twice",
        ),
        ({"quotas": [design(stream(), begin=0)]}, "begin"),
        ({"phases": [{"id": "p", "label": "P", "least": -1, **EVIDENCE}]}, "least"),
        ({"plan": plan(goals=TWICE)}, "the goal 1 stands twice"),
        (
            {"plan": plan(strategy={"activities": [ACTIVITY, ACTIVITY]})},
            "the part 1.1.a stands twice",
        ),
        ({"plan": plan(links_to=["upper"])}, "the plan refers to upper"),
        ({"plan": plan(goal={"links": ["a"]})}, "the plan pip refers to a"),
        (
            {"plan": plan(strategy={"links": ["b"]}, links_to=["upper"]), "lists": LISTS},
            "the plan pip refers to b",
        ),
    ],
)
def test_an_edition_that_does_not_hold_together_is_refused(
    changes: dict[str, Any], words: str
) -> None:
    assert words in refusal(edition_fields(**changes))


def test_a_refusal_does_not_repeat_its_input() -> None:
    words = refusal(edition_fields(parameters=[parameter(level="a secret")]))

    assert "secret" not in words


def test_the_small_edition_holds() -> None:
    lists_and_plan = {
        "lists": LISTS,
        "quotas": [design(stream(), stream(id="rest", members=[], others=True), total=10)],
        "plan": plan(links_to=["upper"], goal={"links": ["a"]}, strategy={"links": ["a"]}),
    }

    assert small_edition(**lists_and_plan).plan is not None


def test_what_begins_and_ends_at_once_holds() -> None:
    one_day = parameter(since="2009-01-01", until="2009-01-01")
    at_once = {"quotas": [design(stream(), begin=2, end=2)], "plan": plan(activity={"begin": 2})}

    edition = small_edition(parameters=[one_day], until="2009-01-01", **at_once)

    assert edition.at(date(2009, 1, 1)) == edition.parameters


def test_a_number_may_stand_at_its_floor() -> None:
    assert Parameter.model_validate(parameter(floor=45)).floor == 45


def test_a_value_keeps_its_kind() -> None:
    values: list[Any] = [True, False, 0, 1, "1", "", (), ("a", "b-2")]

    kept = [
        Parameter.model_validate(
            parameter(value=value, unit="x" if type(value) is int else "")
        ).value
        for value in values
    ]

    assert [(type(value), value) for value in values] == [(type(value), value) for value in kept]


def test_a_rule_is_asked_for_by_its_id() -> None:
    edition = small_edition(lists=LISTS, quotas=[design(stream())])

    assert edition.parameter("interview.minutes").level is Level.WARN
    assert edition.date_rule("report.due").start == "onsite.last-day"
    assert edition.catalogue("lower").of("a") == edition.catalogue("lower").entries
    assert edition.catalogue("upper").entry("a") == edition.catalogue("upper").entries[0]
    assert edition.catalogue("upper").entry("b") is None
    assert edition.design("sample").streams[0].quota("y") == 3
    assert edition.design("sample").streams[0].quota("z") == 0


@pytest.mark.parametrize("ask", ["parameter", "number", "date_rule", "catalogue", "design"])
def test_a_rule_that_is_not_there_is_named(ask: str) -> None:
    with pytest.raises(UnknownRuleError, match="utopia/visit@2009 has no rule nowhere"):
        getattr(small_edition(), ask)("nowhere")


@pytest.mark.parametrize(
    ("value", "ask"),
    [(45, "number"), (True, "flag"), ("post", "words"), (("a", "b"), "codes")],
)
def test_a_value_is_read_as_what_it_is(value: object, ask: str) -> None:
    unit = "minutes" if type(value) is int else ""
    edition = small_edition(parameters=[parameter(value=value, unit=unit)])

    assert value == getattr(edition, ask)("interview.minutes")
    for other in {"number", "flag", "words", "codes"} - {ask}:
        with pytest.raises(RuleKindError, match=r"interview\.minutes is not of kind"):
            getattr(edition, other)("interview.minutes")


def test_parameters_are_in_force_from_their_first_to_their_last_day() -> None:
    old = parameter(id="old", until="2010-06-30")
    new = parameter(id="new", since="2010-07-01")
    edition = small_edition(parameters=[old, new])

    in_force = {
        day: [each.id for each in edition.at(date.fromisoformat(day))]
        for day in ("2008-12-31", "2009-01-01", "2010-06-30", "2010-07-01")
    }

    assert in_force == {
        "2008-12-31": [],
        "2009-01-01": ["old"],
        "2010-06-30": ["old"],
        "2010-07-01": ["new"],
    }


def test_a_stream_takes_its_members_or_all_others_and_never_those_outside() -> None:
    rest = stream(id="rest", members=[], others=True)
    held = small_edition(quotas=[design(stream(), rest, total=10, outside=["ut-dss"])]).design(
        "sample"
    )

    found = {agency: held.stream_of(agency) for agency in ("ut-amaurot", "ut-elsewhere", "ut-dss")}

    assert [each.id if each else None for each in found.values()] == ["first", "rest", None]


def test_without_a_stream_for_all_others_an_agency_may_have_none() -> None:
    assert (
        small_edition(quotas=[design(stream())]).design("sample").stream_of("ut-elsewhere") is None
    )


def test_an_edition_never_changes() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        small_edition().title = "Other"  # type: ignore[misc] # the assignment is the test
