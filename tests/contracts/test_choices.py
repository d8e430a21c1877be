"""A choice sets what its reading says, and another reading can be taken."""

from __future__ import annotations

from typing import Any

import pytest
from concord_contracts.rulebook import Bookshelf
from concord_contracts.rules import Edition, UnknownRuleError
from pydantic import ValidationError

from tests.support.rules import EVIDENCE, date_rule, edition_fields

ANCHOR = {"id": "onsite.last-day", "label": "last day"}


def way(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "label": name.title(), **EVIDENCE, **more}


def choice(*ways: dict[str, Any], **more: Any) -> dict[str, Any]:
    asked = {"id": "length", "question": "How long?", "why": "Because.", "ways": ways}
    return {**asked, "taken": ways[0]["id"] if ways else "short", **more}


LENGTH = choice(
    way("short", sets={"interview.minutes": 45}, levels={"interview.minutes": "warn"}),
    way("long", sets={"interview.minutes": 60}, levels={"interview.minutes": "block"}),
)


def edition(*choices: dict[str, Any], **more: Any) -> Edition:
    fields = edition_fields(anchors=[ANCHOR], dates=[date_rule()], choices=choices, **more)
    return Edition.model_validate(fields)


def test_another_reading_changes_what_a_rule_says_how_hard_and_by_which_words() -> None:
    read = edition(LENGTH)

    other = read.taking("length", "long")

    assert (read.number("interview.minutes"), other.number("interview.minutes")) == (45, 60)
    assert other.parameter("interview.minutes").level.value == "block"
    assert (other.choice("length").taken, read.choice("length").taken) == ("long", "short")
    assert other.digest() != read.digest()
    assert read.taking("length", "short") == read


def test_a_date_is_counted_otherwise_and_what_it_was_stays_beside_it() -> None:
    steps = {"steps": [{"count": 60, "unit": "days"}], "start": "onsite.last-day"}
    months = {"steps": [{"count": 2, "unit": "months"}], "start": "onsite.last-day"}
    rule = date_rule(readings=[{"id": "sixty", "label": "Sixty", **steps, **EVIDENCE}])
    due = choice(
        way("months", counts=[{"date": "report.due", **months}]),
        way("days", counts=[{"date": "report.due", **steps}]),
    )
    fields = edition_fields(anchors=[ANCHOR], dates=[rule], choices=[due])
    read = Edition.model_validate(fields)

    (then,) = read.taking("length", "days").dates
    (back,) = read.taking("length", "days").taking("length", "months").dates

    assert str(then.steps[0]) == "+ 60 days"
    assert [one.id for one in then.readings] == ["sixty", "stated"]
    assert (str(back.steps[0]), len(back.readings)) == ("+ 2 months", 2)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ([choice(way("short"))], "at least two readings"),
        ([choice(way("short"), way("long"), taken="middle")], "at least two readings"),
        ([choice(way("short"), way("short"))], "stands twice"),
        ([LENGTH, LENGTH], "the choice length stands twice"),
        ([choice(way("short", sets={"interview.minutes": 45}), way("long"))], "the same rules"),
        ([{**LENGTH, "taken": "long"}], "interview.minutes is read otherwise"),
        ([choice(way("a", sets={"x.y": 1}), way("b", sets={"x.y": 2}))], "x.y, which is not in"),
        ([choice(way("a"), way("b"), rules=["x.y"])], "x.y, which is not in"),
    ],
)
def test_an_edition_that_contradicts_its_choices_is_refused(
    choices: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        edition(*choices)


def test_a_reading_that_is_not_there_cannot_be_taken() -> None:
    for name, other in (("length", "eternal"), ("width", "short")):
        with pytest.raises(UnknownRuleError):
            edition(LENGTH).taking(name, other)


BOOK = """
id = "utopia/visit@2009"
jurisdiction = "utopia"
protocol = "visit"
title = "Visits"
document = "A guide"
since = 2009-01-01
[[parameters]]
id = "visit.minutes"
value = 45
unit = "minutes"
level = "warn"
sentence = "It is said so."
[[choices]]
id = "length"
question = "How long?"
taken = "short"
why = "Because."
[[choices.ways]]
id = "short"
label = "Short"
sentence = "It is said so."
sets = { "visit.minutes" = 45 }
[[choices.ways]]
id = "long"
label = "Long"
sentence = "It is said otherwise."
sets = { "visit.minutes" = 60 }
"""
STATE = """
code = "utopia"
name = "Utopia"
editions = ["utopia/visit@2009"]
agencies = { ut-amaurot = "Amaurot" }
"""
OTHERWISE = """
[readings."utopia/visit@2009"]
length = "long"
"""


@pytest.mark.parametrize(("said", "minutes"), [(STATE, 45), (STATE + OTHERWISE, 60)])
def test_a_jurisdiction_takes_another_reading_in_one_line_of_its_own_data(
    said: str, minutes: int
) -> None:
    files = {"jurisdiction.toml": said, "visit.toml": BOOK}
    shelf = Bookshelf(files.__getitem__, {"utopia/visit@2009": "visit.toml"})

    read = shelf.edition("utopia/visit@2009")

    assert read is not None
    assert read.number("visit.minutes") == minutes
    assert shelf.jurisdiction.name == "Utopia"
