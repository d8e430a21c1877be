"""The only place that reads a clock or mints an identifier by chance.

Decisions get time and ids as arguments; the edges of a process take them from here. Called by the
ledger when it stamps facts, by pages when a person sends a command, and by policies' schedules.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4  # ruff: ignore[banned-api] -- this is where ids are minted


def now() -> datetime:
    """The time, in UTC, to the microsecond."""
    return datetime.now(UTC)  # ruff: ignore[banned-api] -- this is the clock


def new_command_id() -> UUID:
    """An id for a command that nobody has sent before: 122 random bits."""
    return uuid4()


def is_over(day: date) -> bool:
    """Whether a day is over wherever an agency may be: a day later than in UTC."""
    return now().date() - timedelta(days=1) > day
