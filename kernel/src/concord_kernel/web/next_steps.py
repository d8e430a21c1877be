"""What somebody is asked to do next: one shape for every service, and the order of urgency.

Each service says its own next steps from its own rows; a page puts the lists under each other.
It decides nothing: a step leads to a page, and that page decides anew who may do what.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from concord_contracts.terms import Code
from pydantic import BaseModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

SOON: Final = timedelta(days=14)
"""Whatever is due within this time comes before what has no date."""


class NextStep(BaseModel):
    """Something that waits for whoever asks.

    Attributes:
        what: Which of the service's steps it is; the page has a sentence for each.
        href: The page, and the place on it, where it is done.
        count: How many of them wait.
        until: The day by which it is to be done, if there is one.
        late: Whether that day is past.
    """

    what: Code
    href: str
    count: int = 1
    until: date | None = None
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Somebody who asks what is next in a part of a review; each service knows more of them.

    Attributes:
        row: One look at the rows.
        today: The day.
        can: What this person may do.
        here: The address of that part.
    """

    row: Mapping[str, Any]
    today: date
    can: Callable[[str], bool]
    here: str

    def step(
        self, what: str, path: str, count: int = 1, until: date | None = None
    ) -> Iterator[NextStep]:
        """A step, where there is any of it."""
        if count:
            late = until is not None and until < self.today
            href = f"{self.here}{path}"
            yield NextStep(what=what, href=href, count=count, until=until, late=late)


class Coming(BaseModel):
    """The next date of a review, whoever it concerns.

    Attributes:
        label: What is due, in the words of the rules.
        on: The day.
    """

    label: str
    on: date


class NextStepsOut(BaseModel):
    """What waits for whoever asks, the most urgent first, and the next date of the review."""

    current: bool
    steps: list[NextStep]
    coming: Coming | None


def in_order(steps: Iterable[NextStep], today: date) -> list[NextStep]:
    """The most urgent first: late, due soon, without a date, due later; else as they came."""
    return sorted(steps, key=lambda one: _urgency(one, today))


def _urgency(one: NextStep, today: date) -> tuple[int, date]:
    if one.until is None:
        return (2, today)
    if one.late:
        return (0, one.until)
    return (1 if one.until <= today + SOON else 3, one.until)
