"""Holds a message from the bus against the AsyncAPI document: its subject, headers and body.

``validator_for("review.opened.v1").check(subject, headers, body)`` raises ``AssertionError`` with
every difference in words. The document is the committed one, so what is checked is what is
published.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from jsonschema import Draft7Validator, FormatChecker

from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DOCUMENT: Final = ROOT / "contracts" / "asyncapi.json"
OPEN_PARTS: Final = {"partition": r"\d{1,2}", "agency": r"[a-z0-9-]+"}

Schema = dict[str, Any]
FORMATS: Final = FormatChecker()
"""The library's, and the one of RFC 3339 that it leaves to another package."""


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@dataclass(frozen=True)
class MessageValidator:
    """What the document says of one message, as something that can be asked."""

    name: str
    address: str
    partitions: tuple[str, ...]
    headers: Schema
    payload: Schema

    def check(self, subject: str, headers: Mapping[str, str], body: bytes) -> None:
        """Hold one message against the document."""
        found = list(self._differences(subject, headers, json.loads(body)))
        assert not found, f"{self.name} on {subject}: {'; '.join(found)}"

    def _differences(
        self, subject: str, headers: Mapping[str, str], body: dict[str, Any]
    ) -> Iterator[str]:
        yield from self._subject(subject, body)
        yield from _violations("headers", self.headers, dict(headers))
        yield from _violations("body", self.payload, body)

    def _subject(self, subject: str, body: dict[str, Any]) -> Iterator[str]:
        parts = re.fullmatch(_pattern(self.address), subject)
        if parts is None:
            yield f"the subject is not of the form {self.address}"
        elif parts["partition"] not in self.partitions:
            yield f"the document knows no partition {parts['partition']}"
        elif parts["agency"] != body.get("agency"):
            yield f"the subject says {parts['agency']}, the body {body.get('agency')}"


@cache
def validator_for(name: str) -> MessageValidator:
    """The validator of a fact's messages, by its stored name.

    Raises:
        KeyError: the document has no such message.
    """
    document = json.loads(DOCUMENT.read_text("utf-8"))
    channel = document["channels"][name]
    message = document["components"]["messages"][name]
    shared = {"components": document["components"]}
    return MessageValidator(
        name=name,
        address=channel["address"],
        partitions=tuple(channel["parameters"]["partition"]["enum"]),
        headers={**message["headers"], **shared},
        payload={**message["payload"], **shared},
    )


def _pattern(address: str) -> str:
    escaped = re.escape(address)
    for part, pattern in OPEN_PARTS.items():
        escaped = escaped.replace(re.escape(f"{{{part}}}"), f"(?P<{part}>{pattern})")
    return escaped


def _violations(what: str, schema: Schema, value: object) -> Iterator[str]:
    """Every violation; a ``$ref`` beside other words is followed from the schema's own root."""
    root = (
        {"allOf": [{"$ref": schema["$ref"]}], **_without_ref(schema)}
        if "$ref" in schema
        else schema
    )
    for error in Draft7Validator(root, format_checker=FORMATS).iter_errors(value):
        yield f"{what} at {error.json_path}: {error.message}"


def _without_ref(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key != "$ref"}
