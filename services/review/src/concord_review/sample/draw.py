"""A reproducible random order of cases: the same seed and the same frame draw the same cases.

Not a stream of random numbers, whose algorithm may change with a library, but the order of the
SHA-256 of seed and case; anybody can repeat it with any tool.
"""

from __future__ import annotations

from collections import defaultdict
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


def in_order(candidates: Iterable[Candidate], seed: str) -> list[Candidate]:
    """Candidates in the order that a seed gives them."""
    return sorted(candidates, key=lambda one: sha256(f"{seed}|{one.case}".encode()).digest())


def draw(
    candidates: Sequence[Candidate], seed: str, wanted: Mapping[str, int], backups: int
) -> list[Drawn]:
    """Draw as many as are wanted of each stratum, or all there are, and then the back-ups."""
    strata: dict[str, list[Candidate]] = defaultdict(list)
    for one in in_order(candidates, seed):
        strata[one.stratum].append(one)
    return [
        Drawn(
            stratum=stratum,
            wanted=many,
            in_frame=len(strata[stratum]),
            selected=tuple(strata[stratum][:many]),
            backups=tuple(strata[stratum][many : many + backups]),
        )
        for stratum, many in sorted(wanted.items())
    ]


def digest(candidates: Sequence[Candidate]) -> str:
    """SHA-256 of the canonical list of candidates, in hexadecimal."""
    listed = sha256(b"[")
    for nth, one in enumerate(candidates):
        listed.update(b"," * bool(nth) + canonical_json(one.model_dump(mode="json")).encode())
    listed.update(b"]")
    return listed.hexdigest()
