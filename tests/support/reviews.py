"""One made-up review for tests: the editions it can run under, its circumstances, its facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from concord_contracts.facts.focus_group import FocusGroupHeld
from concord_contracts.facts.interview import InterviewRecorded
from concord_contracts.facts.people import (
    ConfidentialitySigned,
    ConfidentialityWithdrawn,
    Member,
    ReviewerInvited,
    TeamFormed,
)
from concord_contracts.facts.planning import Evidence, FocusAreaChosen, ReviewOpened, Statement
from concord_contracts.facts.preparation import AnonymityPromised
from concord_contracts.facts.sample import (
    Candidate,
    CaseSelected,
    CaseSummarised,
    FrameImported,
    FramePartRecorded,
    SampleDrawn,
    StratumDrawn,
)
from concord_contracts.facts.schedule import EventWeekSet, InterviewBooked, ScheduleReleased
from concord_contracts.facts.theme import (
    Coded,
    ThemeAgreed,
    ThemeCoded,
    ThemeCodesRevealed,
    ThemeProposed,
)
from concord_contracts.terms import TextRef
from concord_kernel.context import Context
from concord_kernel.jurisdictions import Jurisdictions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_contracts.rules import Edition

COUNTY, PEER, DURHAM = "ca-santa-cruz", "ca-monterey", "nc-durham"
PQCR, OSRI = "california/pqcr@2009", "northcarolina/osri@2014"
REVIEW, OTHER_REVIEW = "pqcr-1", "pqcr-2"
MONDAY, TUESDAY, FRIDAY = date(2010, 1, 25), date(2010, 1, 26), date(2010, 1, 29)


@cache
def edition(agency: str = COUNTY, code: str = PQCR) -> Edition:
    """An edition as its installed plugin gives it."""
    return Jurisdictions.installed().edition(agency, code)


def context(**changes: Any) -> Context:
    """A command of the coordinator of Santa Cruz County, unless said otherwise."""
    asked: dict[str, Any] = {
        "agency": COUNTY,
        "actor": "coordinator-1",
        "at": datetime(2009, 12, 1, 9, 0, tzinfo=UTC),
        "command": UUID(int=7),
        "causation": "command-7",
        "correlation": "command-7",
        "rules": edition(),
    }
    return Context(**(asked | changes))


def durham(**changes: Any) -> Context:
    """The same in Durham County, under the instrument of 2014."""
    return context(**({"agency": DURHAM, "rules": edition(DURHAM, OSRI)} | changes))


def text(name: str = "text-1", kind: str = "narrative") -> TextRef:
    """A reference to some text."""
    return TextRef(id=name, kind=kind, commitment="c" * 64)


REASON = text("text-reason")


def opened(review: str = REVIEW, *, code: str = PQCR, synthetic: bool = True) -> ReviewOpened:
    agency = COUNTY if code == PQCR else DURHAM
    return ReviewOpened(
        review=review,
        edition=code,
        edition_digest=edition(agency, code).digest(),
        synthetic=synthetic,
    )


def statements(*agencies: str) -> tuple[Statement, ...]:
    return tuple(Statement(by=by, reason=text(f"text-{by}")) for by in agencies)


def met(*criteria: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(criterion=one, evidence=text(f"text-{one}")) for one in criteria)


MET = met("data-analysis", "shared-priority", "not-correctable", "on-practice")


def focus_area(code: str = "placement-stability", review: str = REVIEW) -> FocusAreaChosen:
    return FocusAreaChosen(
        review=review,
        focus_area=code,
        statements=statements("child-welfare", "probation"),
        met=MET,
    )


def candidate(
    number: int, stratum: str = "child-welfare", *, worker: int | None = None
) -> Candidate:
    """A case with a worker of its own, unless said otherwise."""
    return Candidate(
        case=f"case-{number:03}",
        stratum=stratum,
        worker=f"worker-{number if worker is None else worker}",
        opened_on=date(2009, 6, 1),
    )


def frame_of(
    candidates: Sequence[Candidate], *, review: str = REVIEW, frame: str = "frame-1"
) -> tuple[FramePartRecorded, FrameImported]:
    """A whole frame in one part."""
    part = FramePartRecorded(review=review, frame=frame, part=1, candidates=tuple(candidates))
    whole = FrameImported(review=review, frame=frame, candidates=len(candidates), digest="d" * 64)
    return part, whole


def drawn(*strata: StratumDrawn, backups: int = 0, review: str = REVIEW) -> SampleDrawn:
    return SampleDrawn(
        review=review,
        frame="frame-1",
        seed="seed-1",
        method="sha256-order.1",
        strata=strata,
        backups=backups,
    )


def stratum(code: str, wanted: int, in_frame: int, selected: int) -> StratumDrawn:
    return StratumDrawn(stratum=code, wanted=wanted, in_frame=in_frame, selected=selected)


def selected(number: int, *, order: int = 1, standing: Any = "selected") -> CaseSelected:
    one = candidate(number)
    return CaseSelected(
        review=REVIEW,
        case=one.case,
        worker=one.worker,
        stratum=one.stratum,
        order=order,
        standing=standing,
    )


def summarised(number: int, on: date = date(2010, 1, 15)) -> CaseSummarised:
    """The summary of a case is complete."""
    return CaseSummarised(review=REVIEW, case=candidate(number).case, on=on)


def promised(number: int, on: date = date(2010, 1, 15)) -> AnonymityPromised:
    """Anonymity was promised before the interview of this number."""
    return AnonymityPromised(review=REVIEW, session=f"session-{number}", on=on)


def invited(number: int, *, home: str = PEER, review: str = REVIEW) -> ReviewerInvited:
    return ReviewerInvited(
        review=review,
        reviewer=f"reviewer-{number}",
        name=text(f"text-name-{number}", "directory"),
        home=home,
    )


def signed(number: int, review: str = REVIEW) -> ConfidentialitySigned:
    return ConfidentialitySigned(review=review, reviewer=f"reviewer-{number}", on=date(2010, 1, 11))


def withdrawn(number: int, review: str = REVIEW) -> ConfidentialityWithdrawn:
    return ConfidentialityWithdrawn(
        review=review, reviewer=f"reviewer-{number}", on=date(2010, 1, 20)
    )


def member(number: int, *roles: str) -> Member:
    return Member(reviewer=f"reviewer-{number}", roles=roles)


THREE = (member(1, "interviewer"), member(2, "timekeeper"), member(3, "recorder"))


def team(
    name: str = "team-1", members: tuple[Member, ...] = THREE, review: str = REVIEW
) -> TeamFormed:
    return TeamFormed(review=review, team=name, members=members)


def week(first: date = MONDAY, last: date = FRIDAY) -> EventWeekSet:
    return EventWeekSet(review=REVIEW, first_day=first, last_day=last)


def booked(number: int, **changes: Any) -> InterviewBooked:
    """Case and session of this number, with the first team, on Tuesday at nine."""
    asked: dict[str, Any] = {
        "review": REVIEW,
        "session": f"session-{number}",
        "case": f"case-{number:03}",
        "team": "team-1",
        "interviewee": f"worker-{number}",
        "on": TUESDAY,
        "starts": time(9, 0),
        "interview_minutes": 45,
        "debrief_minutes": 15,
    }
    return InterviewBooked(**(asked | changes))


def released(release: int = 1, interviews: int = 1) -> ScheduleReleased:
    return ScheduleReleased(
        review=REVIEW,
        release=release,
        first_day=MONDAY,
        last_day=FRIDAY,
        interviews=interviews,
    )


def recorded(number: int, **changes: Any) -> InterviewRecorded:
    """The interview of this number, with a worker of its own unless said otherwise."""
    asked: dict[str, Any] = {
        "review": REVIEW,
        "session": f"session-{number}",
        "case": f"case-{number:03}",
        "team": "team-1",
        "interviewee": f"worker-{number}",
        "on": TUESDAY,
        "minutes": 45,
        "notes": text(f"text-notes-{number}", "raw"),
    }
    return InterviewRecorded(**(asked | changes))


def proposed(*sessions: str, **changes: Any) -> ThemeProposed:
    asked: dict[str, Any] = {
        "review": REVIEW,
        "theme": "theme-1",
        "heading": "training-needs",
        "scope": "focus-area",
        "statement": text("text-theme"),
        "sessions": sessions,
    }
    return ThemeProposed(**(asked | changes))


def coded(reviewer: int, *heard: str, **changes: Any) -> ThemeCoded:
    """A reviewer heard the theme in these sessions, and said nothing of others."""
    asked: dict[str, Any] = {
        "review": REVIEW,
        "theme": "theme-1",
        "round": 1,
        "reviewer": f"reviewer-{reviewer}",
        "codes": tuple(Coded(session=one, said="heard") for one in heard),
    }
    return ThemeCoded(**(asked | changes))


def revealed(**changes: Any) -> ThemeCodesRevealed:
    asked: dict[str, Any] = {
        "review": REVIEW,
        "theme": "theme-1",
        "round": 1,
        "coders": 1,
        "missing": 0,
    }
    return ThemeCodesRevealed(**(asked | changes))


def held(people: int = 8, group: str = "group-1") -> FocusGroupHeld:
    """A focus group of so many voices."""
    return FocusGroupHeld(
        review=REVIEW,
        group=group,
        stakeholders=("foster-parents",),
        on=TUESDAY,
        minutes=100,
        participants=tuple(f"voice-{nth}" for nth in range(people)),
    )


def agreed(voices: int, **changes: Any) -> ThemeAgreed:
    asked: dict[str, Any] = {
        "review": REVIEW,
        "theme": "theme-1",
        "heading": "training-needs",
        "scope": "focus-area",
        "voices": voices,
    }
    return ThemeAgreed(**(asked | changes))
