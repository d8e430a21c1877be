"""What templates and code say, and the catalogs that say it in other languages.

``make texts`` brings every catalog up to the texts that there are: new texts
come in without a translation, texts that are gone go out. A test then names what is left to say.
"""

from __future__ import annotations

import sys
from io import BytesIO
from typing import TYPE_CHECKING, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from concord_kernel.web.language import DEFAULT, LANGUAGES

from tests.support.checkout import ROOT, files

if TYPE_CHECKING:
    from pathlib import Path

KEYWORDS: Final = {"_": None, "gettext": None, "ngettext": (1, 2), "to_say": None}
"""Functions whose text is read by people."""

JINJA: Final = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do"}

SHELL: Final = "kernel/src/concord_kernel/web"
DOOR: Final = "kernel/src/concord_kernel/door"
OTHERS: Final = tuple(name for name in LANGUAGES if name != DEFAULT)


def spoken_files() -> dict[str, list[Path]]:
    """Package folder to its files in which something may be said."""
    found: dict[str, list[Path]] = {}
    for path in files():
        if folder := _package(path):
            found.setdefault(folder, []).append(path)
    return found


def templates() -> list[Path]:
    """Every template."""
    return [one for some in spoken_files().values() for one in some if one.suffix == ".html"]


def said_in(paths: list[Path]) -> Catalog:
    """Every text of some files, with where it is said."""
    catalog = Catalog(fuzzy=False)
    for path in paths:
        method = "jinja2" if path.suffix == ".html" else "python"
        content = BytesIO((ROOT / path).read_bytes())
        options = JINJA if path.suffix == ".html" else {}
        for _, message, _, context in extract(method, content, KEYWORDS, (), options):
            catalog.add(message, locations=[(path.as_posix(), 0)], context=context)
    return catalog


def kept(folder: str, language: str) -> Catalog:
    """A package's catalog as it is kept; empty where there is none."""
    path = ROOT / folder / "locale" / f"{language}.po"
    if not path.is_file():
        return Catalog(locale=language, fuzzy=False)
    return read_po(BytesIO(path.read_bytes()), locale=language)


def main() -> None:
    """Bring every catalog up to what is said."""
    for folder, paths in spoken_files().items():
        said = said_in(paths)
        for language in OTHERS:
            catalog = kept(folder, language)
            if len(said):
                _update(catalog, said)
                _write(folder, language, catalog)
            silent = sum(not _is_said(one.string) for one in catalog if one.id)
            sys.stdout.write(f"{folder} {language}: {len(catalog)} texts, {silent} to translate\n")


def _update(catalog: Catalog, said: Catalog) -> None:
    catalog.update(said, no_fuzzy_matching=True)
    catalog.obsolete.clear()


def _write(folder: str, language: str, catalog: Catalog) -> None:
    written = BytesIO()
    write_po(written, catalog, width=100, omit_header=True, sort_output=True, include_lineno=False)
    path = ROOT / folder / "locale" / f"{language}.po"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(written.getvalue())


def _is_said(string: object) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def _package(path: Path) -> str:
    """The package folder whose catalog holds what a file says; empty for other files."""
    place = path.as_posix()
    if path.suffix not in {".py", ".html"} or "/src/" not in place:
        return ""
    if place.startswith("kernel/"):
        return DOOR if place.startswith(DOOR + "/") else SHELL
    inside = place.split("/")
    return "/".join(inside[:4]) if place.startswith("services/") else ""


if __name__ == "__main__":
    main()
