"""Each fact's data as a JSON Schema: committed in ``schemas/`` and promised to every reader.

Says how a fact's data looks, never how its envelope does; ``asyncapi`` puts both together. Called
by the generator of references and by tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from concord_contracts.catalog import FACTS
from concord_contracts.upcasts import UPCASTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_contracts.event import Event

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema_of(fact: type[Event]) -> dict[str, Any]:
    """The JSON Schema of a fact's data, titled with its stored name."""
    schema = fact.model_json_schema()
    return {"$schema": DIALECT, "$id": file_of(fact.NAME), **schema, "title": fact.NAME}


def schemas() -> Mapping[str, dict[str, Any]]:
    """The schema of every fact's latest version, by file name."""
    return {file_of(name): schema_of(fact) for name, fact in FACTS.items()}


def past_files() -> frozenset[str]:
    """Files of older versions: no class makes them any more, and they stay as they are."""
    return frozenset(file_of(name) for name in UPCASTS)


def file_of(name: str) -> str:
    """The file of a stored name."""
    return f"{name}.json"
