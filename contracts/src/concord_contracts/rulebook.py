"""An edition as a file that a lawyer can read: TOML, one table a rule, each with its sentence.

Two things are said once at the top and hold for every rule that does not say otherwise: the
document its sentence stands in, and the day since which it binds. Called by plugins.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any

from concord_contracts.rules import Edition


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
