"""A review's tools and what was answered: streams ``tools-<review>`` and ``answers-<session>``."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from concord_contracts.event import Event
from concord_contracts.questions import Name
from concord_contracts.quoted import Whole
from concord_contracts.terms import Code, Digest, Identifier, TextRef


class ToolDrafted(Event, name="review.tool-drafted.v1"):
    """A tool was written or refined; the ledger keeps it by its content.

    Attributes:
        kind: Which of the edition's tools it is.
        literature: Whether what the literature says is worked into it.
    """

    review: Identifier
    kind: Code
    tool: Name
    digest: Digest
    questions: Annotated[int, Field(gt=0)]
    literature: bool = False


class ToolCommentsDecided(Event, name="review.tool-comments-decided.v1"):
    """It was decided whether staff may comment on a tool before it is published."""

    review: Identifier
    kind: Code
    allowed: bool


class ToolCommentsOpened(Event, name="review.tool-comments-opened.v1"):
    """Staff may comment on a draft until a moment."""

    review: Identifier
    kind: Code
    digest: Digest
    until: AwareDatetime


class ToolCommented(Event, name="review.tool-commented.v1"):
    """Somebody suggested something about a draft."""

    review: Identifier
    kind: Code
    digest: Digest
    text: TextRef


class ToolTried(Event, name="review.tool-tried.v1"):
    """A draft was tried out: a mock interview, or a test of the other tools.

    Attributes:
        learned: What has to be refined, or that nothing has.
    """

    review: Identifier
    kind: Code
    digest: Digest
    on: date
    learned: TextRef


class ToolApproved(Event, name="review.tool-approved.v1"):
    """A draft is as it should be; any refinement needs to be approved again."""

    review: Identifier
    kind: Code
    digest: Digest


class ToolPublished(Event, name="review.tool-published.v1"):
    """A tool holds for interviews that begin from now on; the ledger keeps it by its content.

    Attributes:
        kind: Which of the edition's tools it is.
        edition: Which of the published ones of that kind, from one.
    """

    review: Identifier
    tool: Name
    digest: Digest
    questions: Annotated[int, Field(gt=0)]
    kind: Code = "interview"
    edition: Annotated[int, Field(gt=0)] = 1


class Chosen(BaseModel):
    """A question answered with codes; with one, where one may be chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Name
    codes: Annotated[tuple[Code, ...], Field(min_length=1)]


class Numbered(BaseModel):
    """A question answered with a whole number."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Name
    number: Whole


class Dated(BaseModel):
    """A question answered with a day."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Name
    day: date


class Written(BaseModel):
    """A question answered in somebody's own words, which are raw text in the vault."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Name
    text: TextRef


class AnswersSaved(Event, name="review.answers-saved.v1"):
    """Answers of a session's tool were given, changed or taken back; a later one counts."""

    review: Identifier
    session: Identifier
    tool: Digest
    chosen: tuple[Chosen, ...] = ()
    numbers: tuple[Numbered, ...] = ()
    days: tuple[Dated, ...] = ()
    texts: tuple[Written, ...] = ()
    cleared: tuple[Name, ...] = ()


class AnswersCompleted(Event, name="review.answers-completed.v1"):
    """Every required question that is shown has its answer, and the team is done with the form."""

    review: Identifier
    session: Identifier
    tool: Digest
