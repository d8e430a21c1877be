"""Who was trained in what: each reviewer's goals and topics, over all trainings. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from concord_review.listed import labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from concord_contracts.rules import Edition

GOALS: Final = "training.goals"
TOPICS: Final = "meetings.topics"
NEEDED: Final = "training.reviewer-topics"


@dataclass(frozen=True, slots=True)
class Trained:
    """A reviewer's training record.

    Attributes:
        days: On which days, whether before the event week or in it.
        goals: Training goals that were covered.
        missing: Goals and topics that were not, by their labels.
    """

    reviewer: str
    days: tuple[date, ...]
    goals: int
    missing: tuple[str, ...]


def trained(
    edition: Edition, reviewers: Sequence[str], meetings: Sequence[Mapping[str, Any]]
) -> Sequence[Trained]:
    """The training record of each reviewer; trainings add up, wherever and whenever they were."""
    wanted = labels(edition, GOALS)
    needed = next((one.value for one in edition.parameters if one.id == NEEDED), ())
    topics = labels(edition, TOPICS)
    if isinstance(needed, tuple):
        wanted |= {code: topics[code] for code in needed if code in topics}
    return [_one(edition, one, meetings, wanted) for one in reviewers]


def _one(
    edition: Edition,
    reviewer: str,
    meetings: Sequence[Mapping[str, Any]],
    wanted: Mapping[str, str],
) -> Trained:
    own = [one for one in meetings if reviewer in one["reviewers"]]
    covered = {topic for one in own for topic in one["topics"]}
    return Trained(
        reviewer=reviewer,
        days=tuple(sorted({one["on_day"] for one in own})),
        goals=len(covered & labels(edition, GOALS).keys()),
        missing=tuple(label for code, label in wanted.items() if code not in covered),
    )
