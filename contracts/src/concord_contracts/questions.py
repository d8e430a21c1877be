"""A tool: the questions of an interview or another session, as validated, frozen data.

Its content is written by whoever runs the reviews; core code knows kinds of questions and no
question. The ledger keeps a tool by its content, ``answering`` says what was answered of it, the
kernel's ``macros/questions.html`` shows it, ``expressions`` are its conditions.
A tool that does not hold together is refused when it is read, each place named.
"""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, Final, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from concord_contracts.event import canonical_json
from concord_contracts.expressions import Fault, Place, asked_in, faults, holds
from concord_contracts.quoted import Frozen, Whole, Words
from concord_contracts.terms import Code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
"""What a tool, a section or a question is called: ``child-seen``."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
"""A language's code: ``en``."""

Said = Annotated[dict[Language, Words], Field(min_length=1, max_length=10)]
"""The same words in each language of the tool."""


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes-no"
    YES_NO_NA = "yes-no-na"
    NUMBER = "number"
    SCALE = "scale"
    DATE = "date"
    TEXT = "text"
    NOTE = "note"


TYPED: Final = frozenset({Kind.TEXT, Kind.NOTE})
"""Kinds that people type into: their answers are raw text, and go to the vault."""

COUNTED: Final = frozenset({Kind.NUMBER, Kind.SCALE})
"""Kinds that are answered with a whole number."""

FIXED: Final = {Kind.YES_NO: ("yes", "no"), Kind.YES_NO_NA: ("yes", "no", "na")}
"""Kinds whose choices are the same in every tool."""

TAKES: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.CHOICE: frozenset({"choices"}),
    Kind.CHOICES: frozenset({"choices"}),
    Kind.YES_NO: frozenset(),
    Kind.YES_NO_NA: frozenset(),
    Kind.NUMBER: frozenset({"least", "most", "unit"}),
    Kind.SCALE: frozenset({"least", "most", "anchors"}),
    Kind.DATE: frozenset({"earliest", "latest"}),
    Kind.TEXT: frozenset({"longest"}),
    Kind.NOTE: frozenset({"longest"}),
}
"""Which fields a kind has beside those of every question."""

NEEDS: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.CHOICE: frozenset({"choices"}),
    Kind.CHOICES: frozenset({"choices"}),
    Kind.SCALE: frozenset({"least", "most"}),
}

WIDEST: Final = 10
"""Steps of a scale, at most: they stand side by side."""


class Choice(Frozen):
    """One of a question's answers."""

    code: Code
    label: Said


class Anchor(Frozen):
    """What a step of a scale means."""

    step: Whole
    label: Said


class Question(Frozen):
    """One question.

    Attributes:
        code: What its answer is recorded under.
        kind: How it is answered.
        label: The question itself.
        help: What whoever asks it has to know.
        required: Whether the form is complete only with it, while it is shown.
        show_if: The condition under which it is shown, on answers before it; none for always.
        choices: Of ``choice`` and ``choices``: what may be chosen.
        least: Of ``number`` and ``scale``: the smallest.
        most: The largest.
        unit: Of ``number``: what is counted.
        anchors: Of ``scale``: what its steps mean.
        earliest: Of ``date``: the first day that may be given.
        latest: The last.
        longest: Of ``text`` and ``note``: characters that the page takes.
    """

    code: Name
    kind: Kind
    label: Said
    help: Said | None = None
    required: bool = False
    show_if: Any = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=60)] = ()
    least: Whole | None = None
    most: Whole | None = None
    unit: Said | None = None
    anchors: Annotated[tuple[Anchor, ...], Field(max_length=WIDEST)] = ()
    earliest: date | None = None
    latest: date | None = None
    longest: Annotated[int, Field(gt=0, le=100_000)] | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """What may be chosen."""
        return FIXED.get(self.kind) or tuple(one.code for one in self.choices)

    @property
    def steps(self) -> range:
        """The numbers of a scale."""
        return range(self.least or 0, (self.most or 0) + 1)

    def says(self) -> Iterator[tuple[Place, Mapping[str, str]]]:
        """Every text of it that stands in languages, with its place."""
        yield ("label",), self.label
        for name, text in (("help", self.help), ("unit", self.unit)):
            if text is not None:
                yield (name,), text
        for nth, choice in enumerate(self.choices):
            yield ("choices", nth, "label"), choice.label
        for nth, anchor in enumerate(self.anchors):
            yield ("anchors", nth, "label"), anchor.label

    def faults(self) -> Iterator[Fault]:
        """What does not fit together in the question alone."""
        for name in sorted((_OWN & self.model_fields_set) - TAKES[self.kind]):
            yield Fault((name,), "tool.of-another-kind")
        for name in sorted(NEEDS.get(self.kind, frozenset())):
            if getattr(self, name) in (None, ()):  # ruff: ignore[literal-membership] -- a field may hold what has no hash
                yield Fault((name,), "tool.missing")
        yield from self._bounds()
        yield from _twice("choices", "code", [one.code for one in self.choices])
        yield from _twice("anchors", "step", [one.step for one in self.anchors])
        if self.show_if is not None:
            yield from faults(self.show_if, ("show_if",))

    def _bounds(self) -> Iterator[Fault]:
        if self.least is not None and self.most is not None:
            room = self.most - self.least
            if room < 0 or (self.kind is Kind.SCALE and not 0 < room < WIDEST):
                yield Fault(("most",), "tool.bounds")
        if self.earliest and self.latest and self.latest < self.earliest:
            yield Fault(("latest",), "tool.bounds")
        for nth, anchor in enumerate(self.anchors):
            if anchor.step not in self.steps:
                yield Fault(("anchors", nth, "step"), "tool.bounds")


_OWN: Final = frozenset[str]().union(*TAKES.values())


class Section(Frozen):
    """Questions that stand together."""

    id: Name
    title: Said
    questions: Annotated[tuple[Question, ...], Field(max_length=200)]


class Tool(Frozen):
    """The questions of a session, in order.

    Attributes:
        id: What it is called in facts.
        title: What people call it.
        synthetic: Whether its questions are made up, and belong to no real review.
        sections: Its parts.
    """

    id: Name
    title: Said
    synthetic: bool = False
    sections: Annotated[tuple[Section, ...], Field(max_length=60)]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        found = [*self._faults()]
        if found:
            lines = [
                InitErrorDetails(type=_error(rule), loc=place, input=None) for place, rule in found
            ]
            raise ValidationError.from_exception_data("Tool", lines, hide_input=True)
        return self

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(one for section in self.sections for one in section.questions)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it is written."""
        return tuple(self.title)

    def question(self, code: str) -> Question | None:
        """The question of a code."""
        return next((one for one in self.questions if one.code == code), None)

    def visible(self, answers: Mapping[str, Any]) -> tuple[Question, ...]:
        """The questions that are shown; answers of hidden ones count for no later condition."""
        standing = dict(answers)
        shown = []
        for question in self.questions:
            if question.show_if is None or holds(question.show_if, standing):
                shown.append(question)
            else:
                standing.pop(question.code, None)
        return tuple(shown)

    def canonical(self) -> str:
        """Canonical JSON (RFC 8785), without what was left out: what is kept and hashed."""
        return self._canonical

    @cached_property
    def _canonical(self) -> str:
        return canonical_json(self.model_dump(mode="json", exclude_defaults=True))

    def digest(self) -> str:
        """SHA-256 of the canonical JSON: the content by which the ledger keeps the tool."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()

    def _faults(self) -> Iterator[Fault]:
        yield from _twice("sections", "id", [one.id for one in self.sections])
        yield from self._unlike_languages(("title",), self.title)
        if not self.sections:
            yield Fault(("sections",), "tool.missing")
        before: dict[str, Kind] = {}
        known = {one.code for one in self.questions}
        for nth, section in enumerate(self.sections):
            yield from self._unlike_languages(("sections", nth, "title"), section.title)
            if not section.questions:
                yield Fault(("sections", nth, "questions"), "tool.missing")
            for number, question in enumerate(section.questions):
                at: Place = ("sections", nth, "questions", number)
                yield from (Fault((*at, *place), rule) for place, rule in question.faults())
                for place, said in question.says():
                    yield from self._unlike_languages((*at, *place), said)
                yield from _rule_faults(question, before, known, at)
                if question.code in before:
                    yield Fault((*at, "code"), "tool.twice")
                before[question.code] = question.kind

    def _unlike_languages(self, place: Place, said: Mapping[str, str]) -> Iterator[Fault]:
        if said.keys() != self.title.keys():
            yield Fault(place, "tool.languages")


@lru_cache(maxsize=64)
def kept_tool(canonical: str) -> Tool:
    """A tool as the ledger keeps it; each is read and checked once in a process.

    Raises:
        ValidationError: it is no tool.
    """
    return Tool.model_validate_json(canonical)


def _error(rule: Any) -> PydanticCustomError:
    return PydanticCustomError(rule, "this does not hold together")


def _rule_faults(
    question: Question, before: Mapping[str, Kind], known: Iterable[str], at: Place
) -> Iterator[Fault]:
    """Conditions ask for earlier questions only, and never for what was typed."""
    if question.show_if is None or any(question.faults()):
        return
    for place, operator, code in asked_in(question.show_if):
        where = (*at, "show_if", *place)
        if code not in known:
            yield Fault(where, "tool.unknown-question")
        elif code not in before:
            yield Fault(where, "tool.later-question")
        elif operator == "var" and before[code] in TYPED:
            yield Fault(where, "tool.typed-text")


def _twice(several: str, name: str, codes: list[Any]) -> Iterator[Fault]:
    for nth, code in enumerate(codes):
        if code in codes[:nth]:
            yield Fault((several, nth, name), "tool.twice")
