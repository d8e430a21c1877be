"""Frame and sample: streams ``frame-<id>``, ``sample-<review>`` and ``staff-<review>``."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from concord_contracts.event import Event
from concord_contracts.terms import Code, Digest, Identifier, Seed, TextRef

PART_SIZE = 500
"""Candidates a frame part holds at most, so that a part stays far below the bus's message limit."""


class ScreeningAnswer(BaseModel):
    """What a question of eligibility was answered about a case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Code
    answer: Literal["yes", "no"]


class Candidate(BaseModel):
    """A case that could be drawn: codes and pseudonyms only.

    Attributes:
        case: Follows from the case number by the agency's key; the number is in the vault.
        stratum: A stratum of the edition.
        worker: Follows from the worker's name by the agency's key.
        opened_on: The day the case was opened.
        kind: What it is, such as a case or a referral; none where the file did not say.
        outcome: Whether the outcome was achieved; none where the file did not say.
        answers: What the file answered to the edition's questions of eligibility.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: Identifier
    stratum: Code
    worker: Identifier
    opened_on: date
    kind: Code | None = None
    outcome: Code | None = None
    answers: tuple[ScreeningAnswer, ...] = ()


class FramePartRecorded(Event, name="review.frame-part-recorded.v1"):
    """Some candidates of a frame, in the order of the file."""

    review: Identifier
    frame: Identifier
    part: Annotated[int, Field(ge=1)]
    candidates: Annotated[tuple[Candidate, ...], Field(min_length=1, max_length=PART_SIZE)]


class FrameImported(Event, name="review.frame-imported.v1"):
    """A frame is whole: so many candidates, with the digest of their canonical list."""

    review: Identifier
    frame: Identifier
    candidates: Annotated[int, Field(ge=1)]
    digest: Digest


class StratumDrawn(BaseModel):
    """How many of a stratum were wanted, stood in the frame, and were selected."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stratum: Code
    wanted: Annotated[int, Field(ge=0)]
    in_frame: Annotated[int, Field(ge=0)]
    selected: Annotated[int, Field(ge=0)]


class SampleDrawn(Event, name="review.sample-drawn.v1"):
    """Cases were drawn from a frame; the same frame, seed and method draw the same cases."""

    review: Identifier
    frame: Identifier
    seed: Seed
    method: Code
    strata: tuple[StratumDrawn, ...]
    backups: Annotated[int, Field(ge=0)]


class CaseSelected(Event, name="review.case-selected.v1"):
    """A case was drawn, to be reviewed or to stand by as a back-up, in drawing order."""

    review: Identifier
    case: Identifier
    worker: Identifier
    stratum: Code
    order: Annotated[int, Field(ge=1)]
    standing: Literal["selected", "backup"]


class CapacityStated(Event, name="review.capacity-stated.v1"):
    """The four factors that bound how many cases can be heard."""

    review: Identifier
    teams: Annotated[int, Field(ge=1)]
    cases_a_day: Annotated[int, Field(ge=1)]
    days: Annotated[int, Field(ge=1)]
    staff: Annotated[int, Field(ge=0)]


class SelectionExplained(Event, name="review.selection-explained.v1"):
    """What cases are reviewed for, and how deep their summaries go."""

    review: Identifier
    purpose: TextRef
    depth: TextRef | None = None


class CaseScreened(Event, name="review.case-screened.v1"):
    """The questions of eligibility were answered about a case; these are all its answers."""

    review: Identifier
    case: Identifier
    answers: tuple[ScreeningAnswer, ...]


class CaseMoved(Event, name="review.case-moved.v1"):
    """A case stands elsewhere in the sample than before, with a reason."""

    review: Identifier
    case: Identifier
    was: Code
    standing: Literal["candidate", "selected", "backup"]
    reason: TextRef


class CaseEliminated(Event, name="review.case-eliminated.v1"):
    """A case will not be reviewed, with a reason."""

    review: Identifier
    case: Identifier
    was: Code
    reason: TextRef


class CaseReplaced(Event, name="review.case-replaced.v1"):
    """A back-up took the place of a selected case; whoever keeps a schedule books it instead.

    Attributes:
        case: The case that is heard no more.
        by: The back-up that is selected in its place.
        worker: Who is interviewed about the back-up.
        cause: Why, as a code of the edition.
        reason: Why, in words.
    """

    review: Identifier
    case: Identifier
    by: Identifier
    worker: Identifier
    cause: Code
    reason: TextRef


class CaseSummarised(Event, name="review.case-summarised.v1"):
    """A case's summary was complete on a day; the summary itself is kept elsewhere.

    Attributes:
        contents: What went into it, as codes of the edition.
    """

    review: Identifier
    case: Identifier
    on: date
    contents: tuple[Code, ...] = ()


class CaseSummaryReopened(Event, name="review.case-summary-reopened.v1"):
    """A case's summary turned out not to be complete."""

    review: Identifier
    case: Identifier
    reason: TextRef


class IntervieweeListed(Event, name="review.interviewee-listed.v1"):
    """Somebody of the staff is to be interviewed, as what.

    Attributes:
        name: In the vault's directory, of somebody who carries no case of the sample.
    """

    review: Identifier
    worker: Identifier
    role: Code
    name: TextRef | None = None


class IntervieweePrepared(Event, name="review.interviewee-prepared.v1"):
    """Somebody who is to be interviewed was prepared for it."""

    review: Identifier
    worker: Identifier
    on: date


class IntervieweePreparationWithdrawn(Event, name="review.interviewee-preparation-withdrawn.v1"):
    """Somebody turned out not to be prepared."""

    review: Identifier
    worker: Identifier
    reason: TextRef
