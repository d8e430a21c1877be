"""Whatever the site says, it says in every language: no text escapes the catalogs."""

from __future__ import annotations

import re
import string
import tomllib
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from concord_kernel.web.language import LANGUAGES
from jinja2 import Environment, nodes

from tests.support.catalogs import OTHERS, kept, said_in, spoken_files, templates
from tests.support.checkout import ROOT, files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Message

BLANK = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
READ_OUT = {"aria-label", "alt", "title", "placeholder", "aria-description", "aria-valuetext"}
"""Attributes that people read or hear."""

NAMES = {"Concord", "UTC"}
"""What is called the same everywhere."""

SENTENCE = re.compile(r"^[A-Z][a-z]+|\w+ \w+ \w+")
"""How a text for people looks among the strings of a template."""

HANDED_ON = {"trim", "replace", "strftime", "format", "split"}
SAID = {"_", "gettext", "ngettext"}
ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def forms(message: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A text's forms: one, or one and many."""
    return (message or "",) if isinstance(message, str | None) else tuple(message)


def messages(folder: str, language: str) -> Iterator[Message]:
    yield from (one for one in kept(folder, language) if one.id)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_in_the_catalog_and_no_other(language: str) -> None:
    for folder, paths in spoken_files().items():
        said = {forms(one.id) for one in said_in(paths) if one.id}
        translated = {forms(one.id) for one in messages(folder, language)}

        assert said - translated == set(), f"{folder}: run make texts"
        assert translated - said == set(), f"{folder}: run make texts"


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language: str) -> None:
    silent = [
        f"{folder}: {one.id}"
        for folder in spoken_files()
        for one in messages(folder, language)
        if one.fuzzy or not all(forms(one.string))
    ]

    assert silent == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_keeps_its_blanks(language: str) -> None:
    lost = [
        f"{folder}: {one.id}"
        for folder in spoken_files()
        for one in messages(folder, language)
        for said in forms(one.string)
        if not _blanks(said) <= _blanks(*forms(one.id)) or _must(one) - _blanks(said)
    ]

    assert lost == []


def _blanks(*said: str) -> set[str]:
    return {name for one in said for name in BLANK.findall(one)}


def _must(message: Message) -> set[str]:
    """Blanks that every form of a translation has: what each form of the text has."""
    return set.intersection(*(_blanks(one) for one in forms(message.id)))


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_a_rule_has_its_twin_with_the_same_blanks(language: str) -> None:
    for path in (one for one in files() if one.name == "words.toml"):
        english = tomllib.loads((ROOT / path).read_text("utf-8"))
        twin = ROOT / path.with_name(f"words.{language}.toml")
        other = tomllib.loads(twin.read_text("utf-8")) if twin.is_file() else {}

        assert english.keys() == other.keys(), path
        for rule, said in english.items():
            assert _fields(said) == _fields(other[rule]), rule


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_no_template_says_anything_outside_of_the_catalogs() -> None:
    said = [
        f"{path}:{line}: {text}"
        for path in templates()
        for line, text in unmarked((ROOT / path).read_text("utf-8"))
    ]

    assert said == []


def unmarked(template: str) -> list[tuple[int, str]]:
    """Texts of a template that are not marked for the catalogs: line and text."""
    found = Text(_only_markup(template)).found
    parsed = ENVIRONMENT.parse(template)
    found += [
        (node.lineno, node.value)
        for node in _strings(parsed)
        if SENTENCE.search(node.value) and node.value not in NAMES
    ]
    return sorted(found)


def _only_markup(template: str) -> str:
    """A template without its expressions and without what stands in trans blocks."""
    kept: list[str] = []
    inside, block = False, ""
    for _, kind, value in ENVIRONMENT.lex(template):
        if kind == "block_begin":
            block = ""
        elif kind == "name" and not block:
            block = value
            inside = value in {"trans", "pluralize"} or (inside and value != "endtrans")
        shown = kind == "data" and not inside
        kept.append(value if shown else "\n" * value.count("\n"))
    return "".join(kept)


def _strings(node: nodes.Node) -> Iterator[nodes.Const]:
    """String constants that may be shown: not the texts of gettext, names, or comparisons."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in SAID:
        return
    if isinstance(node, nodes.Compare | nodes.FromImport | nodes.Import | nodes.Extends):
        return
    if isinstance(node, nodes.Call) and getattr(node.node, "attr", "") in HANDED_ON:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node
    for child in node.iter_child_nodes():
        yield from _strings(child)


class Text(HTMLParser):
    """Notes every text between tags, and in attributes that people read."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self.is_code = False
        self.feed(markup)
        self.close()

    def handle_data(self, data: str) -> None:
        if not self.is_code:
            self._note(data)

    def handle_endtag(self, tag: str) -> None:
        self.is_code = self.is_code and tag != "code"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_code = tag == "code"
        for name, value in attrs:
            if name in READ_OUT:
                self._note(value or "")

    def _note(self, text: str) -> None:
        words = " ".join(text.replace("·", " ").split())
        if re.search(r"[^\W\d_]{2,}", words) and words not in NAMES:
            self.found.append((self.getpos()[0], words))


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>{{ _('Cases') }}</p>", []),
        ("<p>Cases</p>", ["Cases"]),
        ("<p>{{ 'Yes' if x else 'No' }}</p>", ["No", "Yes"]),
        ("{{ forms.text('name', 'Name of the county') }}", ["Name of the county"]),
        ("{{ forms.text('name', _('Name of the county')) }}", []),
        ("<nav aria-label='Main'></nav>", ["Main"]),
        ("<nav aria-label='{{ _('Main') }}' class='Top bar'></nav>", []),
        ("{% trans n=n %}{{ n }} case{% pluralize %}{{ n }} cases{% endtrans %} left", ["left"]),
        ("<p><code>case_number</code>, {{ _('Dates') }}</p>", []),
        ("<p><code>case_number</code> or more</p>", ["or more"]),
        ("{% if kind == 'Some Kind' %}·{% endif %}<b>Concord</b>", []),
    ],
)
def test_a_text_outside_of_the_catalogs_is_found(template: str, found: list[str]) -> None:
    assert [text for _, text in unmarked(template)] == found


def test_the_site_speaks_english_and_spanish() -> None:
    assert list(LANGUAGES) == ["en", "es"]
