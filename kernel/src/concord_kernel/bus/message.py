"""A fact as a message: its envelope as JSON, its place in headers.

The body is one JSON object with ``data`` as an object, for readers in any language; the canonical
text of ``data`` is regained from it, byte for byte. Rendered by the relay, read by the readers.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from concord_contracts.event import Envelope, canonical_json

from concord_kernel.bus.subjects import subject

if TYPE_CHECKING:
    from collections.abc import Mapping

MESSAGE_ID: Final = "Nats-Msg-Id"
"""By it the stream recognises a message that it has already (within its duplicate window)."""

POSITION: Final = "Concord-Position"
STREAM: Final = "Concord-Stream"
VERSION: Final = "Concord-Version"


class NotAMessageError(ValueError):
    """A body that is no fact's."""


class Message(NamedTuple):
    """What is published."""

    subject: str
    body: bytes
    headers: dict[str, str]


def render(envelope: Envelope) -> Message:
    """The message of a fact; its data is copied, not read."""
    circumstances = json.dumps(
        {
            "agency": envelope.agency,
            "position": envelope.position,
            "stream": envelope.stream,
            "version": envelope.version,
            "name": envelope.name,
            "at": envelope.at.isoformat(),
            "actor": envelope.actor,
            "causation": envelope.causation,
            "correlation": envelope.correlation,
            "command": str(envelope.command),
        },
        separators=(",", ":"),
        ensure_ascii=False,
    )
    body = f'{circumstances[:-1]},"data":{envelope.data}}}'
    return Message(subject(envelope), body.encode(), _headers(envelope))


def _headers(envelope: Envelope) -> dict[str, str]:
    return {
        MESSAGE_ID: envelope.id,
        POSITION: str(envelope.position),
        STREAM: envelope.stream,
        VERSION: str(envelope.version),
    }


def read(body: bytes) -> Envelope:
    """The envelope in a message's body.

    Raises:
        NotAMessageError: the body is not a fact's.
    """
    try:
        said = json.loads(body)
        return Envelope(
            agency=_text(said, "agency"),
            position=int(said["position"]),
            stream=_text(said, "stream"),
            version=int(said["version"]),
            name=_text(said, "name"),
            at=datetime.fromisoformat(said["at"]),
            actor=_text(said, "actor"),
            causation=_text(said, "causation"),
            correlation=_text(said, "correlation"),
            command=UUID(said["command"]),
            data=canonical_json(said["data"]),
        )
    except (KeyError, TypeError, ValueError):
        raise NotAMessageError("a message on the bus is not a fact") from None


def _text(said: Mapping[str, object], field: str) -> str:
    value = said[field]
    if not isinstance(value, str):
        raise TypeError(field)
    return value


def position_of(headers: Mapping[str, str] | None) -> int:
    """The position in a message's headers.

    Raises:
        NotAMessageError: there is none.
    """
    try:
        return int((headers or {})[POSITION])
    except (KeyError, ValueError):
        raise NotAMessageError("a message on the bus has no position") from None
