"""Our facts as the eventsourcing library's domain events, in their latest version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from concord_contracts.event import read_fact
from eventsourcing.persistence import Mapper, StoredEvent

if TYPE_CHECKING:
    from concord_contracts.event import Event
    from eventsourcing.domain import DomainEventProtocol


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact with its place in its stream: what the library calls a domain event.

    Attributes:
        originator_id: The stream.
        originator_version: The version in it.
        fact: What happened.
    """

    originator_id: str
    originator_version: int
    fact: Event


class FactMapper(Mapper[str]):
    """Between ``Recorded`` and what is stored; ``upcasts`` of the contracts are applied on the way.

    The transcoder is not asked: a fact writes and reads its own canonical JSON. Neither compressor
    nor cipher is, since a fact is stored as text that anybody with the role may read.
    """

    def to_stored_event(  # ruff: ignore[no-self-use] -- the library calls it on the mapper
        self, domain_event: DomainEventProtocol[str]
    ) -> StoredEvent:
        """Write a fact out.

        Raises:
            TypeError: it is an event of another kind.
        """
        if not isinstance(domain_event, Recorded):
            raise TypeError(f"{type(domain_event).__name__} is no recorded fact")
        return StoredEvent(
            domain_event.originator_id,
            domain_event.originator_version,
            domain_event.fact.NAME,
            domain_event.fact.canonical().encode(),
        )

    def to_domain_event(  # ruff: ignore[no-self-use] -- the library calls it on the mapper
        self, stored_event: StoredEvent
    ) -> Recorded:
        """Read a fact in its latest version.

        Raises:
            UnknownFactError: no installed contract declares it.
        """
        return Recorded(
            str(stored_event.originator_id),
            stored_event.originator_version,
            read_fact(stored_event.topic, stored_event.state.decode()),
        )
