"""An edition as a file that a lawyer can read: TOML, one table a rule, each with its sentence.

Two things are said once at the top and hold for every rule that does not say otherwise: the
document its sentence stands in, and the day since which it binds. Called by plugins.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from concord_contracts.hooks import Jurisdiction
from concord_contracts.rules import Edition

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

READINGS: Final = "readings"
"""The table of a jurisdiction's own readings, edition by edition."""


class Bookshelf:
    """A plugin's rules: files beside its code, each read once.

    ``[readings."california/pqcr@2009"]`` in ``jurisdiction.toml`` says which reading is in force
    where the edition's source contradicts itself, in place of the one that the edition takes.

    Args:
        text: Reads a file of the plugin's package; ``jurisdiction.toml`` is one of them.
        books: Which file holds which edition.
    """

    def __init__(self, text: Callable[[str], str], books: Mapping[str, str]) -> None:
        self._text = text
        self._books = books
        self._read: dict[str, Edition] = {}

    @cached_property
    def jurisdiction(self) -> Jurisdiction:
        """Whose rules these are."""
        said = {name: of for name, of in self._said.items() if name != READINGS}
        return Jurisdiction.model_validate(said)

    @cached_property
    def _said(self) -> dict[str, Any]:
        return tomllib.loads(self._text("jurisdiction.toml"))

    def edition(self, edition: str) -> Edition | None:
        """One of the editions, as the jurisdiction reads it, or none.

        Raises:
            UnknownRuleError: the jurisdiction takes a reading that the edition does not have.
        """
        if edition in self._books and edition not in self._read:
            book = read_rulebook(self._text(self._books[edition]))
            for choice, way in self._said.get(READINGS, {}).get(edition, {}).items():
                book = book.taking(choice, way)
            self._read[edition] = book
        return self._read.get(edition)


def read_rulebook(text: str) -> Edition:
    """Read an edition from TOML.

    A table with a ``sentence`` is a rule: its ``section`` (and ``document``, where it is another
    one) become its source. ``[documents]`` may give documents short names.

    Raises:
        tomllib.TOMLDecodeError: the text is not TOML.
        KeyError: the edition does not say its document or its first day.
        pydantic.ValidationError: the edition does not hold together.
    """
    book = tomllib.loads(text)
    said = _SaidOnce(book.pop("documents", {}), book.pop("document"), book["since"])
    filled = {name: _filled(part, said) for name, part in book.items()}
    return Edition.model_validate({**filled, "source": said.source({})})


@dataclass(frozen=True, slots=True)
class _SaidOnce:
    documents: dict[str, str]
    document: str
    since: Any

    def source(self, rule: dict[str, Any]) -> dict[str, Any]:
        name = rule.pop("document", self.document)
        return {"document": self.documents.get(name, name), "section": rule.pop("section", "")}


def _filled(part: Any, said: _SaidOnce) -> Any:
    if isinstance(part, list):
        return [_filled(each, said) for each in part]
    if not isinstance(part, dict):
        return part
    inner = {name: _filled(each, said) for name, each in part.items()}
    if "sentence" not in inner:
        return inner
    source = said.source(inner)
    return {"since": said.since, **inner, "source": source}
