"""How far independent codes agree: session by session, and as Krippendorff's alpha.

Alpha is 1 where all agree and 0 where they agree as if by chance. Whoever cannot say, or has not
said yet, is a missing value. Where it cannot be computed, it is said why. Pure; called by ``data``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import krippendorff

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Said = Literal["heard", "not-heard", "cannot-say"]

PAIR: Final = 2
"""Codes of one session that can be compared."""

Verdict = Literal["heard", "not-heard", "disagree", "incomplete", "one-code", "cannot-say"]
Because = Literal["", "nobody-compared", "all-the-same"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What the coders said of one session: counts, never who.

    Attributes:
        session: The interview or focus group.
        heard: How many heard the theme there.
        not_heard: How many did not.
        cannot_say: How many cannot say.
        blank: How many have not said anything.
        people: Of a focus group, the fewest and the most people that anybody counted.
    """

    session: str
    heard: int
    not_heard: int
    cannot_say: int
    blank: int
    people: tuple[int, int] | None = None

    @property
    def verdict(self) -> Verdict:
        """How the codes stand: who has not coded makes it incomplete, which is no disagreement."""
        if self.heard and self.not_heard:
            return "disagree"
        if self.blank:
            return "incomplete"
        if self.heard + self.not_heard == 0:
            return "cannot-say"
        if self.heard + self.not_heard < PAIR:
            return "one-code"
        return "heard" if self.heard else "not-heard"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far codes agree.

    Attributes:
        alpha: Krippendorff's alpha for nominal data; none where it is not defined.
        because: Why it is not defined.
        compared: Sessions of which at least two coders said whether they heard it.
    """

    alpha: float | None
    because: Because
    compared: int


def units(
    codes: Mapping[str, Mapping[str, Said]],
    sessions: Iterable[str],
    coders: Iterable[str],
    people: Mapping[str, Sequence[int]],
) -> list[Unit]:
    """What was said of each session.

    Args:
        codes: Coder and session to what was said.
        sessions: All there are to code.
        coders: All who are to code; whoever did is one of them.
        people: Focus group to the numbers of people that were counted.
    """
    all_coders = {*coders, *codes}
    found = []
    for session in sessions:
        said = [codes.get(one, {}).get(session) for one in sorted(all_coders)]
        counted = people.get(session, ())
        found.append(
            Unit(
                session,
                heard=said.count("heard"),
                not_heard=said.count("not-heard"),
                cannot_say=said.count("cannot-say"),
                blank=said.count(None),
                people=(min(counted), max(counted)) if counted else None,
            )
        )
    return found


def of_units(found: Iterable[Unit]) -> Agreement:
    """How far the codes of sessions agree."""
    return alpha([(one.heard, one.not_heard) for one in found])


def alpha(counts: Sequence[Sequence[int]]) -> Agreement:
    """Krippendorff's alpha for nominal data.

    Args:
        counts: Of each unit, how many coders gave each value; missing values are not counted.
    """
    compared = [unit for unit in counts if sum(unit) >= PAIR]
    if not compared:
        return Agreement(None, "nobody-compared", 0)
    values = [sum(unit[nth] for unit in compared) for nth in range(len(compared[0]))]
    if sum(1 for value in values if value) < PAIR:
        return Agreement(None, "all-the-same", len(compared))
    found = krippendorff.alpha(value_counts=compared, level_of_measurement="nominal")
    return Agreement(float(found), "", len(compared))
