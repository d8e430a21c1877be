"""The page of facts: what each says, who says it, who listens, where it travels."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, Final

from concord_contracts.asyncapi import address
from concord_contracts.catalog import FACTS, MODULES
from concord_contracts.schemas import file_of
from concord_contracts.upcasts import UPCASTS

from concord_kernel.reference.docstrings import attributes, first_paragraph, paragraphs
from concord_kernel.reference.hearers import company
from concord_kernel.reference.markdown import code, page, table
from concord_kernel.reference.values import shape, values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from concord_contracts.event import Event

    from concord_kernel.reference.hearers import Heard

SCHEMAS: Final = "../../contracts/schemas"
HEAD: Final = """# Facts

Everything that Concord records, in the order in which a review meets it.
A fact is frozen: within a version only an optional field may be added.
Anything else is the next version.
Each travels on the bus on the subject given.
`{partition}` is the FNV-1a hash (32 bits) of the agency's code, modulo 16.
A shared fact may also be followed from the agency's own account on the bus; no other can.
Its position, its time and who recorded it stand in the envelope,
which [the AsyncAPI document](../../contracts/asyncapi.json) describes.
"""


def facts_page() -> str:
    """The page."""
    heard = company()
    return page(
        HEAD.splitlines(),
        [""],
        _overview(heard),
        *(_module(module, heard) for module in MODULES),
        _values(),
    )


def _overview(heard: dict[str, Heard]) -> Iterator[str]:
    rows = [
        (f"[`{name}`](#{_anchor(name)})", _by(name, heard[name]), "yes" if fact.SHARED else "")
        for name, fact in FACTS.items()
    ]
    yield from table(("fact", "said by", "shared"), rows)


def _module(module: ModuleType, heard: dict[str, Heard]) -> Iterator[str]:
    said = " ".join((module.__doc__ or "").split("\n\n", maxsplit=1)[0].split())
    yield from (f"## {said.rstrip('.').replace('``', '`')}", "")
    for name, fact in FACTS.items():
        if fact.__module__ == module.__name__:
            yield from _fact(name, fact, heard[name])


def _fact(name: str, fact: type[Event], heard: Heard) -> Iterator[str]:
    yield from (f"### {name}", "")
    for paragraph in paragraphs(fact):
        yield from (paragraph, "")
    yield from (f"- {label}: {said}" for label, said in _circumstances(name, fact, heard) if said)
    yield ""
    said = attributes(fact)
    yield from table(
        ("field", "what", "meaning"),
        [(code(each), shape(what), said.get(each, "")) for each, what in _fields(fact)],
    )


def _circumstances(name: str, fact: type[Event], heard: Heard) -> Iterator[tuple[str, str]]:
    yield "said by", _by(name, heard)
    yield "read by", ", ".join(heard.read_by) or "nobody"
    yield "answered by", ", ".join(heard.answered_by)
    yield "subject", code(address(name))
    yield "shared", "yes" if fact.SHARED else ""
    yield "schema", f"[{file_of(name)}]({SCHEMAS}/{file_of(name)})"
    yield "earlier versions", ", ".join(map(_earlier, _past(name)))


def _fields(fact: type[Event]) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = fact.model_json_schema()
    needed = schema.get("required", ())
    for name, what in schema.get("properties", {}).items():
        yield name, what if name in needed else {**what, "optional": True}


def _by(name: str, heard: Heard) -> str:
    service = name.partition(".")[0]
    return ", ".join(heard.said_by) or f"{service} (kernel)"


def _past(name: str) -> list[str]:
    before = [old for old, (new, _) in UPCASTS.items() if new == name]
    return before + [older for old in before for older in _past(old)]


def _earlier(name: str) -> str:
    return f"[`{name}`]({SCHEMAS}/{file_of(name)})"


def _values() -> Iterator[str]:
    yield from ("## Values", "", "What facts are made of; none has room for free text.", "")
    yield from table(("value", "what it is", "pattern"), values())
    yield from _compounds()


def _compounds() -> Iterator[str]:
    """Values that have fields of their own."""
    shown: set[str] = set()
    for module in MODULES:
        for fact in (each for each in FACTS.values() if each.__module__ == module.__name__):
            for name, schema in fact.model_json_schema().get("$defs", {}).items():
                if name not in shown:
                    shown.add(name)
                    yield from _compound(name, schema)


def _compound(name: str, schema: dict[str, Any]) -> Iterator[str]:
    documented = inspect.cleandoc(schema.get("description", ""))
    said = attributes(documented)
    yield from (f"### {name}", "", first_paragraph(documented), "")
    rows = [
        (code(field), shape(what), said.get(field, ""))
        for field, what in schema.get("properties", {}).items()
    ]
    yield from table(("field", "what", "meaning"), rows)


def _anchor(heading: str) -> str:
    return heading.replace(".", "").lower()
