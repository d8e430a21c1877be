"""Which faults there are, and one after the other done to a deployment, with a check after each."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tests.faults import bus_lies, kills, poison

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from tests.faults.ground import Ground


KILLED: Final = (
    "relay-1",
    "read-review-1",
    "tally-1",
    "serve-review-1",
    "writer-1",
    "nats",
    "postgres",
)
PAUSED: Final = ("relay-1", "read-review-1", "tally-1", "serve-review-1", "nats", "postgres")

FAULTS: Final[Mapping[str, Callable[[Ground, Random], None]]] = {
    **{f"kill -9 {name}": kills.kill(name) for name in KILLED},
    "kill -9 everything at once": kills.kill_everything,
    **{f"SIGSTOP {name} for 2 to 5 s": kills.pause(name) for name in PAUSED},
    **{f"second copy of {name}, first killed": kills.second_copy(name) for name in kills.COPIES},
    "second copy of tally-1, first killed": kills.second_tally,
    "the stream is wiped": kills.wipe_the_stream,
    "the stream is put back to an older state": kills.put_an_old_stream_back,
    "messages twice": bus_lies.double,
    "messages backwards and at random": bus_lies.reorder,
    "messages lost": bus_lies.lose,
    "messages that are untrue": bus_lies.lie,
    "a fact a reader raises on": poison.poison_value,
    "a fact nobody declares": poison.poison_name,
}


@dataclass
class Done:
    """What was done of one kind.

    Attributes:
        times: How often.
        longest: Seconds, from the end of the fault until every reader had caught up.
    """

    times: int = 0
    longest: float = 0.0


@dataclass
class Record:
    """What a campaign did.

    Attributes:
        seed: Of every choice.
        done: By fault.
        acknowledged: Commands.
        facts: Acknowledged.
        unknown: Commands whose outcome no caller learned.
        recorded: Facts in the logs.
        repeats: Receipts beyond the first of a command.
        seconds: How long it took.
    """

    seed: int
    done: dict[str, Done] = field(default_factory=dict)
    acknowledged: int = 0
    facts: int = 0
    unknown: int = 0
    recorded: int = 0
    repeats: int = 0
    seconds: float = 0.0


def do(ground: Ground, random: Random, fault: str, record: Record) -> float:
    """Do one fault, wait for the repair, check everything; seconds until readers caught up.

    Raises:
        BrokenPromiseError: with what was found.
    """
    FAULTS[fault](ground, random)
    began = time.monotonic()
    ground.everything_runs()
    ground.arrive()
    seconds = time.monotonic() - began
    ground.check()
    done = record.done.setdefault(fault, Done())
    done.times += 1
    done.longest = max(done.longest, seconds)
    return seconds


def finish(ground: Ground, record: Record) -> None:
    """Let nobody call any more, and check that everything is where it belongs.

    Raises:
        BrokenPromiseError: with what was found.
    """
    ground.stop_writers()
    ground.arrive()
    told = ground.check(at_rest=True)
    record.acknowledged = sum(one.outcome == "ok" for one in told)
    record.unknown = sum(one.outcome == "unknown" for one in told)
    record.facts = sum(
        one.receipts[0][1] - (one.receipts[0][0] or one.receipts[0][1]) + 1
        for one in told
        if one.receipts
    )
    record.repeats = sum(len(one.receipts) - 1 for one in told if one.receipts)
    record.recorded = sum(ground.witness.heads(ground.load.agencies).values())
