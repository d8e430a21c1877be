"""A review's report, its parts, versions and approval: stream ``report-<review>``."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from concord_contracts.event import Event
from concord_contracts.terms import AgencyCode, Code, Digest, EditionCode, Identifier, TextRef


class ReportOpened(Event, name="reporting.report-opened.v1", shared=True):
    """The report's outline stands and its due dates run from the last on-site day."""

    review: Identifier
    edition: EditionCode
    edition_digest: Digest
    first_day: date
    last_day: date


class DraftReceived(Event, name="reporting.draft-received.v1", shared=True):
    """The state received a working draft; its feedback is due from here."""

    review: Identifier
    on: date


class DocumentSubmitted(Event, name="reporting.document-submitted.v1", shared=True):
    """A document of the chain went in on a day."""

    review: Identifier
    document: Code
    on: date


class DueDateRecorded(Event, name="reporting.due-date-recorded.v1"):
    """A date was recorded in place of the one that the rules give; what follows from it moves too.

    Attributes:
        document: The date rule.
        source: Where the date stands, such as a notice of the state.
    """

    review: Identifier
    document: Code
    on: date
    source: TextRef


class RuleOverridden(Event, name="reporting.rule-overridden.v1"):
    """A named person went past advice on the report, with a reason."""

    review: Identifier
    rule: Code
    reason: TextRef


class ProseWritten(Event, name="reporting.prose-written.v1"):
    """A part of the report was written, anew if it was before; nobody has cleared it yet.

    Attributes:
        part: A part of a section, or a heading, of the edition's lists.
        by: Who wrote it.
    """

    review: Identifier
    part: Code
    text: TextRef
    by: Identifier


class ProseCleared(Event, name="reporting.prose-cleared.v1"):
    """A named person read a part of the report and cleared it to be shown and sent."""

    review: Identifier
    part: Code
    text: TextRef


class ThemeCleared(Event, name="reporting.theme-cleared.v1"):
    """A named person, not of the agency that is reviewed, cleared what a theme says.

    From here on the agency may read the statement, and nothing of who said it.
    """

    review: Identifier
    theme: Identifier
    heading: Code
    scope: Literal["focus-area", "system-wide"]
    statement: TextRef
    side: Literal["strength", "improvement"] | None = None
    practice: Literal["emerging", "more-information"] | None = None


class ClearanceWithdrawn(Event, name="reporting.clearance-withdrawn.v1"):
    """A part or a theme is not cleared any longer; versions made before keep it."""

    review: Identifier
    kind: Literal["prose", "theme"]
    what: Code


class Figure(BaseModel):
    """A count that the report's account of its method rests on.

    Attributes:
        what: What is counted: ``cases``, ``teams``.
        among: Of which kind; none: altogether.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: Code
    among: Code | None = None
    number: Annotated[int, Field(ge=0)]


class PartOf(BaseModel):
    """A part of a version, in the words that were cleared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: Code
    text: TextRef


class ThemeOf(BaseModel):
    """A theme of a version, in the words that were cleared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heading: Code
    scope: Literal["focus-area", "system-wide"]
    statement: TextRef
    side: Literal["strength", "improvement"] | None = None
    practice: Literal["emerging", "more-information"] | None = None


class RecommendationOf(BaseModel):
    """A recommendation of a version, in the words that were cleared."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Code
    scope: Literal["focus-area", "system-wide"]
    text: TextRef


class DraftMade(Event, name="reporting.draft-made.v1"):
    """A version of the report was made: everything it is printed from, as it then stood.

    Attributes:
        version: From 1.
        figures: What was counted; how few are hidden is decided where it is printed.
        focus_area: What the review is about.
        criteria: The criteria that the focus area was found to meet.
        peers: The peer counties.
        prose: The parts that were cleared.
        themes: The themes that were agreed and cleared, in no order of time.
        recommendations: Those that were cleared.
        tools: The tools whose blank copies stand at the end, by their content.
        as_necessary: What the review examined as necessary, of the edition's list.
    """

    review: Identifier
    version: Annotated[int, Field(ge=1)]
    figures: tuple[Figure, ...] = ()
    focus_area: Code | None = None
    criteria: tuple[Code, ...] = ()
    peers: tuple[AgencyCode, ...] = ()
    prose: tuple[PartOf, ...] = ()
    themes: tuple[ThemeOf, ...] = ()
    recommendations: tuple[RecommendationOf, ...] = ()
    tools: tuple[Digest, ...] = ()
    as_necessary: tuple[Code, ...] = ()


class DraftCommented(Event, name="reporting.draft-commented.v1"):
    """The state's consultant commented on a version."""

    review: Identifier
    version: Annotated[int, Field(ge=1)]
    comment: Identifier
    part: Code | None = None
    text: TextRef


class CommentAnswered(Event, name="reporting.comment-answered.v1"):
    """The county said what it did about a comment."""

    review: Identifier
    comment: Identifier
    text: TextRef


class DraftReturned(Event, name="reporting.draft-returned.v1"):
    """The state gave a version back to the county.

    Attributes:
        complete: Whether it found the version complete, properly formatted and true to the guide.
    """

    review: Identifier
    version: Annotated[int, Field(ge=1)]
    on: date
    complete: bool


class DirectorNamed(Event, name="reporting.director-named.v1"):
    """It was recorded who the director is whose approval the report needs.

    Attributes:
        person: The director's account.
    """

    review: Identifier
    person: Identifier
    name: TextRef


class ReportApproved(Event, name="reporting.report-approved.v1"):
    """The director approved a version for submission."""

    review: Identifier
    version: Annotated[int, Field(ge=1)]
    person: Identifier
    name: TextRef


class SubmissionStepDone(Event, name="reporting.submission-step-done.v1"):
    """A step of handing the report in was done."""

    review: Identifier
    step: Code
    on: date


class SubmissionStepUndone(Event, name="reporting.submission-step-undone.v1"):
    """A step of handing the report in was ticked by mistake."""

    review: Identifier
    step: Code


class FindingsShared(Event, name="reporting.findings-shared.v1"):
    """What the review found was shared with a group of people.

    Attributes:
        audience: Of the edition's list.
        what: Of the edition's list: strengths, areas needing improvement, what happens next.
    """

    review: Identifier
    sharing: Identifier
    audience: Code
    what: Annotated[tuple[Code, ...], Field(min_length=1)]
    on: date
    note: TextRef | None = None


class ReflectionsHeld(Event, name="reporting.reflections-held.v1"):
    """The reflections session was held; a later fact replaces it.

    Attributes:
        combined: Whether it was held together with the final debrief.
        presented: Whether the findings were presented.
    """

    review: Identifier
    on: date
    combined: bool
    invited: tuple[Code, ...]
    presented: bool
    worked_well: TextRef
    otherwise: TextRef
    next_steps: TextRef
