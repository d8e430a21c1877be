"""How much is measured: in full, or just enough to see that everything still runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """One run's sizes; seconds are seconds, everything else is a count.

    Attributes:
        name: What the run is called.
        rounds: How often each thing is measured, in turn with those it is compared with.
        callers: How many callers append at once, one measurement each.
        agencies: Over how many agencies the spread callers append.
        seconds: How long callers append in one round.
        read_facts: Facts that are read in bulk and rebuilt from.
        rate: Facts a second that arrive in rows.
        arrival_seconds: How long they do in one round.
        arrival_rounds: How many rounds of that, each with one agency and with several.
        small: Facts in the log that the large one is compared with.
        large: Facts in the large log.
        growth_rounds: Rounds of small against large.
        growth_appends: Appends to each in one round.
    """

    name: str
    rounds: int
    callers: tuple[int, ...] = (1, 8, 32, 128)
    agencies: int = 32
    seconds: float
    read_facts: int
    rate: int = 500
    arrival_seconds: float
    arrival_rounds: int
    small: int
    large: int
    growth_rounds: int
    growth_appends: int


FULL = Sizes(
    name="full",
    rounds=5,
    seconds=1.0,
    read_facts=100_000,
    arrival_seconds=4.0,
    arrival_rounds=3,
    small=10_000,
    large=1_000_000,
    growth_rounds=9,
    growth_appends=1_000,
)

QUICK = Sizes(
    name="quick",
    rounds=1,
    seconds=0.02,
    read_facts=1_000,
    arrival_seconds=0.1,
    arrival_rounds=1,
    small=200,
    large=2_000,
    growth_rounds=1,
    growth_appends=64,
)
