"""Pieces that pages share: whatever they are given is shown as text, in markup that closes."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel.web import pages
from concord_kernel.web.language import LANGUAGES
from jinja2 import UndefinedError

if TYPE_CHECKING:
    from jinja2 import Environment

VOID = {"meta", "link", "input", "br", "hr", "img"}
DANGEROUS = "script|style|iframe|object|embed|base"
ODD = {
    "script": """<script>alert('x')</script>""",
    "attribute": """x" onfocus="alert(1)" y='""",
    "closing": "</textarea></title></option></svg><img src=x onerror=alert(1)>",
    "template": "{{ 7 * 7 }}{% raw %}",
    "long": "Wort" * 500,
    "other letters": "שלום 你好 Ñandú \u202eevil",
    "empty": "",
    "percent": "100 %(x)s %s",
}
"""What somebody may have typed."""

NAMES = (
    "forms",
    "tables",
    "tags",
    "alerts",
    "steps",
    "charts",
    "dialogs",
    "navigation",
    "next_steps",
)
IMPORTS = "".join(f'{{% import "macros/{one}.html" as {one} %}}' for one in NAMES)

EVERY = {
    "text": "{{ forms.text(x, x, x, x, more={'pattern': x, 'placeholder': x}) }}",
    "optional text": "{{ forms.text('a', x, required=false) }}",
    "number": "{{ forms.number('a', x, x, 0, min=0, max=9, step=0.5) }}",
    "date and time": "{{ forms.date('a', x, x, x) }}{{ forms.time('a', x, x, x) }}",
    "password": "{{ forms.password('a', x, x, autocomplete='new-password') }}",
    "select": "{{ forms.select('a', x, [x, (x, x)], x, x, empty=x) }}",
    "select of nothing": "{{ forms.select('a', x, [], required=false) }}",
    "textarea": "{{ forms.textarea('a', x, x, x) }}",
    "radios": "{{ forms.radios('a', x, [(x, x), (x, x, x)], x, x) }}",
    "checkboxes": "{{ forms.checkboxes('a', x, [(x, x)], x, [x], required=true) }}",
    "no checkboxes": "{{ forms.checkboxes('a', x, []) }}",
    "flag": "{{ forms.flag('a', x, x, true) }}",
    "file": "{{ forms.file('a', x, x, accept=x) }}",
    "hidden and submit": "{{ forms.hidden(x, x) }}{{ forms.submit(x, 'outline') }}",
    "command": "{% call forms.command(x, x, submit=x, cancel=true, check=x) %}{{ x }}{% endcall %}",
    "small command": "{% call forms.command(x, inline=true, method='PUT') %}{{ x }}{% endcall %}",
    "command without fields": "{{ forms.command(x, submit=x) }}",
    "group": "{% call forms.group(x, x) %}{{ forms.text('a', x) }}{% endcall %}",
    "reveal": "{% call forms.reveal(x, open=true) %}{{ x }}{% endcall %}",
    "table": "{{ tables.table([x, (x, 'number')], [[x, x], [x, 7]], x, x) }}",
    "empty table": "{{ tables.table([x], [], x, x) }}",
    "counted": "{{ tables.counted(7) }}{{ tables.counted(none) }}{{ x }}",
    "facts": "{{ tables.facts([(x, x), (x, 7)]) }}",
    "next steps": "{{ next_steps.list([{'what': x, 'href': x, 'said': x, 'late': true,"
    " 'until': none, 'is_on': false}]) }}",
    "a part": "{{ next_steps.part(x, x, x, x, x) }}",
    "marks": "{{ tags.tag('done', x) }}{{ tags.link(x, x) }}{{ tags.source(x) }}",
    "agency": "{{ tags.agency(x, none) }}",
    "alerts": "{{ alerts.info(x, x) }}{{ alerts.warning(x) }}",
    "answers": "{{ alerts.success(x) }}{{ alerts.error(x) }}",
    "box": "{% call alerts.box('info', x, slim=true, role='status') %}{{ x }}{% endcall %}",
    "nothing yet": "{{ alerts.empty(x, x, x) }}{{ alerts.empty(x) }}",
    "steps": "{{ steps.list([{'state': 'done', 'label': x, 'text': x, 'href': x, 'mark': x},"
    " {'state': 'current', 'label': x, 'text': x}, {'state': 'todo', 'label': x, 'text': x}]) }}",
    "progress": "{{ steps.progress(0, 0, x) }}",
    "bars": "{{ charts.bars(x, [(x, 3), (x, 0, 'warn'), (x, 2.5)], x, x) }}",
    "no bars": "{{ charts.bars(x, [], x, x) }}",
    "dates": "{{ charts.timeline(x, [{'label': x, 'on': d, 'kind': 'late', 'state': x, 'note': x},"
    " {'label': x, 'on': d, 'kind': 'plain', 'state': x, 'when': x}], d) }}",
    "look": "{% call forms.look(x) %}{{ forms.date('a', x) }}{% endcall %}",
    "months": "{{ charts.months(x, [{'first': d, 'says': {'late': 1}, 'days': [{'kind': 'late',"
    " 'column': 0, 'row': 0, 'number': 1, 'is_today': true}]}], {'late': x}) }}",
    "no dates": "{{ charts.timeline(x, []) }}",
    "confirm": "{% call dialogs.confirm(x, x, x, x, x) %}{{ forms.text('a', x) }}{% endcall %}",
    "idle": "{{ dialogs.idle() }}",
    "trail": "{{ navigation.trail([(x, x)], x) }}",
    "languages": "{{ navigation.other_languages(x, x) }}",
    "more": "{{ navigation.more(x, x) }}{{ navigation.more('') }}",
    "layout": """{% extends "layout.html" %}{% block title %}{{ x }}{% endblock %}""",
}
"""Each macro, with what somebody typed in every place."""


class Markup(HTMLParser):
    """Reads a piece as a browser would, and checks what every page promises."""

    def __init__(self, piece: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.tags: Counter[str] = Counter()
        self.text = ""
        self.feed(piece)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        assert not [name for name in names if name == "style" or name.startswith("on")]
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        for name in ("for", "aria-labelledby", "aria-describedby", "popovertarget", "data-opens"):
            self.refers += given.get(name, "").split()
        self.tags[tag] += 1
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def environment(language: str = "en") -> Environment:
    return pages.templates("concord_review", "review", language)


def drawn(macro: str, x: str, language: str = "en") -> str:
    source = macro if "extends" in macro else IMPORTS + macro
    values: dict[str, Any] = {"session": None, "csrf": x, "path": "/door/", "d": date(2010, 1, 29)}
    pages.begin()
    return environment(language).from_string(source).render(x=x, **values)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("macro", EVERY)
def test_whatever_is_given_is_shown_as_text(macro: str, odd: str, language: str) -> None:
    piece = drawn(EVERY[macro], ODD[odd], language)
    plain = drawn(EVERY[macro], "x", language)
    read, expected = Markup(piece), Markup(plain)

    if odd != "empty":
        assert read.tags == expected.tags
    assert len(read.ids) == len(set(read.ids))
    assert set(read.refers) <= set(read.ids)
    assert "49" not in read.text


def test_every_macro_is_tried() -> None:
    tried = " ".join(EVERY.values())
    untried = [
        f"{name}.{macro}"
        for name in NAMES
        for macro in vars(environment().get_template(f"macros/{name}.html").module)
        if not macro.startswith("_") and macro not in NAMES and f"{name}.{macro}(" not in tried
    ]

    assert sorted(untried) == ["navigation.menu", "navigation.way_up", "navigation.who"]


def test_a_field_says_what_it_is_for_and_when_it_may_be_left_out() -> None:
    needed, optional = drawn(EVERY["text"], "x"), drawn(EVERY["optional text"], "x")

    assert re.search(r'<input[^>]* aria-describedby="x-hint"[^>]* required=""', needed)
    assert '<label class="usa-label" for="x">' in needed
    assert "required" not in optional
    assert "(optional)" in optional
    assert "aria-describedby" not in optional


def test_two_fields_of_one_name_have_an_id_each() -> None:
    twice = "{{ forms.date('on', 'A') }}{{ forms.date('on', 'B') }}{{ forms.date('a.0.b', 'C') }}"

    assert Markup(drawn(twice, "")).ids == ["on", "on--2", "a-0-b"]
    assert drawn(twice, "") == drawn(twice, "")


def test_no_figure_is_lost_at_zero() -> None:
    assert 'value="0"' in drawn("{{ forms.number('a', 'A', value=0) }}", "")
    assert 'width="0.0"' in drawn("{{ charts.bars('a', [('b', 0)], 'c', 'd') }}", "")


def test_dates_stand_on_one_line_of_time() -> None:
    row = "{'label': 'A', 'on': d, 'kind': 'done', 'state': 'In'}"
    later = "{'label': 'B', 'on': d.replace(year=2011), 'kind': 'plain', 'state': 'Open'}"
    piece = drawn(f"{{{{ charts.timeline('a', [{row}, {later}], d.replace(month=7)) }}}}", "")

    assert re.findall(r'cx="([\d.]+)"', piece) == ["2.0", "102.0"]
    assert re.findall(r"M([\d.]+) 0V6", piece) == ["51.59", "51.59"]


def test_a_step_that_is_left_out_of_words_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        drawn("{{ steps.list([{'state': 'done', 'label': 'x'}]) }}", "")
