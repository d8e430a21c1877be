"""How a review stands on a day: its stage, what is late, what is due next. Pure.

The chain of dates of a week is counted once and kept: a thousand reviews are sorted by it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from concord_contracts.chain import DRAFT_RECEIVED, FIRST_DAY, LAST_DAY, due_dates

from concord_review.listed import codes
from concord_review.plan_board.gathered import INSIDE
from concord_review.plan_board.standing import (
    BEGINNINGS,
    EARLIEST,
    INTERVIEW_DAY,
    LATEST,
    TIMELINE,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from concord_contracts.rules import Edition

HANDED_IN: Final = "report.due"
"""The document with which a review's report is in."""

_NEVER: Final = date.max
"""Sorts what has no date behind all that has one."""


@dataclass(frozen=True, slots=True)
class Rules:
    """An edition, told from another by its digest."""

    digest: str
    edition: Edition = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a review stands on a day.

    Attributes:
        stage: Where in its course it is.
        next_due: The next date of the plan, or none.
        next_label: What is due then, in the words of the rules.
        late: How many dates and tasks are late.
        late_since: Since when, at the longest.
    """

    stage: str
    next_due: date | None
    next_label: str
    late: int
    late_since: date | None

    @property
    def urgency(self) -> tuple[int, date]:
        """The most urgent first: in its event week, late, next due; those that are done last."""
        from_here = self.late_since or self.next_due
        if self.stage == "follow-up" or from_here is None:
            return (4 if self.stage == "follow-up" else 3, _NEVER)
        if self.stage == "event-week":
            return (0, from_here)
        return (1 if self.late else 2, from_here)


def standing(row: Mapping[str, Any], rules: Rules, today: date, *, is_host: bool) -> Standing:
    """How a review stands, from its row."""
    first, last = row["first_day"], row["last_day"]
    stage = _stage(row, today)
    if first is None or last is None:
        return Standing(stage, None, "", row["late_tasks"], row["late_tasks_since"])
    chain = _chain(rules, first, last, row["first_interview"], row["draft_on"])
    hidden = INSIDE if is_host and last >= today else frozenset[str]()
    met = _met(row, rules.edition, {name: on for name, _, on in chain}) - hidden
    open_ones = [one for one in chain if one[0] not in met and _counts(one[2], last, today)]
    late = [on for name, _, on in open_ones if on < today and name not in hidden]
    ahead = [(on, label) for _, label, on in open_ones if on >= today]
    since = [*late, *([row["late_tasks_since"]] if row["late_tasks_since"] else [])]
    next_due, label = min(ahead, default=(None, ""))
    return Standing(stage, next_due, label, len(late) + row["late_tasks"], min(since, default=None))


def _counts(on: date, last: date, today: date) -> bool:
    """Whether a date still asks for something: what was to be ready for the week, until its end."""
    return last >= today or on > last


def _stage(row: Mapping[str, Any], today: date) -> str:
    first, last = row["first_day"], row["last_day"]
    if HANDED_IN in row["handed_in"]:
        return "follow-up"
    if first is None or last is None:
        return "planning"
    if today < first:
        return "preparing"
    return "event-week" if today <= last else "reporting"


@lru_cache(maxsize=4096)
def _chain(
    rules: Rules, first: date, last: date, interview: date | None, draft: date | None
) -> Sequence[tuple[str, str, date]]:
    """Each date of the plan's one timeline that something is asked for by: rule, label, day."""
    anchors = {one.id for one in rules.edition.anchors}
    named = {FIRST_DAY: first, LAST_DAY: last}
    if interview is not None and interview >= first:
        named[INTERVIEW_DAY] = interview
    if draft is not None and draft >= last:
        named[DRAFT_RECEIVED] = draft
    told = {name: day for name, day in named.items() if name in anchors}
    line = next((one.value for one in rules.edition.parameters if one.id == TIMELINE), ())
    wanted = set(line if isinstance(line, tuple) else ()) - (BEGINNINGS - {EARLIEST})
    dates = due_dates(rules.edition, told) if told else ()
    return tuple((one.id, one.label, one.on) for one in dates if one.id in wanted)


def _met(row: Mapping[str, Any], edition: Edition, on: Mapping[str, date]) -> frozenset[str]:
    """Dates of which all that they ask for is there, and those from which something only begins."""
    met = {"planning.start", EARLIEST, *row["handed_in"]}
    if HANDED_IN in met:
        met |= {name for name in on if name.startswith("report.")}
    topics = codes(edition, "agreements")
    if topics and topics <= set(row["agreed_topics"]):
        met.add("planning.agreements")
    if row["booked"] and not row["uncopied"]:
        met.add("interview.tool-given")
    if row["groups"] and not row["groups_open"]:
        met.add("focus-groups.completed")
    begins = on.get(EARLIEST)
    if begins and any(day >= begins for day in row["meetings"]):
        met.add(LATEST)
    return frozenset(met)
