"""The state of a review after some of its facts: a pure fold, and what of it changed at a step.

Sections of rows that people can read: steps, focus area, sample, teams, schedule, interviews,
themes, documents. Facts that no section shows are counted, so that nothing is passed over.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final, NamedTuple

from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    ReviewerInvited,
    TeamFormed,
)
from concord_contracts.facts.planning import FocusAreaChosen, ReviewOpened
from concord_contracts.facts.planning import RuleOverridden as ReviewRuleOverridden
from concord_contracts.facts.report import DocumentSubmitted, DraftReceived, ReportOpened
from concord_contracts.facts.sample import (
    CaseSelected,
    FrameImported,
    FramePartRecorded,
    SampleDrawn,
)
from concord_contracts.facts.schedule import (
    EventWeekSet,
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
    ScheduleReleased,
)
from concord_contracts.facts.schedule import RuleOverridden as ScheduleRuleOverridden
from concord_contracts.facts.theme import (
    ThemeAgreed,
    ThemeMerged,
    ThemeProposed,
    ThemeReopened,
    ThemeWithdrawn,
)
from concord_contracts.facts.vault import TextErased, TextRead
from concord_kernel.web.language import to_say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from concord_contracts.event import Envelope, Event

Cell = str | int | bool | date | datetime | time | None
"""A value; a string is a code or an id."""

SECTIONS: Final = {
    "steps": (to_say("Steps"), (to_say("Step"), to_say("Done on"))),
    "focus-area": (to_say("Focus area"), (to_say("Focus area"), to_say("Chosen by"))),
    "sample": (
        to_say("Sample by stratum"),
        (
            to_say("Stratum"),
            to_say("In the frame"),
            to_say("Wanted"),
            to_say("Drawn"),
            to_say("Back-ups"),
        ),
    ),
    "reviewers": (
        to_say("Reviewers"),
        (to_say("Reviewer"), to_say("From"), to_say("Statement of confidentiality")),
    ),
    "teams": (to_say("Teams"), (to_say("Team"), to_say("Reviewer"), to_say("Roles"))),
    "week": (
        to_say("Event week"),
        (to_say("First on-site day"), to_say("Last on-site day"), to_say("Release")),
    ),
    "bookings": (
        to_say("Interviews that are booked"),
        (to_say("Session"), to_say("Case"), to_say("Team"), to_say("Day"), to_say("Starts")),
    ),
    "interviews": (
        to_say("Interviews that were held"),
        (to_say("Session"), to_say("Team"), to_say("Day"), to_say("Minutes")),
    ),
    "themes": (
        to_say("Themes"),
        (to_say("Theme"), to_say("Heading"), to_say("Sessions"), to_say("Voices")),
    ),
    "documents": (to_say("Documents"), (to_say("Document"), to_say("Went in on"))),
    "advice": (to_say("Advice gone past"), (to_say("Rule"), to_say("Times"))),
    "others": (to_say("Other facts"), (to_say("Fact"), to_say("Times"))),
}
"""Sections in their order: what they are called, and their columns."""

STEPS: Final = {
    "opened": to_say("Review opened"),
    "focus-area": to_say("Focus area chosen"),
    "frame": to_say("Frame imported"),
    "sample": to_say("Sample drawn"),
    "teams": to_say("First team formed"),
    "week": to_say("Event week set"),
    "release": to_say("Schedule released"),
    "interviews": to_say("First interview recorded"),
    "themes": to_say("First theme agreed"),
    "report": to_say("Report opened"),
    "draft": to_say("Draft received by the state"),
}
"""Steps of a review in their order."""


class Row(NamedTuple):
    """A row of a section.

    Attributes:
        key: What tells it from the others of the section.
        cells: Its values, one a column.
        is_changed: Whether the step made it or changed it.
    """

    key: str
    cells: tuple[Cell, ...]
    is_changed: bool = False


class Section(NamedTuple):
    """A part of the state.

    Attributes:
        id: Its code.
        title: What it is called.
        columns: What its columns are called.
        rows: Its rows.
        is_changed: Whether the step changed it.
    """

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    is_changed: bool


Table = dict[str, tuple[Cell, ...]]


@dataclass(slots=True)
class State:
    """What is known of a review so far; it grows fact by fact and belongs to one fold."""

    done: dict[str, datetime] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    advice: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)

    def put(self, section: str, key: str, *cells: Cell) -> None:
        """Make a row, or make it anew."""
        self.tables.setdefault(section, {})[key] = cells

    def step(self, name: str, at: datetime) -> None:
        """A step is done the first time that its fact comes."""
        self.done.setdefault(name, at)

    def shown(self) -> dict[str, Table]:
        """Every section's rows by their keys."""
        steps: Table = {name: (label, self.done.get(name)) for name, label in STEPS.items()}
        counted: dict[str, Table] = {
            name: {key: (key, times) for key, times in sorted(counter.items())}
            for name, counter in (("advice", self.advice), ("others", self.others))
        }
        return {"steps": steps} | {name: dict(rows) for name, rows in self.tables.items()} | counted


def state_after(envelopes: Iterable[Envelope], state: State | None = None) -> State:
    """Fold facts in their order, on what a fold before left if there is one."""
    state = state or State()
    for envelope in envelopes:
        unversioned = envelope.name.rpartition(".")[0]
        if unversioned in UNFOLDED:
            state.others[unversioned] += 1
        else:
            _fold(state, envelope, envelope.fact)
    return state


def sections(before: Mapping[str, Table], after: Mapping[str, Table]) -> list[Section]:
    """Every section that has rows, with what differs from before marked."""
    found = []
    for name, (title, columns) in SECTIONS.items():
        earlier = before.get(name, {})
        rows = tuple(
            Row(key, cells, is_changed=earlier.get(key) != cells)
            for key, cells in after.get(name, {}).items()
        )
        if rows:
            is_changed = any(row.is_changed for row in rows)
            found.append(Section(name, title, columns, rows, is_changed))
    return found


UNFOLDED: Final = frozenset(
    fact.NAME.rpartition(".")[0] for fact in (FramePartRecorded, TextRead, TextErased)
)
"""Facts that are only counted; parts of a frame are large, and the whole frame tells their sum."""


def _fold(state: State, envelope: Envelope, fact: Event) -> None:
    for fold in (_planning, _sample, _people, _schedule, _heard, _report):
        if fold(state, fact, envelope.at):
            return
    state.others[envelope.name.rpartition(".")[0]] += 1


def _planning(state: State, fact: Event, at: datetime) -> bool:
    match fact:
        case ReviewOpened():
            state.step("opened", at)
        case FocusAreaChosen(focus_area=focus_area, statements=statements):
            state.step("focus-area", at)
            by = ", ".join(one.by for one in statements)
            state.put("focus-area", "focus-area", focus_area, by)
        case ReviewRuleOverridden(rule=rule) | ScheduleRuleOverridden(rule=rule):
            state.advice[rule] += 1
        case _:
            return False
    return True


def _sample(state: State, fact: Event, at: datetime) -> bool:
    match fact:
        case FrameImported():
            state.step("frame", at)
        case SampleDrawn(strata=strata):
            state.step("sample", at)
            for one in strata:
                state.put("sample", one.stratum, one.stratum, one.in_frame, one.wanted, 0, 0)
        case CaseSelected(stratum=stratum, standing=standing):
            row = state.tables.get("sample", {}).get(stratum, (stratum, None, None, 0, 0))
            selected, backups = (int(str(row[place] or 0)) for place in (3, 4))
            drawn = (selected + 1, backups) if standing == "selected" else (selected, backups + 1)
            state.put("sample", stratum, *row[:3], *drawn)
        case _:
            return False
    return True


def _people(state: State, fact: Event, at: datetime) -> bool:
    match fact:
        case ReviewerInvited(reviewer=reviewer, home=home):
            state.put("reviewers", reviewer, reviewer, home, None)
        case ConfidentialitySigned(reviewer=reviewer, on=on):
            _sign(state, reviewer, on)
        case ConfidentialityWithdrawn(reviewer=reviewer):
            _sign(state, reviewer, "withdrawn")
        case TeamFormed(team=team, members=members):
            state.step("teams", at)
            for one in members:
                roles = ", ".join(one.roles)
                state.put("teams", f"{team}/{one.reviewer}", team, one.reviewer, roles)
        case _:
            return False
    return True


def _sign(state: State, reviewer: str, signed: Cell) -> None:
    row = state.tables.get("reviewers", {}).get(reviewer, (reviewer, None, None))
    state.put("reviewers", reviewer, *row[:2], signed)


def _schedule(state: State, fact: Event, at: datetime) -> bool:
    match fact:
        case EventWeekSet(first_day=first_day, last_day=last_day):
            state.step("week", at)
            state.put("week", "week", first_day, last_day, _released(state))
        case InterviewBooked(session=session):
            where = (fact.case, fact.team, fact.on, fact.starts)
            state.put("bookings", session, session, *where)
        case InterviewMoved(session=session):
            case_id = state.tables.get("bookings", {}).get(session, (session, None))[1]
            state.put("bookings", session, session, case_id, fact.team, fact.on, fact.starts)
        case InterviewCancelled(session=session):
            state.tables.get("bookings", {}).pop(session, None)
        case ScheduleReleased(first_day=first_day, last_day=last_day, release=release):
            state.step("release", at)
            state.put("week", "week", first_day, last_day, release)
        case _:
            return False
    return True


def _released(state: State) -> Cell:
    week = state.tables.get("week", {}).get("week")
    return week[2] if week else None


def _heard(state: State, fact: Event, at: datetime) -> bool:
    match fact:
        case InterviewRecorded(session=session, team=team, on=on, minutes=minutes):
            state.step("interviews", at)
            state.put("interviews", session, session, team, on, minutes)
        case ThemeProposed(theme=theme, heading=heading):
            state.put("themes", theme, theme, heading, None, None)
        case ThemeAgreed(theme=theme, heading=heading, voices=voices):
            state.step("themes", at)
            rests_on = len(fact.sessions) + len(fact.groups)
            state.put("themes", theme, theme, heading, rests_on or None, voices)
        case ThemeReopened(theme=theme) | ThemeWithdrawn(theme=theme) | ThemeMerged(theme=theme):
            row = state.tables.get("themes", {}).get(theme, (theme, None))
            state.put("themes", theme, *row[:2], None, None)
        case _:
            return False
    return True


def _report(state: State, fact: Event, at: datetime) -> bool:
    match fact:
        case ReportOpened():
            state.step("report", at)
        case DraftReceived():
            state.step("draft", at)
        case DocumentSubmitted(document=document, on=on):
            state.put("documents", document, document, on)
        case _:
            return False
    return True
