"""The facts as an AsyncAPI 3.0 document: which subject carries what, in which envelope.

Made from the contracts alone, so it cannot say what they do not. The shapes of subject, headers and
body are written here a second time, without the kernel that renders them; a test holds real
messages against this document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from concord_contracts.catalog import FACTS
from concord_contracts.terms import AgencyCode, Identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from concord_contracts.event import Event

PARTITIONS: Final = 16
"""Into how many parts the agencies are divided, for ever."""

DEPLOYMENT: Final = "concord"
"""The name of the deployment's own log."""

FACT_ID: Final = r"^[a-z0-9-]+:[1-9][0-9]*$"
"""Agency and position."""

COMPONENTS: Final = "#/components/schemas/{model}"


class NamesakeError(TypeError):
    """Two different values of the contracts have one name."""


def document() -> dict[str, Any]:
    """The whole document, as JSON values."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Concord: facts",
            "version": "1",
            "description": (
                "Every recorded fact travels on a subject of its own, at least once. Order is the "
                "position in its agency's log; a gap is filled from the ledger."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {name: _channel(fact) for name, fact in FACTS.items()},
        "operations": {f"say.{name}": _operation(fact) for name, fact in FACTS.items()},
        "components": {
            "messages": {name: _message(fact) for name, fact in FACTS.items()},
            "schemas": _components(),
        },
    }


def address(name: str) -> str:
    """The subject of a fact, with its agency and the agency's partition left open."""
    return f"concord.{{partition}}.{{agency}}.{name}"


def _channel(fact: type[Event]) -> dict[str, Any]:
    return {
        "address": address(fact.NAME),
        "messages": {fact.NAME: {"$ref": f"#/components/messages/{fact.NAME}"}},
        "parameters": {
            "partition": {
                "description": "FNV-1a (32 bits) of the agency's code, modulo 16.",
                "enum": [str(part) for part in range(PARTITIONS)],
            },
            "agency": {"description": "Whose log the fact stands in."},
        },
    }


def _operation(fact: type[Event]) -> dict[str, Any]:
    channel = f"#/channels/{fact.NAME}"
    return {
        "action": "send",
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{fact.NAME}"}],
    }


def _message(fact: type[Event]) -> dict[str, Any]:
    return {
        "name": fact.NAME,
        "title": fact.__name__,
        "summary": first_sentence(fact),
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/headers"},
        "payload": {
            "allOf": [
                {"$ref": "#/components/schemas/envelope"},
                {
                    "type": "object",
                    "properties": {
                        "name": {"const": fact.NAME},
                        "data": {"$ref": f"#/components/schemas/{fact.NAME}"},
                    },
                },
            ]
        },
    }


def first_sentence(fact: type[Event]) -> str:
    """What a fact says happened."""
    return (fact.__doc__ or "").strip().split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _components() -> dict[str, Any]:
    found: dict[str, Any] = {"headers": _headers(), "envelope": _envelope()}
    for name, schema in _schemas():
        if found.setdefault(name, schema) != schema:
            raise NamesakeError(name)
    return found


def _schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every fact's data and every value inside it, all beside each other."""
    for name, fact in FACTS.items():
        schema = fact.model_json_schema(ref_template=COMPONENTS)
        yield from schema.pop("$defs", {}).items()
        yield name, {**schema, "title": name}


def _headers() -> dict[str, Any]:
    number = {"type": "string", "pattern": "^[1-9][0-9]*$"}
    properties = {
        "Nats-Msg-Id": {
            "type": "string",
            "pattern": FACT_ID,
            "description": "Agency and position; by it the bus recognises a repeat.",
        },
        "Concord-Position": {**number, "description": "Position in the agency's log, from 1."},
        "Concord-Stream": _shape(Identifier),
        "Concord-Version": {**number, "description": "Version in its stream, from 1."},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _envelope() -> dict[str, Any]:
    count = {"type": "integer", "minimum": 1}
    uuid = {"type": "string", "format": "uuid"}
    cause = {"anyOf": [uuid, {"type": "string", "pattern": FACT_ID}]}
    properties = {
        "agency": {"anyOf": [_shape(AgencyCode), {"const": DEPLOYMENT}]},
        "position": {**count, "description": "Dense position in the agency's log."},
        "stream": {**_shape(Identifier), "description": "What it is about."},
        "version": {**count, "description": "Dense version in its stream."},
        "name": {"type": "string", "description": "The stored name."},
        "at": {"type": "string", "format": "date-time", "description": "Recorded when, in UTC."},
        "actor": {**_shape(Identifier), "description": "Who recorded it, a pseudonymous id."},
        "causation": {**cause, "description": "What caused it: a command's or a fact's id."},
        "correlation": {**cause, "description": "What it all began with."},
        "command": {**uuid, "description": "The command that recorded it."},
        "data": {"type": "object"},
    }
    return {"type": "object", "required": list(properties), "properties": properties}


def _shape(term: Any) -> dict[str, Any]:
    return TypeAdapter(term).json_schema()
