"""For whom facts are: which ones the people and programs of the reviewed agency may follow.

Whoever is of the host agency sees no fact of an interview, a note or a theme as it happens: its
time, its order and its session would tell who said what. They do see the cases they selected and
the slots they booked. What a new module of facts holds is closed to them until it is named here.
"""

from __future__ import annotations

from typing import Final

from concord_contracts.catalog import FACTS
from concord_contracts.facts import (
    directory,
    leading,
    literature,
    people,
    plan,
    planning,
    recommendation,
    report,
    sample,
    schedule,
)
from concord_contracts.facts.theme import ThemeCoded, ThemeProposed
from concord_contracts.facts.tool import AnswersCompleted, AnswersSaved

OF_THE_HOST: Final = frozenset(
    name.rpartition(".")[0]
    for name, fact in FACTS.items()
    if fact.__module__
    in {
        module.__name__
        for module in (
            directory,
            leading,
            literature,
            people,
            plan,
            planning,
            recommendation,
            report,
            sample,
            schedule,
        )
    }
)
"""Facts that the host agency's own people may follow one by one, without their versions."""

SHARED: Final = frozenset(name.rpartition(".")[0] for name, fact in FACTS.items() if fact.SHARED)
"""Facts that programs of the host agency may follow, without their versions: no case among them."""

OF_THE_TEAM: Final = frozenset(
    fact.NAME.rpartition(".")[0]
    for fact in (AnswersSaved, AnswersCompleted, ThemeProposed, ThemeCoded)
)
"""Facts whose data only the review's own team reads: what a tool was answered, and what each
reviewer says of a theme before all codes are revealed."""


def is_for_the_host(name: str) -> bool:
    """Whether people of the reviewed agency may follow a fact of this stored name."""
    return name.rpartition(".")[0] in OF_THE_HOST


def is_shared(name: str) -> bool:
    """Whether programs of the reviewed agency may follow a fact of this stored name."""
    return name.rpartition(".")[0] in SHARED


def is_of_the_team(name: str) -> bool:
    """Whether only the review's own team may read the data of a fact of this stored name."""
    return name.rpartition(".")[0] in OF_THE_TEAM
