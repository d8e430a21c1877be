"""Conditions in a tool: a small JSON tree that the server and the page evaluate alike.

A node is a value (a whole number, words, yes or no, a list of these) or an object with one
operator: ``{"==": [{"var": "seen"}, "no"]}``. The twin is the kernel's ``questions.js``; both run
the vectors of ``tests/tables/expressions.json``. Nothing here knows what a question is.
"""

from __future__ import annotations

import operator as compare
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Place = tuple[str | int, ...]
"""Where something stands in a JSON document: keys and numbers, from the outside in."""

DEEPEST: Final = 8
"""Nodes within nodes, at most."""

LONGEST: Final = 100
"""Parts of a list, and characters of words in a condition, at most."""

LARGEST: Final = 2**53 - 1
"""The largest whole number that every reader of JSON reads alike."""

LOGIC: Final = frozenset({"and", "or"})
"""Operators on any number of conditions."""


class Fault(NamedTuple):
    """What is wrong with a tree, and where.

    Attributes:
        place: From the tree's root.
        rule: The rule that is broken.
    """

    place: Place
    rule: str


class Asked(NamedTuple):
    """A question that a tree asks for.

    Attributes:
        place: Where in the tree.
        operator: ``var`` or ``answered``.
        question: The question's code.
    """

    place: Place
    operator: str
    question: str


def holds(tree: Any, answers: Mapping[str, Any]) -> bool:
    """Whether a condition is met; only ``true`` itself is, so an unset answer meets nothing.

    Args:
        tree: A tree without ``faults``.
        answers: Values by question; a question that is missing is unanswered.
    """
    return evaluate(tree, answers) is True


def evaluate(tree: Any, answers: Mapping[str, Any]) -> Any:
    """What a tree without ``faults`` comes to; it never raises.

    Values of different kinds are never equal and have no order: ``1`` is not ``true`` nor ``"1"``.
    """
    if not isinstance(tree, dict):
        return tree
    ((operator, rest),) = tree.items()
    if operator in _ON_ANSWER:
        return _ON_ANSWER[operator](answers.get(rest))
    if operator == "not":
        return not holds(rest, answers)
    if operator in LOGIC:
        return _LOGIC[operator](holds(part, answers) for part in rest)
    left, right = (evaluate(part, answers) for part in rest)
    return _ON_TWO[operator](left, right)


def is_answered(value: object) -> bool:
    """Whether a value is one: an empty list and empty words are none."""
    return value is not None and value not in ("", [], ())


def _same(left: Any, right: Any) -> bool:
    if _is_list(left) and _is_list(right):
        return len(left) == len(right) and all(map(_same, left, right))
    return _kind(left) == _kind(right) and left == right


def _is_in(left: Any, right: Any) -> bool:
    return _is_list(right) and any(_same(left, one) for one in right)


def _ordered(before: Callable[[Any, Any], bool]) -> Callable[[object, object], bool]:
    def ordered(left: object, right: object) -> bool:
        return _kind(left) == _kind(right) in {"number", "words"} and before(left, right)

    return ordered


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return "words"
    return "list" if _is_list(value) else "nothing"


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


_ON_ANSWER: Final[Mapping[str, Callable[[Any], Any]]] = {
    "var": lambda value: value,
    "answered": is_answered,
}
_LOGIC: Final[Mapping[str, Callable[[Iterator[bool]], bool]]] = {"and": all, "or": any}
_ON_TWO: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "==": _same,
    "!=": lambda left, right: not _same(left, right),
    "<": _ordered(compare.lt),
    "<=": _ordered(compare.le),
    ">": _ordered(compare.gt),
    ">=": _ordered(compare.ge),
    "in": _is_in,
}
OPERATORS: Final = frozenset({*_ON_ANSWER, *_LOGIC, *_ON_TWO, "not"})


def faults(tree: Any, place: Place = (), *, condition: bool = True) -> Iterator[Fault]:
    """Everything that is wrong with a tree; it may be any JSON value.

    Args:
        tree: What somebody wrote.
        place: Where it stands.
        condition: Whether it has to come to yes or no by itself, as a whole condition does.
    """
    if len(place) > 2 * DEEPEST:
        yield Fault(place, "condition.too-deep")
    elif not isinstance(tree, dict):
        if condition and not isinstance(tree, bool):
            yield Fault(place, "condition.not-a-condition")
        elif not _is_value(tree):
            yield Fault(place, "condition.not-a-value")
    elif len(tree) != 1 or not tree.keys() <= OPERATORS:
        yield Fault(place, "condition.unknown-operator")
    elif condition and "var" in tree:
        yield Fault(place, "condition.not-a-condition")
    else:
        ((operator, rest),) = tree.items()
        yield from _faults_of_parts(operator, rest, (*place, operator))


def _faults_of_parts(operator: str, rest: Any, place: Place) -> Iterator[Fault]:
    if operator in _ON_ANSWER:
        if not isinstance(rest, str):
            yield Fault(place, "condition.parts")
    elif operator == "not":
        yield from faults(rest, (*place, 0))
    elif not isinstance(rest, list) or not _fits(operator, len(rest)):
        yield Fault(place, "condition.parts")
    else:
        for nth, part in enumerate(rest):
            yield from faults(part, (*place, nth), condition=operator in LOGIC)


def _fits(operator: str, parts: int) -> bool:
    return parts <= LONGEST if operator in LOGIC else parts == len(("left", "right"))


def _is_value(tree: Any) -> bool:
    if isinstance(tree, list):
        return len(tree) <= LONGEST and all(_is_scalar(part) for part in tree)
    return _is_scalar(tree)


def _is_scalar(tree: Any) -> bool:
    if isinstance(tree, str):
        return len(tree) <= LONGEST
    return isinstance(tree, int) and abs(tree) <= LARGEST


def asked_in(tree: Any, place: Place = ()) -> Iterator[Asked]:
    """Every question that a tree without ``faults`` asks for."""
    if isinstance(tree, dict):
        ((operator, rest),) = tree.items()
        if operator in _ON_ANSWER:
            yield Asked((*place, operator), operator, rest)
        else:
            parts: Sequence[Any] = [rest] if operator == "not" else rest
            for nth, part in enumerate(parts):
                yield from asked_in(part, (*place, operator, nth))
