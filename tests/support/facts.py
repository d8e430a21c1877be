"""Envelopes for tests that need no ledger."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from concord_contracts.event import Envelope


def envelope(
    agency: str,
    position: int,
    *,
    name: str = "review.test-counted.v1",
    data: str = '{"by":1,"counter":"counter-0"}',
    stream: str = "test-stream",
) -> Envelope:
    """A recorded fact."""
    return Envelope(
        agency=agency,
        position=position,
        stream=stream,
        version=position,
        name=name,
        at=datetime(2010, 1, 29, 9, 30, 0, 123456, UTC),
        actor="actor-test",
        causation="test",
        correlation="test",
        command=UUID(int=position),
        data=data,
    )
