"""A reproducible random order of cases: the same seed and the same frame draw the same cases.

Not a stream of random numbers, whose algorithm may change with a library, but the order of the
SHA-256 of seed and case; anybody can repeat it with any tool.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from concord_contracts.event import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from concord_contracts.facts.sample import Candidate

METHOD = "sha256-order.1"
"""Name of the method, recorded with every draw."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a draw gave in one stratum, in drawing order."""

    stratum: str
    wanted: int
    in_frame: int
    selected: tuple[Candidate, ...]
    backups: tuple[Candidate, ...]
    workers: frozenset[str] = frozenset()
    """Whoever carries a case that could have been drawn."""


def in_order(candidates: Iterable[Candidate], seed: str) -> list[Candidate]:
    """Candidates in the order that a seed gives them."""
    return sorted(candidates, key=lambda one: sha256(f"{seed}|{one.case}".encode()).digest())


def draw(
    candidates: Sequence[Candidate],
    seed: str,
    wanted: Mapping[str, int],
    backups: int,
    left_out: frozenset[str] = frozenset(),
) -> list[Drawn]:
    """Draw as many as are wanted of each stratum, or all there are, and then the back-ups.

    Args:
        candidates: The cases of the frame.
        seed: What the order follows from.
        wanted: Cases per stratum, or per part of one.
        backups: Back-ups of each.
        left_out: Cases that are not drawn, because they were screened out or eliminated.
    """
    belongs = _Places(wanted)
    strata: dict[str, list[Candidate]] = defaultdict(list)
    in_frame: Counter[str] = Counter()
    for one in in_order(candidates, seed):
        place = belongs.of(one)
        if place:
            in_frame[place] += 1
            if one.case not in left_out:
                strata[place].append(one)
    return [
        Drawn(
            stratum=stratum,
            wanted=many,
            in_frame=in_frame[stratum],
            selected=tuple(strata[stratum][:many]),
            backups=tuple(strata[stratum][many : many + backups]),
            workers=frozenset(one.worker for one in strata[stratum]),
        )
        for stratum, many in sorted(wanted.items())
    ]


class _Places:
    """Finds the stratum, or the part of one, in which a case is drawn."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self._marks = {name: frozenset(name.split(".")) for name in wanted}
        self._known: dict[tuple[str | None, ...], str] = {}

    def of(self, one: Candidate) -> str:
        """The name under which a case is wanted; empty if it is not."""
        marks = (one.stratum, one.outcome, one.kind)
        if marks not in self._known:
            fitting = (name for name, asked in self._marks.items() if asked <= set(marks))
            self._known[marks] = next(fitting, "")
        return self._known[marks]


def digest(candidates: Sequence[Candidate]) -> str:
    """SHA-256 of the canonical list of candidates, in hexadecimal."""
    listed = sha256(b"[")
    for nth, one in enumerate(candidates):
        said = one.model_dump(mode="json", exclude_defaults=True)  # as before there were marks
        listed.update(b"," * bool(nth) + canonical_json(said).encode())
    listed.update(b"]")
    return listed.hexdigest()
