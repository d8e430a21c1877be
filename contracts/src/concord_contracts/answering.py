"""What was answered of a tool: answers as facts tell them, what is missing, what does not fit.

Pure functions over a tool and answers; the page's twin of ``unanswered`` is in ``questions.js``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from concord_contracts.expressions import is_answered
from concord_contracts.questions import COUNTED, TYPED, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_contracts.facts.tool import AnswersSaved
    from concord_contracts.questions import Question, Tool
    from concord_contracts.terms import TextRef

Value = str | int | tuple[str, ...]
"""A coded answer: a choice's code or a day, a number, chosen codes."""

KEPT: Final = "kept"
"""What a condition sees of a typed answer: that there is one."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers that stand.

    Attributes:
        coded: By question; several chosen codes as a tuple.
        texts: Where typed answers are kept, by question.
    """

    coded: Mapping[str, Value] = field(default_factory=dict)
    texts: Mapping[str, TextRef] = field(default_factory=dict)

    def after(self, fact: AnswersSaved) -> Answers:
        """The answers with what a fact changed."""
        gone = set(fact.cleared)
        coded = {code: value for code, value in self.coded.items() if code not in gone}
        texts = {code: text for code, text in self.texts.items() if code not in gone}
        coded |= {one.question: one.codes for one in fact.chosen}
        coded |= {one.question: one.number for one in fact.numbers}
        coded |= {one.question: one.day.isoformat() for one in fact.days}
        texts |= {one.question: one.text for one in fact.texts}
        return Answers(coded, texts)

    def seen_by(self, tool: Tool) -> dict[str, Any]:
        """Values as the tool's conditions see them: one code for one choice, no text."""
        return {
            question.code: _seen(question, self.coded.get(question.code))
            for question in tool.questions
            if question.code in self.coded
        } | dict.fromkeys(self.texts, KEPT)


def _seen(question: Question, value: Any) -> Any:
    if not isinstance(value, tuple):
        return value
    return list(value) if question.kind is Kind.CHOICES else value[0]


def unanswered(tool: Tool, seen: Mapping[str, Any]) -> tuple[str, ...]:
    """Required questions that are shown and have no answer, in order."""
    return tuple(
        one.code
        for one in tool.visible(seen)
        if one.required and not is_answered(seen.get(one.code))
    )


def misfit(question: Question | None, value: Any) -> str:
    """The rule that a coded answer breaks; none where it fits.

    Args:
        question: What was asked; none where the tool has no such question.
        value: A code or a day, a whole number, or a list of codes.
    """
    if question is None:
        return "answer.unknown-question"
    if question.kind in TYPED:
        return "answer.is-typed"
    if question.kind in COUNTED:
        return "" if _counts(question, value) else "answer.not-within"
    if question.kind is Kind.DATE:
        return "" if _is_day(question, value) else "answer.not-a-day"
    chosen = value if question.kind is Kind.CHOICES else [value]
    return "" if _are_choices(question, chosen) else "answer.not-a-choice"


def _counts(question: Question, value: Any) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    least, most = question.least, question.most
    return (least is None or value >= least) and (most is None or value <= most)


def _is_day(question: Question, value: Any) -> bool:
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    earliest, latest = question.earliest or date.min, question.latest or date.max
    return day.isoformat() == value and earliest <= day <= latest


def _are_choices(question: Question, chosen: Any) -> bool:
    if not isinstance(chosen, list) or not chosen:
        return False
    known = all(isinstance(one, str) and one in question.codes for one in chosen)
    return known and len(set(chosen)) == len(chosen)
