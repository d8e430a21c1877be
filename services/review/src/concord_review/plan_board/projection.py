"""Rows of the plan: what is recorded of dates, tasks, elements, meetings and trainings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from concord_contracts.facts.availability import PlaceAdded
from concord_contracts.facts.debrief import (
    AggregateRecorded,
    DayAgreed,
    ExecutivesBriefed,
    FinalDebriefOpened,
    PracticeShared,
)
from concord_contracts.facts.focus_group import (
    FocusGroupCancelled,
    FocusGroupHeld,
    FocusGroupPlanned,
)
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.leading import (
    AgreementDrafted,
    AgreementResolved,
    PartEnded,
    PartTaken,
)
from concord_contracts.facts.literature import LiteratureAdded, LiteratureWithdrawn
from concord_contracts.facts.people import ReviewerInvited, TeamFormed
from concord_contracts.facts.plan import (
    ActionPlanDated,
    DocumentAttached,
    DocumentDetached,
    ElementCompleted,
    ElementReopened,
    HelpAnswered,
    HelpRequested,
    MeetingHeld,
    MeetingWithdrawn,
    PacketGiven,
    TaskAssigned,
    TaskDone,
    TaskReopened,
    TaskWaived,
)
from concord_contracts.facts.planning import FocusAreaChosen, ReviewOpened
from concord_contracts.facts.preparation import ToolGiven
from concord_contracts.facts.recommendation import RecommendationAnswered, RecommendationCarried
from concord_contracts.facts.report import (
    DocumentSubmitted,
    DraftReceived,
    FindingsShared,
    ReflectionsHeld,
)
from concord_contracts.facts.sample import (
    CaseSummarised,
    CaseSummaryReopened,
    FrameImported,
    SampleDrawn,
    SelectionExplained,
)
from concord_contracts.facts.schedule import (
    EventWeekSet,
    InterviewBooked,
    InterviewCancelled,
    InterviewMoved,
)
from concord_contracts.facts.tool import ToolDrafted, ToolTried
from concord_kernel.readers import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from concord_contracts.event import Envelope, Event
    from concord_contracts.terms import TextRef
    from concord_kernel.readers import Connection

    Statement = tuple[str, tuple[object, ...]]
    Happened = tuple[str, str, str, object]

TABLES = """
CREATE TABLE plan (
    agency text, review text, opened_on date NOT NULL, first_day date, last_day date,
    PRIMARY KEY (agency, review)
);
CREATE TABLE happened (
    agency text, review text, what text, id text, on_day date,
    PRIMARY KEY (agency, review, what, id)
);
CREATE TABLE task (
    agency text, review text, task text, party text, due date, standing text NOT NULL,
    on_day date, said text, PRIMARY KEY (agency, review, task)
);
CREATE TABLE meeting (
    agency text, review text, meeting text, kind text NOT NULL, on_day date NOT NULL,
    parties text[] NOT NULL, led_by text[] NOT NULL, topics text[] NOT NULL,
    reviewers text[] NOT NULL, notes text, PRIMARY KEY (agency, review, meeting)
);
CREATE INDEX meeting_by_day ON meeting (agency, review, on_day, meeting);
CREATE TABLE request (
    agency text, review text, request text, topic text NOT NULL, on_day date NOT NULL,
    said text NOT NULL, answered_on date, answer text, PRIMARY KEY (agency, review, request)
);
CREATE TABLE packet (
    agency text, review text, on_day date NOT NULL, contents text[] NOT NULL,
    PRIMARY KEY (agency, review)
);
CREATE TABLE dated (
    agency text, review text, number int, on_day date NOT NULL, digest text NOT NULL,
    dates int NOT NULL, tasks int NOT NULL, PRIMARY KEY (agency, review, number)
);
CREATE TABLE booking (
    agency text, review text, session text, on_day date NOT NULL, given_on date,
    PRIMARY KEY (agency, review, session)
);
"""

OPEN = "INSERT INTO plan (agency, review, opened_on) VALUES (%s, %s, %s)"
WEEK = "UPDATE plan SET first_day = %s, last_day = %s WHERE agency = %s AND review = %s"
HAPPENED = """
INSERT INTO happened VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (agency, review, what, id) DO UPDATE SET on_day = excluded.on_day
"""
UNDONE = "DELETE FROM happened WHERE agency = %s AND review = %s AND what = %s AND id = %s"
ASSIGN = """
INSERT INTO task VALUES (%s, %s, %s, %s, %s, 'open', NULL, NULL)
ON CONFLICT (agency, review, task) DO UPDATE SET party = excluded.party, due = excluded.due
"""
CLOSE = """
INSERT INTO task VALUES (%s, %s, %s, NULL, NULL, %s, %s, %s)
ON CONFLICT (agency, review, task)
DO UPDATE SET standing = excluded.standing, on_day = excluded.on_day, said = excluded.said
"""
MEET = "INSERT INTO meeting VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
UNMEET = "DELETE FROM meeting WHERE agency = %s AND review = %s AND meeting = %s"
ASK = "INSERT INTO request VALUES (%s, %s, %s, %s, %s, %s, NULL, NULL)"
ANSWER = """
UPDATE request SET answered_on = %s, answer = %s WHERE agency = %s AND review = %s AND request = %s
"""
PACKET = """
INSERT INTO packet VALUES (%s, %s, %s, %s)
ON CONFLICT (agency, review) DO UPDATE SET on_day = excluded.on_day, contents = excluded.contents
"""
DATE = "INSERT INTO dated VALUES (%s, %s, %s, %s, %s, %s, %s)"
BOOK = """
INSERT INTO booking VALUES (%s, %s, %s, %s, NULL)
ON CONFLICT (agency, review, session) DO UPDATE SET on_day = excluded.on_day
"""
CANCEL = "DELETE FROM booking WHERE agency = %s AND review = %s AND session = %s"
GIVE = "UPDATE booking SET given_on = %s WHERE agency = %s AND review = %s AND session = %s"

SHOWN: Final[Mapping[type[Event], Callable[[Any], tuple[str, str]]]] = {
    DocumentAttached: lambda one: ("document", one.document),
    FocusAreaChosen: lambda one: ("focus-area", one.focus_area),
    SelectionExplained: lambda _: ("selection", "selection"),
    PartTaken: lambda one: (one.part, f"{one.kind}.{one.person}"),
    TeamFormed: lambda one: ("team", one.team),
    ToolDrafted: lambda one: ("tool-draft", one.digest),
    ToolTried: lambda one: ("tool-trial", f"{one.kind}.{one.digest}.{one.on}"),
    PlaceAdded: lambda one: ("place", one.place),
    CaseSummarised: lambda one: ("case-summary", one.case),
    FinalDebriefOpened: lambda _: ("final-debrief", "final-debrief"),
    ExecutivesBriefed: lambda one: ("executives-briefed", str(one.on)),
    PracticeShared: lambda one: ("practice", one.practice),
    AggregateRecorded: lambda one: ("aggregate", one.by),
    FindingsShared: lambda one: (f"shared.{one.audience}", one.sharing),
    RecommendationAnswered: lambda one: ("recommendation-answer", one.recommendation),
    RecommendationCarried: lambda one: ("recommendation-carried", one.recommendation),
}
"""What shows how a task of a stage stands: what it is and which one."""

TAKEN_BACK: Final[Mapping[type[Event], Callable[[Any], tuple[str, str]]]] = {
    DocumentDetached: lambda one: ("document", one.document),
    PartEnded: lambda one: (one.part, f"{one.kind}.{one.person}"),
    CaseSummaryReopened: lambda one: ("case-summary", one.case),
}
"""What takes one of them back."""


async def apply(db: Connection, envelopes: Sequence[Envelope]) -> None:
    """Bring the plan up to date."""
    for envelope in envelopes:
        fact, agency = envelope.fact, envelope.agency
        statement = (
            _of_the_review(agency, fact, envelope)
            or _of_tasks(agency, fact)
            or _of_meetings(agency, fact)
            or _of_the_week(agency, fact)
            or _of_what_happened(agency, fact, envelope)
        )
        if statement:
            await db.execute(*statement)


def _of_the_review(agency: str, fact: Event, envelope: Envelope) -> Statement | None:
    match fact:
        case ReviewOpened(review=review):
            return OPEN, (agency, review, envelope.at.date())
        case ActionPlanDated():
            counted = (fact.digest, fact.dates, fact.tasks)
            return DATE, (agency, fact.review, fact.number, fact.on, *counted)
        case _:
            return None


def _of_tasks(agency: str, fact: Event) -> Statement | None:
    match fact:
        case TaskAssigned():
            return ASSIGN, (agency, fact.review, fact.task, fact.to, fact.due)
        case TaskDone():
            return CLOSE, (agency, fact.review, fact.task, "done", fact.on, _text(fact.text))
        case TaskWaived():
            aside = ("aside", None, _text(fact.reason))
            return CLOSE, (agency, fact.review, fact.task, *aside)
        case TaskReopened():
            return CLOSE, (agency, fact.review, fact.task, "open", None, None)
        case _:
            return None


def _of_meetings(agency: str, fact: Event) -> Statement | None:
    match fact:
        case MeetingHeld():
            there = (list(fact.parties), list(fact.led_by), list(fact.topics))
            who = (list(fact.reviewers), _text(fact.notes))
            return MEET, (agency, fact.review, fact.meeting, fact.kind, fact.on, *there, *who)
        case MeetingWithdrawn():
            return UNMEET, (agency, fact.review, fact.meeting)
        case HelpRequested():
            asked = (fact.topic, fact.on, _text(fact.text))
            return ASK, (agency, fact.review, fact.request, *asked)
        case HelpAnswered():
            return ANSWER, (fact.on, _text(fact.text), agency, fact.review, fact.request)
        case PacketGiven():
            return PACKET, (agency, fact.review, fact.on, list(fact.contents))
        case _:
            return None


def _of_the_week(agency: str, fact: Event) -> Statement | None:
    match fact:
        case EventWeekSet():
            return WEEK, (fact.first_day, fact.last_day, agency, fact.review)
        case InterviewBooked() | InterviewMoved():
            return BOOK, (agency, fact.review, fact.session, fact.on)
        case InterviewCancelled():
            return CANCEL, (agency, fact.review, fact.session)
        case ToolGiven():
            return GIVE, (fact.on, agency, fact.review, fact.session)
        case _:
            return None


def _of_what_happened(agency: str, fact: Event, envelope: Envelope) -> Statement | None:
    if undone := _undone(fact):
        review, what, name = undone
        return UNDONE, (agency, review, what, name)
    if (
        found := _planned(fact, envelope)
        or _chosen(fact, envelope)
        or _held(fact)
        or _handed_in(fact)
        or _shown(fact, envelope.at.date())
    ):
        review, what, name, day = found
        return HAPPENED, (agency, review, what, name, day)
    return None


def _undone(fact: Event) -> tuple[str, str, str] | None:
    if told := TAKEN_BACK.get(type(fact)):
        return getattr(fact, "review", ""), *told(fact)
    match fact:
        case ElementReopened():
            return fact.review, "element", fact.element
        case AgreementDrafted():
            return fact.review, "agreement", fact.topic
        case LiteratureWithdrawn():
            return fact.review, "literature", fact.item
        case FocusGroupCancelled():
            return fact.review, "focus-group", fact.group
        case _:
            return None


def _planned(fact: Event, envelope: Envelope) -> Happened | None:
    """What happened before the event week: in which review, what, which one, on which day."""
    match fact:
        case ElementCompleted():
            return fact.review, "element", fact.element, fact.on
        case AgreementResolved():
            return fact.review, "agreement", fact.topic, fact.on
        case LiteratureAdded():
            return fact.review, "literature", fact.item, envelope.at.date()
        case _:
            return None


def _chosen(fact: Event, envelope: Envelope) -> Happened | None:
    """Who reviews, and which cases there are."""
    match fact:
        case ReviewerInvited():
            return fact.review, "reviewer", fact.reviewer, None
        case FrameImported():
            return fact.review, "frame", fact.frame, envelope.at.date()
        case SampleDrawn():
            return fact.review, "sample", "sample", envelope.at.date()
        case _:
            return None


def _held(fact: Event) -> Happened | None:
    """What happened in the event week; a planned group has no day yet."""
    match fact:
        case FocusGroupPlanned():
            return fact.review, "focus-group", fact.group, None
        case FocusGroupHeld():
            return fact.review, "focus-group", fact.group, fact.on
        case InterviewRecorded():
            return fact.review, "interview", fact.session, fact.on
        case DayAgreed():
            return fact.review, "debrief", fact.day.isoformat(), fact.day
        case _:
            return None


def _handed_in(fact: Event) -> Happened | None:
    """What came after the event week."""
    match fact:
        case DraftReceived():
            return fact.review, "handed-in", "report.draft", fact.on
        case DocumentSubmitted():
            return fact.review, "handed-in", fact.document, fact.on
        case ReflectionsHeld():
            return fact.review, "handed-in", "reflections.session", fact.on
        case _:
            return None


def _shown(fact: Event, day: date) -> Happened | None:
    """What shows how a task of a stage stands; on the day of the fact where it says no other."""
    if told := SHOWN.get(type(fact)):
        return getattr(fact, "review", ""), *told(fact), getattr(fact, "on", day)
    return None


def _text(text: TextRef | None) -> str | None:
    return text.model_dump_json() if text else None


PLAN_BOARD = Reader(
    name="plan-board",
    tables=TABLES,
    facts=(
        ReviewOpened,
        ActionPlanDated,
        TaskAssigned,
        TaskDone,
        TaskWaived,
        TaskReopened,
        MeetingHeld,
        MeetingWithdrawn,
        HelpRequested,
        HelpAnswered,
        PacketGiven,
        EventWeekSet,
        InterviewBooked,
        InterviewMoved,
        InterviewCancelled,
        ToolGiven,
        ElementCompleted,
        ElementReopened,
        AgreementResolved,
        AgreementDrafted,
        LiteratureAdded,
        LiteratureWithdrawn,
        ReviewerInvited,
        FrameImported,
        SampleDrawn,
        FocusGroupPlanned,
        FocusGroupHeld,
        FocusGroupCancelled,
        InterviewRecorded,
        DayAgreed,
        DraftReceived,
        DocumentSubmitted,
        ReflectionsHeld,
        *SHOWN,
        *TAKEN_BACK,
    ),
    apply=apply,
)
