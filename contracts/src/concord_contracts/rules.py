"""What an edition is: one dated version of a protocol's rules, as validated, frozen data.

A plugin answers with it, the ledger keeps it by its content, core code asks it for parameters.
An edition that does not hold together is refused when it is made, so whoever has one need not
check it again.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Final, Protocol, Self, TypeVar

from pydantic import StringConstraints, model_validator

from concord_contracts.choices import Choice, choices_must_hold, read_so
from concord_contracts.closed_lists import Catalogue, lists_must_hold
from concord_contracts.daterules import Anchor, Column, DateRule, dates_must_hold
from concord_contracts.event import canonical_json
from concord_contracts.plans import Phase, Plan
from concord_contracts.quoted import (
    Certainty,
    Frozen,
    Level,
    Quoted,
    Source,
    Value,
    Whole,
    Words,
    must_be_known,
    must_be_unique,
    must_end_after_it_began,
)
from concord_contracts.sampling import Design
from concord_contracts.terms import Code, EditionCode

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "Certainty",
    "Edition",
    "Frozen",
    "Level",
    "Parameter",
    "Quoted",
    "RuleKindError",
    "Source",
    "UnknownRuleError",
    "Value",
]

Name = Annotated[str, StringConstraints(pattern=r"^[a-z]+$", max_length=40)]
"""A jurisdiction or a protocol."""


class UnknownRuleError(LookupError):
    """The edition has no rule of that id."""


class RuleKindError(TypeError):
    """The rule's value is of another kind than the one asked for."""


class Parameter(Quoted):
    """One setting of a protocol, with the sentence that it was read in.

    Attributes:
        id: Its name: ``interview.minutes``.
        value: What it says.
        unit: What a number counts; empty for everything else.
        level: How hard it binds.
        floor: The least that anybody may set a number to.
    """

    id: Code
    value: Value
    unit: str = ""
    level: Level
    floor: Whole | None = None

    @model_validator(mode="after")
    def _value_holds(self) -> Self:
        counts = isinstance(self.value, int) and not isinstance(self.value, bool)
        if counts is not bool(self.unit):
            raise ValueError(f"{self.id}: a number has a unit, and nothing else has")
        if self.floor is not None and not (
            isinstance(self.value, int) and counts and self.value >= self.floor
        ):
            raise ValueError(f"{self.id} is a number of at least {self.floor}")
        if isinstance(self.value, tuple):
            must_be_unique(f"{self.id}: the code", self.value)
        return self


class _Named(Protocol):
    @property
    def id(self) -> str: ...


N = TypeVar("N", bound=_Named)
V = TypeVar("V")


class Edition(Frozen):
    """One dated version of a protocol's rules.

    Attributes:
        id: Its code: jurisdiction, protocol, year.
        jurisdiction: Whose rules these are.
        protocol: Which kind of review they are for.
        title: What it is, for people.
        source: The document that they were read in.
        since: The first day on which it binds.
        until: The last day; none while it is in force.
        note: What a reader has to know about the edition.
        parameters: Settings.
        anchors: Dates that somebody tells.
        dates: Dates that follow from them.
        columns: The table in which the jurisdiction publishes its dates.
        lists: Closed lists.
        quotas: Sampling designs.
        phases: An ordered chain of phases.
        plan: An improvement plan.
        choices: How the source is read where it contradicts itself or leaves something open.
    """

    id: EditionCode
    jurisdiction: Name
    protocol: Name
    title: Words
    source: Source
    since: date
    until: date | None = None
    note: str = ""
    parameters: tuple[Parameter, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    dates: tuple[DateRule, ...] = ()
    columns: tuple[Column, ...] = ()
    lists: tuple[Catalogue, ...] = ()
    quotas: tuple[Design, ...] = ()
    phases: tuple[Phase, ...] = ()
    plan: Plan | None = None
    choices: tuple[Choice, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if not self.id.startswith(f"{self.jurisdiction}/{self.protocol}@"):
            raise ValueError(f"{self.id} is not an edition of {self.jurisdiction}/{self.protocol}")
        must_end_after_it_began(self.since, self.until)
        must_be_unique("the parameter", (each.id for each in self.parameters))
        must_be_unique("the sampling design", (each.id for each in self.quotas))
        must_be_unique("the phase", (each.id for each in self.phases))
        dates_must_hold(self.anchors, self.dates, self.columns)
        lists_must_hold(self.lists)
        self._plan_must_hold()
        names = [each.id for each in self.lists]
        choices_must_hold(self.choices, self.parameters, self.dates, names)
        return self

    def _plan_must_hold(self) -> None:
        if self.plan is not None:
            must_be_known("the plan", self.plan.links_to, (each.id for each in self.lists))
            linked = [self.catalogue(each) for each in self.plan.links_to]
            self.plan.links_must_be_among({code for each in linked for code in each.codes})

    def parameter(self, rule: str) -> Parameter:
        """The parameter of an id.

        Raises:
            UnknownRuleError: the edition has none.
        """
        return self._found(self.parameters, rule)

    def number(self, rule: str) -> int:
        """A parameter's whole number, in the parameter's unit.

        Raises:
            UnknownRuleError: the edition has no such parameter.
            RuleKindError: it holds something else.
        """
        return _of_kind(int, self.parameter(rule))

    def flag(self, rule: str) -> bool:
        """A parameter's yes or no.

        Raises:
            UnknownRuleError: the edition has no such parameter.
            RuleKindError: it holds something else.
        """
        return _of_kind(bool, self.parameter(rule))

    def words(self, rule: str) -> str:
        """A parameter's words.

        Raises:
            UnknownRuleError: the edition has no such parameter.
            RuleKindError: it holds something else.
        """
        return _of_kind(str, self.parameter(rule))

    def codes(self, rule: str) -> tuple[str, ...]:
        """A parameter's codes, in the source's order.

        Raises:
            UnknownRuleError: the edition has no such parameter.
            RuleKindError: it holds something else.
        """
        return _of_kind(tuple, self.parameter(rule))

    def date_rule(self, rule: str) -> DateRule:
        """The date rule of an id.

        Raises:
            UnknownRuleError: the edition has none.
        """
        return self._found(self.dates, rule)

    def catalogue(self, name: str) -> Catalogue:
        """The closed list of an id.

        Raises:
            UnknownRuleError: the edition has none.
        """
        return self._found(self.lists, name)

    def design(self, name: str) -> Design:
        """The sampling design of an id.

        Raises:
            UnknownRuleError: the edition has none.
        """
        return self._found(self.quotas, name)

    def choice(self, name: str) -> Choice:
        """How the source is read in one matter.

        Raises:
            UnknownRuleError: the edition has no such choice.
        """
        return self._found(self.choices, name)

    def taking(self, choice: str, way: str) -> Edition:
        """The edition with another reading in force; everything it decides about is changed.

        Raises:
            UnknownRuleError: the edition has no such choice, or the choice no such reading.
            ValueError: the edition would not hold together.
        """
        found = self.choice(choice)
        read = found.way(way)
        if read is None:
            raise UnknownRuleError(f"{self.id} has no reading {way} of {choice}")
        changed = found.model_copy(update={"taken": way})
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Edition.model_validate({
            **fields,
            "parameters": tuple(read_so(each, read) for each in self.parameters),
            "dates": tuple(read_so(each, read) for each in self.dates),
            "choices": tuple(changed if each is found else each for each in self.choices),
        })

    def at(self, day: date) -> tuple[Parameter, ...]:
        """The parameters in force on a day."""
        return tuple(each for each in self.parameters if each.binds_on(day))

    def canonical(self) -> str:
        """Canonical JSON (RFC 8785): what is kept, hashed and read again, byte for byte."""
        return self._canonical

    @cached_property
    def _canonical(self) -> str:
        return canonical_json(self.model_dump(mode="json"))

    def digest(self) -> str:
        """SHA-256 of the canonical JSON: the content by which the ledger keeps an edition."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def _found(self, among: Iterable[N], name: str) -> N:
        for each in among:
            if each.id == name:
                return each
        raise UnknownRuleError(f"{self.id} has no rule {name}")


def _of_kind(kind: type[V], parameter: Parameter) -> V:
    if type(parameter.value) is not kind:
        raise RuleKindError(f"{parameter.id} is not of kind {_KINDS[kind]}")
    return parameter.value


_KINDS: Final = {int: "number", bool: "yes or no", str: "words", tuple: "codes"}
