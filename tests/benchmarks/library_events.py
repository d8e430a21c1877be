"""The same fact as an event of the eventsourcing library, written and read by its own mapper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID  # ruff: ignore[typing-only-standard-library-import] -- the library reads the annotation

from concord_kernel import clock
from eventsourcing.domain import DomainEvent
from eventsourcing.persistence import (
    DatetimeAsISO,
    DecimalAsStr,
    JSONTranscoder,
    Mapper,
    UUIDAsHex,
)

from tests.benchmarks.payload import INVITED

if TYPE_CHECKING:
    from eventsourcing.persistence import ApplicationRecorder

TOGETHER: Final = 100
"""Events in one pipeline: what a socket takes at once. With more psycopg 3.3.9 can wait for ever
for an answer to what it has not sent, in the library's ``Pipeline.sync`` (psycopg issue 685 is the
same at the end of a pipeline, where it is mended)."""


class Invited(DomainEvent):
    """What ``ReviewerInvited`` says."""

    review: str
    reviewer: str
    name: dict[str, str]
    home: str
    formerly_of_host: bool
    represents: str | None
    knowledge: list[str] | None


def mapper() -> Mapper[UUID]:
    """The library's default."""
    transcoder = JSONTranscoder()
    for transcoding in (UUIDAsHex(), DecimalAsStr(), DatetimeAsISO()):
        transcoder.register(transcoding)
    return Mapper(transcoder)


def filled(recorder: ApplicationRecorder, events: int) -> None:
    """Record so many events, each in a stream of its own."""
    write = mapper().to_stored_event
    for done in range(0, events, TOGETHER):
        some = range(min(TOGETHER, events - done))
        recorder.insert_events([write(_invited()) for _ in some])


def _invited() -> Invited:
    return Invited(
        originator_id=clock.new_command_id(),
        originator_version=1,
        timestamp=clock.now(),
        **INVITED.model_dump(),
    )
