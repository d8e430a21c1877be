"""Every refusal has its sentence, every sentence its refusal, and its blanks are filled in."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from concord_kernel.jurisdictions import Jurisdictions

from tests.support.checkout import CORE, ROOT, files
from tests.support.source import Source, called, functions, sources, strings

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("source")

RULE = re.compile(r"[a-z]+(-[a-z]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+")
REFUSING = {"Refused": 0, "Rejected": 0, "keep_to": 1, "problem": 2, "add": 2, "HTTPException": 1}
"""What says no, and which of its arguments is the rule."""

FILLED_IN = {"total", "overridable"}
"""What the shell gives to every sentence."""


@cache
def sentences() -> dict[str, str]:
    """Every rule's sentence, of the kernel and of all services."""
    found: dict[str, str] = {}
    for path in files():
        if path.name == "words.toml":
            mine = tomllib.loads((ROOT / path).read_text("utf-8"))
            assert not (mine.keys() & found.keys()), f"{path} says again what is said"
            found |= mine
    return found


@cache
def asked_of_editions() -> frozenset[str]:
    """Every name that an installed edition gives to a rule, a date or a list."""
    jurisdictions = Jurisdictions.installed()
    editions = [
        jurisdictions.read(code)
        for state in jurisdictions.all()
        if state.jurisdiction
        for code in state.jurisdiction.editions
    ]
    return frozenset(
        name
        for edition in editions
        for name in (
            *(each.id for each in edition.parameters),
            *(each.id for each in edition.dates),
            *(each.id for each in edition.anchors),
            *(each.id for each in edition.lists),
        )
    )


def refusals(source: Source) -> Iterator[tuple[str, ast.Call, str]]:
    """Every place that says no with a rule written there: place, call, rule."""
    constants = dict(_constants(source.tree))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and called(node) in REFUSING:
            nth = REFUSING[called(node)]
            arguments = [
                *node.args,
                *(each.value for each in node.keywords if each.arg == "detail"),
            ]
            match arguments[nth : nth + 1]:
                case [ast.Constant(value=str(rule))] if RULE.fullmatch(rule):
                    yield source.at(node), node, rule
                case [ast.Name(id=name)] if name in constants:
                    yield source.at(node), node, constants[name]
                case _:
                    pass


def _constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Rules that a module gives a name of its own."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))) | (
                ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str(text)))
            ) if RULE.fullmatch(text):
                yield name, text
            case _:
                pass


def passed_on(source: Source) -> Iterator[tuple[str, str]]:
    """Rules in functions that hand a rule on by a variable, or that answer with one."""
    for function in functions(source):
        hands_on = any(
            called(call) in {"keep_to", "Refused"} and not isinstance(_rule_of(call), ast.Constant)
            for call in (each for each in ast.walk(function) if isinstance(each, ast.Call))
        )
        answers = isinstance(function.returns, ast.Name) and function.returns.id == "str"
        if hands_on or answers:
            for node, text in strings(function):
                if RULE.fullmatch(text) and (text in asked_of_editions() or answers):
                    yield source.at(node), text


def _rule_of(call: ast.Call) -> ast.expr | None:
    nth = REFUSING[called(call)]
    return call.args[nth] if len(call.args) > nth else None


def core() -> Iterator[Source]:
    """The code that may refuse."""
    yield from sources(*CORE)


SAMPLE = """
def decide(command, context):
    if command.late:
        raise Refused("review.too-late", days=3)
    limits = {"team.members-least": True}
    return [keep_to(context, rule, kept=kept) for rule, kept in limits.items()]

def _fault(cell) -> str:
    return "frame.empty-cell"
"""


def test_refusals_are_found_however_they_are_written() -> None:
    source = Source(Path("sample.py"), SAMPLE, ast.parse(SAMPLE))

    assert [(place, rule) for place, _, rule in refusals(source)] == [
        ("sample.py:4", "review.too-late")
    ]
    assert [rule for _, rule in passed_on(source)] == ["team.members-least", "frame.empty-cell"]


def test_every_refusal_has_its_sentence() -> None:
    unsaid = [
        f"{place}: {rule}"
        for source in core()
        for place, rule in [
            *((place, rule) for place, _, rule in refusals(source)),
            *(each for each in passed_on(source) if source.path.parts[0] == "services"),
        ]
        if rule not in sentences()
    ]

    assert unsaid == []


def test_every_sentence_is_of_a_rule_that_is_refused_somewhere() -> None:
    written = {text for source in core() for _, text in strings(source.tree)}
    unused = sorted(rule for rule in sentences() if rule not in written)

    assert unused == []


def test_every_rules_name_in_a_service_is_one_of_an_edition_or_has_a_sentence() -> None:
    """Whatever looks like a rule is one: a misspelt name would never bind."""
    strange = [
        f"{source.at(node)}: {text}"
        for source in sources("services/")
        for node, text in strings(source.tree)
        if RULE.fullmatch(text) and "." in text and not _is_a_file(text)
        if text not in asked_of_editions() and text not in sentences() and not _is_a_method(text)
    ]

    assert strange == []


def _is_a_file(text: str) -> bool:
    return text.endswith((".html", ".toml", ".csv", ".json", ".css", ".js", ".typ", ".pdf"))


def _is_a_method(text: str) -> bool:
    """A named method of drawing: ``sha256-order.1``."""
    return text.endswith(".1")


def test_a_sentence_names_only_what_its_refusals_give() -> None:
    silent = [
        f"{place}: {rule} does not give {', '.join(sorted(missing))}"
        for source in core()
        for place, call, rule in refusals(source)
        if called(call) in {"Refused", "keep_to"}
        if (missing := _named(sentences().get(rule, "")) - _given(call))
    ]

    assert silent == []


def _named(sentence: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(sentence) if field} - FILLED_IN


def _given(call: ast.Call) -> set[str]:
    return {each.arg for each in call.keywords if each.arg}


def test_a_sentence_is_a_sentence() -> None:
    unfinished = [
        rule for rule, said in sentences().items() if not re.fullmatch(r"[A-Z{].+\.", said)
    ]

    assert unfinished == []


def test_rules_of_the_words_are_spelt_like_rules() -> None:
    assert [rule for rule in sentences() if not RULE.fullmatch(rule)] == []
