"""What the rows say of a review's plan, as far as who asks may know it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from concord_kernel import clock

from concord_review.listed import ELEMENTS, EVIDENCE_OF, TASK_DATES, entries, stages, task_lists
from concord_review.plan_board.standing import EARLIEST, LATEST, Known, milestones

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from concord_contracts.closed_lists import Catalogue, Entry
    from concord_contracts.rules import Edition
    from concord_kernel.web.desk import Desk

READER: Final = "plan-board"
PLAN: Final = "SELECT opened_on, first_day, last_day FROM plan WHERE agency = %s AND review = %s"
HAPPENED: Final = "SELECT what, id, on_day FROM happened WHERE agency = %s AND review = %s"
TASKS: Final = """
SELECT task, party, due, standing, on_day, said FROM task
WHERE agency = %s AND review = %s
"""
MEETINGS: Final = "SELECT kind, on_day FROM meeting WHERE agency = %s AND review = %s"
BOOKINGS: Final = "SELECT session, on_day, given_on FROM booking WHERE agency = %s AND review = %s"
DATED: Final = """
SELECT number, on_day, digest, dates, tasks FROM dated
WHERE agency = %s AND review = %s ORDER BY number
"""

INSIDE: Final = frozenset({"focus-groups.completed"})
"""Dates whose standing says what is going on inside."""

EVIDENCE: Final[Mapping[str, tuple[str, ...]]] = {
    "literature-review": ("literature",),
    "case-selection": ("frame", "sample"),
    "case-interviews": ("interview",),
    "staff-interviews": ("focus-group",),
    "debriefs": ("debrief",),
    "report": ("handed-in",),
}
"""Elements of a review, each with what is recorded of it."""

KEPT_BACK: Final = frozenset({
    "interview",
    "focus-group",
    "debrief",
    "final-debrief",
    "practice",
    "aggregate",
})
"""What people of the reviewed agency are not told before the event week is over."""


@dataclass(frozen=True, slots=True)
class Element:
    """One of the elements of a whole review.

    Attributes:
        complete_on: The day from which it was judged complete, or none.
        recorded: How much is recorded of it; none where that may not be known yet.
    """

    code: str
    label: str
    complete_on: date | None
    recorded: int | None


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the edition, with what is recorded of it.

    Attributes:
        is_late: Whether it is open after its day.
        dated_by: The date of the edition that is its day, where nobody said another.
        evidence: What is recorded of it, in words; empty where nothing tells it.
        recorded: How much of that; none where it may not be known yet.
    """

    code: str
    label: str
    detail: str
    party: str
    due: date | None
    standing: str
    on: date | None
    said: str | None
    is_late: bool
    dated_by: str = ""
    evidence: str = ""
    recorded: int | None = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A review's plan on a day.

    Attributes:
        known: What dates are held against.
        happened: What happened: its kind, which one, on which day.
        rows: Rows of tasks by their code.
        counts: How many meetings of a kind, booked interviews and planned groups there are.
        dates: The edition's dates by their names, as far as they run.
    """

    today: date
    known: Known
    happened: Mapping[str, Mapping[str, date | None]]
    rows: Mapping[str, Mapping[str, Any]]
    is_over: bool
    is_host: bool
    counts: Mapping[str, int] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)

    def elements(self, edition: Edition) -> Sequence[Element]:
        """The elements of a whole review."""
        complete = self.happened.get("element", {})
        return [
            Element(one.code, one.label, complete.get(one.code), self._recorded(one.code))
            for one in entries(edition, ELEMENTS)
        ]

    def _recorded(self, element: str) -> int | None:
        of = EVIDENCE.get(element, ())
        if self.is_host and not self.is_over and KEPT_BACK & set(of):
            return None
        if element == "data-analysis":
            inputs = [one for name, one in self.rows.items() if name.startswith("v.c.")]
            return len([one for one in inputs if one["standing"] == "done"])
        if element == "report":
            return int("report.due" in self.happened.get("handed-in", {}))
        return sum(day is not None for name in of for day in self.happened.get(name, {}).values())

    def tasks(self, catalogue: Catalogue) -> Sequence[Task]:
        """The tasks of one list."""
        return [
            self._task(one.code, one.label, one.detail, self.rows.get(one.code, {}))
            for one in catalogue.entries
        ]

    def _task(self, code: str, label: str, detail: str, row: Mapping[str, Any]) -> Task:
        standing, due = row.get("standing", "open"), row.get("due")
        return Task(
            code=code,
            label=label,
            detail=detail,
            party=row.get("party") or "",
            due=due,
            standing=standing,
            on=row.get("on_day"),
            said=row.get("said"),
            is_late=standing == "open" and due is not None and due < self.today,
        )

    def stages(self, edition: Edition) -> Sequence[tuple[Catalogue, Sequence[Task]]]:
        """The stages of the plan, each task with its day and with what is recorded of it."""
        shows = {one.code: one for one in entries(edition, EVIDENCE_OF)}
        dated = {one.code: one.also for one in entries(edition, TASK_DATES)}
        return [
            (
                stage,
                [self._staged(one, shows, dated.get(one.code, ())) for one in self.tasks(stage)],
            )
            for stage in stages(edition)
        ]

    def _staged(self, task: Task, shows: Mapping[str, Entry], dated: Sequence[str]) -> Task:
        shown = shows.get(task.code)
        kinds = shown.also if shown else ()
        day = None if task.due or not dated else self.dates.get(dated[0])
        is_open = task.standing == "open" and not self._is_met(dated)
        return replace(
            task,
            due=task.due or day,
            dated_by=dated[0] if day else "",
            is_late=task.is_late or (is_open and day is not None and day < self.today),
            evidence=shown.label if shown else "",
            recorded=self._how_many(kinds),
        )

    def _is_met(self, dated: Sequence[str]) -> bool:
        """Whether what a date asks for was there, or the agreement of it that is named."""
        agreed = self.happened.get("agreement", {})
        days = [self.known.met.get(one) or agreed.get(one) for one in dated]
        return any(day is not None and day <= self.today for day in days)

    def _how_many(self, kinds: Sequence[str]) -> int | None:
        if self.is_host and not self.is_over and KEPT_BACK & set(kinds):
            return None
        handed_in = self.happened.get("handed-in", {})
        return sum(
            int(kind in handed_in)
            + self.counts.get(kind, 0)
            + sum(day is not None for day in self.happened.get(kind, {}).values())
            for kind in kinds
        )

    def all_tasks(self, edition: Edition) -> Sequence[Task]:
        """Every task of the edition."""
        return [one for each in task_lists(edition) for one in self.tasks(each)]


async def plan_of(desk: Desk, review: str, edition: Edition, as_of: date | None = None) -> Plan:
    """The plan as it stands on a day; today, if none is named."""
    here = (desk.agency, review)
    found = await desk.rows(READER, PLAN, *here)
    row = found[0] if found else {"opened_on": None, "first_day": None, "last_day": None}
    happened: dict[str, dict[str, date | None]] = defaultdict(dict)
    for one in await desk.rows(READER, HAPPENED, *here):
        happened[one["what"]][one["id"]] = one["on_day"]
    meetings = await desk.rows(READER, MEETINGS, *here)
    bookings = await desk.rows(READER, BOOKINGS, *here)
    is_over = row["last_day"] is not None and clock.is_over(row["last_day"])
    is_host = desk.person.home == desk.agency
    known = Known(
        first_day=row["first_day"],
        last_day=row["last_day"],
        first_interview=min((one["on_day"] for one in bookings), default=None),
        met=_met(edition, row["opened_on"], happened, bookings),
        hidden=INSIDE if is_host and not is_over else frozenset(),
        meetings=_days(meetings, "planning"),
        consultations=_days(meetings, "executive-consultation"),
        begun=bool(happened.get("frame")),
    )
    rows = {one["task"]: one for one in await desk.rows(READER, TASKS, *here)}
    today = as_of or clock.now().date()
    known = _with_meetings(edition, known, today)
    counts = Counter(f"meeting.{one['kind']}" for one in meetings)
    counts["booking"] = len(bookings)
    counts["focus-group-planned"] = len(happened.get("focus-group", {}))
    dates = {one.due.id: one.due.on for one in milestones(edition, known, today)}
    return Plan(today, known, happened, rows, is_over, is_host, counts, dates)


def _days(meetings: Sequence[Mapping[str, Any]], kind: str) -> tuple[date, ...]:
    return tuple(sorted(one["on_day"] for one in meetings if one["kind"] == kind))


def _met(
    edition: Edition,
    opened_on: date | None,
    happened: Mapping[str, Mapping[str, date | None]],
    bookings: Sequence[Mapping[str, Any]],
) -> dict[str, date]:
    """Each date's day on which all that it asks for was there."""
    agreed, topics = happened.get("agreement", {}), {*_codes(edition, "agreements")}
    asked: dict[str, Sequence[date | None]] = {
        "planning.start": [opened_on],
        "planning.agreements": [agreed.get(one) for one in topics],
        "interview.tool-given": [one["given_on"] for one in bookings],
        "focus-groups.completed": [*happened.get("focus-group", {}).values()],
    }
    asked |= {name: [day] for name, day in happened.get("handed-in", {}).items()}
    days = {name: [one for one in some if one] for name, some in asked.items() if some}
    return {name: max(some) for name, some in days.items() if len(some) == len(asked[name])}


def _codes(edition: Edition, name: str) -> Sequence[str]:
    return [one.code for one in entries(edition, name)]


def _with_meetings(edition: Edition, known: Known, today: date) -> Known:
    """Intensive planning has begun with its first planning meeting."""
    begins = [one.due.on for one in milestones(edition, known, today) if one.due.id == EARLIEST]
    first = [day for day in known.meetings if begins and day >= begins[0]]
    if not first:
        return known
    met = {**known.met, LATEST: first[0]}
    return replace(known, met=met)
