"""The languages of the site: which one somebody reads, and what is said in it.

The text of templates and code is English. Every package keeps what it says in another language
beside it, in ``locale/<language>.po``; the files are read when the first page in a language is
made, and no compiled file is kept. How to write Spanish: docs/explanation/spanish.md.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from io import BytesIO
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

LANGUAGES: Final = {"en": "English", "es": "Español"}
"""Languages of the site, each by its own name; the first one where nobody asks for another."""

DEFAULT: Final = next(iter(LANGUAGES))

COOKIE: Final = "concord-language"
"""The cookie that holds the language somebody chose."""

SHELL: Final = "concord_kernel.web"
"""The package of the shell, whose texts stand on the pages of every service."""


def asked(request: HTTPConnection) -> str:
    """The language to answer in: the chosen one, else what the browser asks for, else English."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else _preferred(request.headers.get("accept-language", ""))


@cache
def translations(package: str, language: str) -> NullTranslations:
    """What a service's pages and the shell around them say in a language."""
    said = _of_package(SHELL, language)
    return said if package == SHELL else said.merge(_of_package(package, language))


def to_say(text: str) -> str:
    """Mark a text of the code as one that people read, for the catalogs; it comes back as it is."""
    return text


def _of_package(package: str, language: str) -> Translations:
    catalog = files(package) / "locale" / f"{language}.po"
    if language == DEFAULT or not catalog.is_file():
        return Translations()
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(catalog.read_bytes()), locale=language))
    compiled.seek(0)
    return Translations(compiled)


def _preferred(header: str) -> str:
    """The language of ours that a browser likes best; English if it likes none of them."""
    liked = [
        (_liking(more), language.strip().lower().partition("-")[0])
        for language, _, more in (one.partition(";") for one in header.split(",")[:20])
    ]
    ours = [(liking, language) for liking, language in liked if liking and language in LANGUAGES]
    return max(ours, key=itemgetter(0))[1] if ours else DEFAULT


def _liking(parameter: str) -> float:
    """A quality value, from 0 to 1; what cannot be read counts as not liked."""
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    plain = value.replace(".", "", 1)
    return float(value) if name == "q" and plain.isascii() and plain.isdigit() else 0.0
