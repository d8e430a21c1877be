"""Tools: what holds together, what is refused and where, what shows, what is missing."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from itertools import count
from typing import Any

import pytest
from concord_contracts.answering import Answers, misfit, unanswered
from concord_contracts.facts.tool import AnswersSaved, Chosen, Dated, Numbered, Written
from concord_contracts.questions import Tool
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.support.reviews import text
from tests.support.tools import SYNTHETIC, choices, question, said, tool, tool_of
from tests.support.twins import in_node

ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "seen": st.sampled_from(["yes", "no", "na"]),
        "why-not": st.just("kept"),
        "who": st.lists(st.sampled_from(["child", "parent", "carer"]), unique=True, min_size=1),
        "where": st.sampled_from(["home", "office"]),
        "rating": st.integers(1, 6),
        "visits": st.integers(0, 31),
        "notes": st.just("kept"),
    },
)


def faults_of(written: dict[str, Any]) -> list[tuple[tuple[Any, ...], str]]:
    with pytest.raises(ValidationError) as refused:
        Tool.model_validate(written)
    return [(one["loc"], one["type"]) for one in refused.value.errors()]


def at(nth: int, *place: Any) -> tuple[Any, ...]:
    return ("sections", 0, "questions", nth, *place)


def test_a_tool_is_kept_by_its_content_and_read_back() -> None:
    one = tool()

    assert Tool.model_validate_json(one.canonical()) == one
    assert Tool.model_validate_json(one.canonical()).digest() == one.digest()
    assert tool(title=said("Another")).digest() != one.digest()
    assert json.loads(one.canonical())["sections"][1]["questions"][2]["earliest"] == "2009-01-01"


@pytest.mark.parametrize(
    ("wrong", "place", "rule"),
    [
        (
            question("b", show_if={"answered": "nobody"}),
            ("show_if", "answered"),
            "tool.unknown-question",
        ),
        (question("b", show_if={"answered": "z"}), ("show_if", "answered"), "tool.later-question"),
        (question("b", show_if={"answered": "b"}), ("show_if", "answered"), "tool.later-question"),
        (
            question("b", show_if={"not": {"==": [{"var": "typed"}, "x"]}}),
            ("show_if", "not", 0, "==", 0, "var"),
            "tool.typed-text",
        ),
        (question("b", show_if={"maybe": "a"}), ("show_if",), "condition.unknown-operator"),
        (question("b", show_if={"==": [1, 0.5]}), ("show_if", "==", 1), "condition.not-a-value"),
        (question("a"), ("code",), "tool.twice"),
        (question("b", "choice"), ("choices",), "tool.missing"),
        (question("b", "scale", least=1), ("most",), "tool.missing"),
        (question("b", "scale", least=1, most=11), ("most",), "tool.bounds"),
        (question("b", "number", least=2, most=1), ("most",), "tool.bounds"),
        (
            question("b", "date", earliest="2010-02-01", latest="2010-01-01"),
            ("latest",),
            "tool.bounds",
        ),
        (
            question("b", "scale", least=1, most=3, anchors=[{"step": 4, "label": said("x")}]),
            ("anchors", 0, "step"),
            "tool.bounds",
        ),
        (question("b", least=1), ("least",), "tool.of-another-kind"),
        (question("b", choices=choices("x")), ("choices",), "tool.of-another-kind"),
        (question("b", "choice", choices=choices("x", "x")), ("choices", 1, "code"), "tool.twice"),
        (question("b", label={"en": "Only English"}), ("label",), "tool.languages"),
        (question("b", help={"es": "Solo"}), ("help",), "tool.languages"),
        (question("b", "riddle"), ("kind",), "enum"),
        (question("b", surprise=1), ("surprise",), "extra_forbidden"),
        (question("B b"), ("code",), "string_pattern_mismatch"),
        (question("b", "number", least=0.5), ("least",), "int_type"),
    ],
    ids=map(str, count()),
)
def test_what_does_not_hold_together_is_refused_at_its_place(
    wrong: dict[str, Any], place: tuple[Any, ...], rule: str
) -> None:
    written = tool_of(question("a"), question("typed", "note"), wrong, question("z"))

    assert (at(2, *place), rule) in faults_of(written)


def test_every_fault_is_named_at_once_and_nothing_of_what_was_written() -> None:
    written = tool_of(
        question("a", show_if={"answered": "secret-words"}),
        question("b", "choice"),
        question("b", least=1),
    )

    found = faults_of(written)
    assert found == [
        (at(0, "show_if", "answered"), "tool.unknown-question"),
        (at(1, "choices"), "tool.missing"),
        (at(2, "least"), "tool.of-another-kind"),
        (at(2, "code"), "tool.twice"),
    ]
    with pytest.raises(ValidationError) as refused:
        Tool.model_validate(written)
    assert "secret-words" not in str(refused.value)


def test_a_section_stands_once_and_speaks_the_tools_languages() -> None:
    written = deepcopy(SYNTHETIC)
    written["sections"][1] |= {"id": "contact", "title": {"en": "Plan"}}

    assert faults_of(written) == [
        (("sections", 1, "id"), "tool.twice"),
        (("sections", 1, "title"), "tool.languages"),
    ]


def test_a_tool_asks_something() -> None:
    assert faults_of(tool_of() | {"sections": []}) == [(("sections",), "tool.missing")]
    assert faults_of(tool_of()) == [(("sections", 0, "questions"), "tool.missing")]


def test_an_answer_of_a_hidden_question_shows_nothing_later() -> None:
    chain = Tool.model_validate(
        tool_of(
            question("a"),
            question("b", show_if={"==": [{"var": "a"}, "yes"]}),
            question("c", show_if={"==": [{"var": "b"}, "yes"]}, required=True),
        )
    )
    answered = {"a": "no", "b": "yes"}

    assert [one.code for one in chain.visible(answered)] == ["a"]
    assert unanswered(chain, answered) == ()
    assert unanswered(chain, {"a": "yes", "b": "yes"}) == ("c",)
    assert answered == {"a": "no", "b": "yes"}


@settings(max_examples=3, deadline=None)
@given(st.lists(ANSWERS, min_size=100, max_size=200))
def test_what_shows_and_what_is_missing_are_the_same_in_the_page(
    cases: list[dict[str, Any]],
) -> None:
    one, sent = tool(), json.loads(tool().canonical())

    shown = in_node([("visible", sent, given) for given in cases])
    missing = in_node([("unanswered", sent, given) for given in cases])

    assert shown == [[each.code for each in one.visible(given)] for given in cases]
    assert missing == [list(unanswered(one, given)) for given in cases]


def test_progress_counts_what_shows_and_what_is_answered() -> None:
    answered = {"seen": "no", "why-not": "kept", "rating": 2, "where": "home"}

    (found,) = in_node([("progress", json.loads(tool().canonical()), answered)])

    assert found == [
        {"id": "contact", "asked": 3, "answered": 2},
        {"id": "plan", "asked": 4, "answered": 1},
    ]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("seen", "na"),
        ("who", ["carer", "child"]),
        ("where", "office"),
        ("rating", 6),
        ("visits", 0),
        ("planned", "2010-01-29"),
    ],
)
def test_an_answer_fits_its_question(code: str, value: Any) -> None:
    assert not misfit(tool().question(code), value)


@pytest.mark.parametrize(
    ("code", "value", "rule"),
    [
        ("nobody", "yes", "answer.unknown-question"),
        ("notes", "typed", "answer.is-typed"),
        ("seen", "maybe", "answer.not-a-choice"),
        ("seen", ["yes"], "answer.not-a-choice"),
        ("who", "child", "answer.not-a-choice"),
        ("who", [], "answer.not-a-choice"),
        ("who", ["child", "child"], "answer.not-a-choice"),
        ("who", [["child"]], "answer.not-a-choice"),
        ("rating", 7, "answer.not-within"),
        ("rating", "3", "answer.not-within"),
        ("rating", True, "answer.not-within"),
        ("visits", -1, "answer.not-within"),
        ("planned", "2011-01-01", "answer.not-a-day"),
        ("planned", "20100129", "answer.not-a-day"),
        ("planned", "soon", "answer.not-a-day"),
        ("planned", 3, "answer.not-a-day"),
    ],
)
def test_an_answer_that_does_not_fit_says_why(code: str, value: Any, rule: str) -> None:
    assert misfit(tool().question(code), value) == rule


@given(
    st.sampled_from([one.code for one in tool().questions]),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
        lambda parts: st.one_of(
            st.lists(parts, max_size=2), st.dictionaries(st.text(max_size=2), parts, max_size=1)
        ),
        max_leaves=3,
    ),
)
def test_whatever_is_sent_as_an_answer_fits_or_does_not(code: str, value: Any) -> None:
    assert misfit(tool().question(code), value) in {
        "",
        "answer.is-typed",
        "answer.not-a-choice",
        "answer.not-within",
        "answer.not-a-day",
    }


def test_later_answers_take_the_place_of_earlier_ones() -> None:
    def saved(**more: Any) -> AnswersSaved:
        return AnswersSaved(review="pqcr-1", session="session-1", tool="c" * 64, **more)

    first = saved(
        chosen=(Chosen(question="seen", codes=("no",)), Chosen(question="who", codes=("child",))),
        numbers=(Numbered(question="rating", number=2),),
        texts=(Written(question="why-not", text=text("text-1", "raw")),),
    )
    second = saved(
        chosen=(Chosen(question="seen", codes=("yes",)),),
        days=(Dated(question="planned", day=date(2010, 1, 29)),),
        texts=(Written(question="notes", text=text("text-2", "raw")),),
        cleared=("rating", "why-not"),
    )
    standing = Answers().after(first).after(second)

    assert standing.seen_by(tool()) == {
        "seen": "yes",
        "who": ["child"],
        "planned": "2010-01-29",
        "notes": "kept",
    }
    assert {code: ref.id for code, ref in standing.texts.items()} == {"notes": "text-2"}
