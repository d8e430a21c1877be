"""What is meant to happen when: a chain of phases; a plan of goals, strategies, activities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from concord_contracts.quoted import (
    Certainty,
    Frozen,
    Level,
    Quoted,
    Words,
    must_be_known,
    must_be_unique,
)
from concord_contracts.sampling import Quarter
from concord_contracts.terms import Code

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

Months = Annotated[int, Field(strict=True, ge=0, le=1200)]


class Phase(Quoted):
    """One link of an ordered chain: planning, then implementation, and so on.

    Attributes:
        id: Its name among the edition's phases.
        label: What it is, for people.
        level: How hard its length binds.
        least: Shortest length in months, where the source gives one.
        most: Longest length in months.
    """

    id: Code
    label: Words
    level: Level = Level.INFO
    least: Months | None = None
    most: Months | None = None

    @model_validator(mode="after")
    def _lengths_hold(self) -> Self:
        if self.least is not None and self.most is not None and self.most < self.least:
            raise ValueError(
                f"the phase {self.id} lasts at most {self.most} months and at least {self.least}"
            )
        return self


class Activity(Frozen):
    """One activity of a plan.

    Attributes:
        id: Goal, strategy and letter: ``1.3.f``.
        text: Its wording in the source.
        begin: The quarter in which it begins.
        end: The quarter in which it is complete.
        printed: How the source numbers it, where that differs from the id.
        certainty: How sure its place and its quarters are.
        note: What a reader has to know.
    """

    id: Code
    text: Words
    begin: Quarter
    end: Quarter
    printed: str = ""
    certainty: Certainty = Certainty.CERTAIN
    note: str = ""

    @model_validator(mode="after")
    def _quarters_hold(self) -> Self:
        if self.end < self.begin:
            raise ValueError(
                f"the activity {self.id} is complete in quarter {self.end}, before it begins"
            )
        return self


class Strategy(Frozen):
    """Activities toward one end, with the items they are meant to better."""

    id: Code
    text: Words
    links: tuple[Code, ...] = ()
    activities: Annotated[tuple[Activity, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _activities_stand_in_it(self) -> Self:
        _must_stand_in(self.id, (activity.id for activity in self.activities))
        return self


class Goal(Frozen):
    """Strategies toward one goal, with the outcomes and systemic factors it names."""

    id: Code
    text: Words
    links: tuple[Code, ...] = ()
    strategies: Annotated[tuple[Strategy, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _strategies_stand_in_it(self) -> Self:
        _must_stand_in(self.id, (strategy.id for strategy in self.strategies))
        return self


class Plan(Quoted):
    """An improvement plan in quarters.

    Attributes:
        id: Its name.
        title: What it is, for people.
        quarters: How many quarters it spans, measurement included.
        links_to: The edition's lists whose entries its goals and strategies name.
        goals: The goals, in the source's order.
    """

    id: Code
    title: Words
    quarters: Quarter
    links_to: tuple[Code, ...] = ()
    goals: Annotated[tuple[Goal, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _goals_hold(self) -> Self:
        must_be_unique("the goal", (goal.id for goal in self.goals))
        for activity in self.activities:
            if activity.end > self.quarters:
                raise ValueError(
                    f"the activity {activity.id} ends in quarter {activity.end} of {self.quarters}"
                )
        return self

    @property
    def strategies(self) -> tuple[Strategy, ...]:
        """Every strategy, in the source's order."""
        return tuple(strategy for goal in self.goals for strategy in goal.strategies)

    @property
    def activities(self) -> tuple[Activity, ...]:
        """Every activity, in the source's order."""
        return tuple(activity for strategy in self.strategies for activity in strategy.activities)

    def links_must_be_among(self, codes: Collection[str]) -> None:
        """Check what the goals and strategies name.

        Raises:
            ValueError: an item, outcome or factor that no list has.
        """
        must_be_known(f"the plan {self.id}", self._links(), codes)

    def _links(self) -> Iterator[str]:
        for goal in self.goals:
            yield from goal.links
        for strategy in self.strategies:
            yield from strategy.links


def _must_stand_in(above: str, ids: Iterator[str]) -> None:
    within = list(ids)
    must_be_unique(f"{above}: the part", within)
    for each in within:
        if not each.startswith(f"{above}."):
            raise ValueError(f"{each} stands in {above}, so its id begins with {above}.")
