"""How templates speak: gettext, and dates, numbers and codes as people of a language write them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from babel.dates import format_date, format_datetime, format_skeleton, format_time
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from concord_kernel.web.labels import LABELS, in_words
from concord_kernel.web.language import DEFAULT, LANGUAGES, translations

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime, time
    from decimal import Decimal

    from jinja2 import Environment

MOST_SENTENCES: Final = 8192
"""So many sentences of a language a process has at hand."""

LOCALES: Final = {"en": "en_US", "es": "es_US"}
"""How a language writes dates and numbers where our readers live."""


def teach(templates: Environment, package: str, language: str) -> None:
    """Let templates of a package speak a language.

    They get ``_`` and ``{% trans %}``, the filters below, ``language`` and ``languages``.
    """
    said = translations(package, language)
    templates.add_extension("jinja2.ext.i18n")
    templates.policies["ext.i18n.trimmed"] = True
    templates.install_gettext_translations(said, newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    templates.globals |= {"_": _said(said.gettext), "language": language, "languages": LANGUAGES}
    templates.filters |= _written(LOCALES[language]) | {
        "label": lambda code: label(code, said.gettext),
        "words": in_words,
        "in_english": lambda text: in_english(text, language),
    }


def _said(gettext: Callable[[str], str]) -> Callable[..., Markup]:
    """What ``_`` gives: as the extension's own does, but that a sentence is looked up once."""

    @lru_cache(maxsize=MOST_SENTENCES)
    def sentence(text: str) -> Markup:
        return Markup(gettext(text))  # ruff: ignore[unsafe-markup-use] -- of a catalog, no person's

    @lru_cache(maxsize=MOST_SENTENCES)
    def plain(text: str) -> Markup:
        return sentence(text) % {}

    def say(text: str, **values: object) -> Markup:
        return sentence(text) % values if values else plain(text)

    return say


def label(code: str, gettext: Callable[[str], str]) -> str:
    """A code as people call it."""
    return gettext(LABELS[code]) if code in LABELS else in_words(code)


def in_english(text: str, language: str) -> Markup:
    """A text of the rules, marked as English on a page in another language."""
    if language == DEFAULT:
        return escape(text)
    return Markup('<span lang="en">{}</span>').format(text)


def long_day(value: date, language: str) -> str:
    """A day in a sentence: January 29, 2010."""
    return format_date(value, "long", LOCALES[language])


def _amounts(locale: str) -> dict[str, Callable[..., str]]:
    """The filter that writes an amount of money, always with its hundredths."""

    def amount(value: Decimal) -> str:
        return format_decimal(value, "#,##0.00", locale=locale)

    return {"amount": amount}


def _written(locale: str) -> dict[str, Callable[..., str]]:
    """Filters that write days, dates, times, moments and numbers."""

    def day(value: date) -> str:
        return format_date(value, "full", locale)

    def date_(value: date) -> str:
        return format_date(value, "medium", locale)

    def month(value: date) -> str:
        return format_skeleton("yMMMM", value, locale=locale)

    def time_(value: time) -> str:
        return format_time(value, "short", locale=locale)

    def moment(value: datetime) -> str:
        return f"{date_(value)}, {format_time(value, 'short', locale=locale)}"

    def instant(value: datetime) -> str:
        return format_datetime(value, "medium", locale=locale)

    def number(value: float) -> str:
        return format_decimal(value, locale=locale)

    dates: dict[str, Callable[..., str]] = {"day": day, "date": date_, "month": month}
    times: dict[str, Callable[..., str]] = {"time": time_, "moment": moment, "instant": instant}
    return dates | times | _amounts(locale) | {"number": number}
