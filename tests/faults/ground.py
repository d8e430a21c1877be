"""A whole deployment to hurt: its servers and processes, callers, and a reader that shows mistakes.

It checks what must hold at any time, also while callers go on calling. What is done to it is said
in ``kills``, ``bus_lies`` and ``poison``; ``campaign`` and the sample decide when.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import psutil
from concord_demo.cast import Cast
from concord_demo.players import Player
from concord_demo.stage import Stage
from concord_kernel.servers.deployment import Deployment, Wishes
from concord_kernel.servers.process import Circumstances, ServerProcess

from tests.faults.checker import check_arrived, check_log, check_rows
from tests.faults.folds import FOLDS
from tests.faults.journal import attempts, reasons
from tests.faults.tally import Post
from tests.faults.witness import PLACES, Witness
from tests.faults.writer import Orders
from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    from concord_kernel.servers.deployment import Progress

    from tests.faults.checker import Attempt

EDITIONS: Final = {"ca": "california/pqcr@2009", "nc": "northcarolina/osri@2014"}

ARRIVES_WITHIN: Final = 90.0
"""Seconds after a repair until every reader must stand where the logs ended then."""


class BrokenPromiseError(AssertionError):
    """Something acknowledged is lost, something is there twice, or a reader stays behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Who calls, and how much.

    Attributes:
        agencies: Members.
        writers: Processes.
        callers: Of each agency in each process.
        pause: Seconds a caller rests on average.
    """

    agencies: tuple[str, ...]
    writers: int = 2
    callers: int = 2
    pause: float = 0.3


@dataclass
class Ground:
    """A deployment under load.

    Attributes:
        root: Its directory.
        load: Who calls.
        stage: It, and how agencies join.
        mended: Whether the readers that are under test can apply everything.
        others: Commands that were sent by this process.
    """

    root: Path
    load: Load
    stage: Stage = field(init=False)
    mended: bool = False
    others: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.stage = Stage(self.root / "site")
        wishes = Wishes(services=("review", "scheduling", "door"), log_level="warning")
        self.stage.deployment = Deployment(self.root / "site", wishes)
        self.journal = self.root / "journal"

    @property
    def deployment(self) -> Deployment:
        """What runs."""
        return self.stage.deployment

    @property
    def witness(self) -> Witness:
        """Reads the databases."""
        return Witness(self.deployment.secrets)

    @contextmanager
    def running(self, told: Progress) -> Generator[None]:
        """Start everything, and stop it in the end."""
        self.journal.mkdir(parents=True)
        try:
            self.stage.start(told)
            self.deployment.remove("read-scheduling-1")
            for agency in self.load.agencies:
                self.stage.let_join(agency)
            self.start_tally("tally-1")
            self._start_writers()
            self._until_busy()
            yield
        finally:
            self.deployment.stop()

    def start_tally(self, name: str) -> None:
        """Start one more copy of the readers that show mistakes."""
        secrets, post = self.deployment.secrets, self.root / "post.json"
        told = Post(
            ledger=_text(secrets.address("scheduling-ledger")),
            rows=_text(secrets.address("scheduling-rows")),
            keys=str(self.deployment.keys / "agencies"),
            bus=self.deployment.nats.url,
            seed=str(secrets.bus.seed("scheduling")),
        )
        post.write_text(told.written(), encoding="utf-8")
        self._start(name, "tests.faults.tally", str(post), *(["mended"] if self.mended else []))

    def stop_process(self, name: str) -> None:
        """Stop a process for good."""
        self.deployment.processes.pop(name).stop()

    def stop_writers(self) -> None:
        """Let nobody call any more."""
        for name in [one for one in self.deployment.processes if one.startswith("writer-")]:
            self.stop_process(name)

    def children(self, name: str) -> list[psutil.Process]:
        """A process and everything it started."""
        process = psutil.Process(self.deployment.processes[name].pid)
        return [process, *process.children(recursive=True)]

    def everything_runs(self, seconds: float = 60) -> None:
        """Wait until every process is back.

        Raises:
            BrokenPromiseError: one stays away.
        """
        deadline = time.monotonic() + seconds
        while gone := [one.name for one in self.deployment.processes.values() if not one.alive]:
            if time.monotonic() > deadline:
                raise BrokenPromiseError(f"{', '.join(gone)} did not come back")
            time.sleep(0.05)

    def arrive(self, but: Iterable[tuple[str, str]] = ()) -> float:
        """Wait until every reader stands at least where every log ends now; the seconds it took.

        Args:
            but: Readers of agencies that are parked.

        Raises:
            BrokenPromiseError: one does not arrive.
        """
        began, without = time.monotonic(), set(but)
        heads = self.witness.heads(self.load.agencies)
        awaited = {(reader, agency): heads[agency] for reader in PLACES for agency in heads}
        while behind := self._behind(awaited, without):
            if time.monotonic() - began > ARRIVES_WITHIN:
                raise BrokenPromiseError(f"readers stay behind: {behind}; heads: {heads}")
            time.sleep(0.05)
        return time.monotonic() - began

    def check(self, *, at_rest: bool = False) -> list[Attempt]:
        """Check every log and every reader's rows; every attempt so far.

        Args:
            at_rest: Whether nobody calls any more, so that readers must stand at the logs' ends.

        Raises:
            BrokenPromiseError: with what was found.
        """
        seen = [self.witness.seen(reader, one) for one in self.load.agencies for reader in PLACES]
        began = time.monotonic()
        logs = {agency: self.witness.log(agency) for agency in self.load.agencies}
        told = [_known_at(began, attempt) for attempt in attempts(self.journal)]
        found = [
            finding
            for agency, log in logs.items()
            for finding in check_log(agency, log, told, self.others)
        ]
        for one in seen:
            found += check_rows(one, logs[one.agency], FOLDS[one.reader])
            found += check_arrived(one, logs[one.agency]) if at_rest else []
        if found:
            raise BrokenPromiseError("\n".join(found[:20]))
        return told

    def refusals(self) -> list[str]:
        """What callers were told that they should never be told."""
        return [why for why in reasons(self.journal) if why not in EXPECTED]

    def _behind(
        self, awaited: dict[tuple[str, str], int], without: set[tuple[str, str]]
    ) -> dict[tuple[str, str], int]:
        stand = self.witness.positions()
        places = {key: stand.get(key, 0) for key in awaited.keys() - without}
        return {key: place for key, place in places.items() if place < awaited[key]}

    def _until_busy(self, seconds: float = 60) -> None:
        """Wait until every agency has facts.

        Raises:
            BrokenPromiseError: one has none.
        """
        deadline = time.monotonic() + seconds
        while not all(self.witness.heads(self.load.agencies).values()):
            if time.monotonic() > deadline:
                raise BrokenPromiseError("nobody calls")
            time.sleep(0.1)

    def _start_writers(self) -> None:
        secrets, orders = self.deployment.secrets, self.root / "orders.json"
        told = Orders(
            ledger=_text(secrets.address("review-ledger")),
            keys=str(self.deployment.keys / "agencies"),
            bus=self.deployment.nats.url,
            seed=str(secrets.bus.seed("review")),
            journal=str(self.journal),
            callers=self.load.callers,
            pause=self.load.pause,
            door=self.deployment.url,
            tokens=self._tokens(),
            editions={agency: EDITIONS[agency[:2]] for agency in self.load.agencies},
        )
        orders.write_text(told.written(), encoding="utf-8")
        for nth in range(self.load.writers):
            self._start(f"writer-{nth + 1}", "tests.faults.writer", str(orders))

    def _tokens(self) -> dict[str, str]:
        """A coordinator's of each agency, who signed in at the door."""
        people = {agency: Player(f"c.{agency}", "C", agency) for agency in self.load.agencies}
        self.stage.enrol([*people.values()], dict.fromkeys(people.values(), "coordinator"))
        with self.stage.visit() as http:
            cast = Cast(http, self.stage.passwords, "campaign")
            return {agency: cast.enter(one).token for agency, one in people.items()}

    def _start(self, name: str, module: str, *words: str) -> None:
        circumstances = Circumstances(environment=dict(os.environ), directory=ROOT)
        command = [sys.executable, "-m", module, *words]
        log = self.deployment.logs / f"{name}.log"
        self.deployment._manage(name, ServerProcess(name, command, log, circumstances))


EXPECTED: Final = frozenset({
    "LedgerUnavailableError",
    *("ConnectError", "ReadError", "WriteError", "ReadTimeout", "ConnectTimeout"),
    *("PoolTimeout", "WriteTimeout", "RemoteProtocolError"),
    *("HTTP 502", "HTTP 503", "HTTP 504"),
})
"""What a caller may be told while servers die."""


def _known_at(moment: float, attempt: Attempt) -> Attempt:
    """An attempt as it was known at a moment: what was acknowledged later may not be there yet."""
    if attempt.outcome == "ok" and attempt.ended >= moment:
        return attempt._replace(outcome="unknown", receipts=(), ended=0.0)
    return attempt


def _text(path: Path) -> str:
    return path.read_text("utf-8")
