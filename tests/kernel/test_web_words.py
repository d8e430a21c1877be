"""A rule's sentence with its facts filled in, in the field's words."""

from __future__ import annotations

import pytest
from concord_kernel import service as services
from concord_kernel.web import words
from concord_kernel.web.words import sentence, sentences

pytestmark = pytest.mark.usefixtures("of_all_services")


@pytest.fixture
def of_all_services() -> None:
    for name in services.installed_names():
        words.add(services.installed(name).package)


def test_a_sentence_is_filled_with_the_facts_of_the_refusal() -> None:
    said = sentence("theme.voices", {"facts": {"voices": 2, "enough": 3}, "overridable": False})

    assert said == (
        "2 distinct voices support this theme; it needs 3. One voice alone is never a theme."
    )


def test_a_list_is_read_out() -> None:
    needed = ("child-welfare", "probation")

    assert sentence("focus-area.statements", {"facts": {"needed": needed}}) == (
        "The focus area needs a reason from each of: Child welfare, Probation."
    )


def test_a_day_is_read_out_as_a_day() -> None:
    facts = {"facts": {"on": "2010-04-07"}}

    assert sentence("report.already-submitted", facts) == (
        "This document went in on April 7, 2010 already."
    )
    assert sentence("report.already-submitted", facts, "es") == (
        "Este documento ya se entregó el 7 de abril de 2010."
    )


@pytest.mark.parametrize("text", ["2010-02-31", "2010-4-7", "20100407", "2010-W04-5"])
def test_what_is_no_day_is_read_out_as_it_is(text: str) -> None:
    assert text in sentence("report.already-submitted", {"facts": {"on": text}})


def test_a_sentence_is_said_in_the_language_of_who_asks() -> None:
    facts = {"facts": {"needed": ("child-welfare", "probation")}}

    assert sentence("focus-area.statements", facts, "es").endswith(
        ": Bienestar infantil, Libertad condicional."
    )
    assert sentence("never.heard-of", {}, "es") == "never.heard-of"


def test_a_number_beside_the_facts_is_filled_in_too() -> None:
    said = sentence("frame.cannot-be-read", {"errors": [], "total": 7})

    assert said == "The file was not imported: 7 places need mending. Nothing was recorded."


def test_a_sentence_without_its_facts_is_still_said() -> None:
    assert sentence("theme.voices", {}).startswith("{voices} distinct voices")


def test_a_rule_without_a_sentence_is_said_by_its_name() -> None:
    assert sentence("never.heard-of", {"facts": {"x": 1}}) == "never.heard-of"


def test_a_fact_cannot_reach_into_the_program() -> None:
    """Facts fill blanks by name; what they hold is never taken for a blank."""
    said = sentence("focus-area.count", {"facts": {"chosen": "{rules.__class__}"}})

    assert "{rules.__class__}" in said


def test_every_service_adds_its_own_sentences() -> None:
    assert {"review.unknown", "theme.voices", "week.set-first", "report.not-open"} <= set(
        sentences()
    )
