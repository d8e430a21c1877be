"""The replay of a review, as a page with a slider and as data.

People of the host agency replay what they may follow one by one; facts of interviews, notes and
themes are left out for them, and the page says so.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from concord_contracts.audience import is_for_the_host
from concord_contracts.event import Envelope
from concord_contracts.terms import Identifier
from concord_kernel.web.desk import Desk
from concord_kernel.web.happened import NAMES, in_words
from concord_kernel.web.may import may
from concord_kernel.web.pages import render
from concord_kernel.web.place import place
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import AwareDatetime, BaseModel

from concord_review.replay.state import Section, sections, state_after
from concord_review.replay.told import Told, told

router = APIRouter(tags=["replay"])

STEPS = "SELECT position, name FROM step WHERE agency = %s AND review = %s ORDER BY position"

At = Annotated[int | None, Query(ge=1, le=2**53)]
"""A position of the agency's log; none: the last of the review."""


class FactOut(BaseModel):
    """A recorded fact with its place in the verifiable history.

    Attributes:
        data: Its values, with what each is called.
        more: How many of its values are not shown.
        of_the_team: Whether only the review's team reads its values, so that none is shown.
    """

    position: int
    name: str
    stream: str
    version: int
    at: AwareDatetime
    actor: str
    data: list[dict[str, Any]]
    more: int
    of_the_team: bool
    entry: str
    leaf: str


class RowOut(BaseModel):
    """A row of the state, and whether this step changed it."""

    cells: tuple[Any, ...]
    changed: bool


class SectionOut(BaseModel):
    """A part of the state."""

    id: str
    title: str
    columns: tuple[str, ...]
    changed: bool
    rows: list[RowOut]


class ReplayOut(BaseModel):
    """One step of the replay; ``before`` and ``after`` are the positions of its neighbors."""

    steps: int
    step: int
    before: int | None
    after: int | None
    left_out: bool
    fact: FactOut
    state: list[SectionOut]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a review's replay.

    Attributes:
        positions: Where the review's facts stand that this person may replay.
        nth: Which of them this is, from 1.
        left_out: Whether facts of interviews, notes and themes are left out for this person.
        envelope: The fact.
        told: Its data, as rows.
        entry: What the verifiable history holds of it.
        leaf: The hash of that, in hexadecimal.
        sections: The state of the review after it.
    """

    positions: list[int]
    nth: int
    left_out: bool
    envelope: Envelope
    told: Told
    entry: str
    leaf: str
    sections: list[Section]

    @property
    def before(self) -> int | None:
        """The position of the step before; none at the first."""
        return self.positions[self.nth - 2] if self.nth > 1 else None

    @property
    def after(self) -> int | None:
        """The position of the next step; none at the last."""
        return self.positions[self.nth] if self.nth < len(self.positions) else None


@router.get("/api/v1/{agency}/reviews/{review}/replay")
async def replay(
    review: Identifier, desk: Annotated[Desk, may("replay")], at: At = None
) -> ReplayOut:
    """A fact of the review and the state after it: the last one at or before a position."""
    step = await _step(desk, review, at)
    envelope = step.envelope
    fact = FactOut(
        position=envelope.position,
        name=envelope.name,
        stream=envelope.stream,
        version=envelope.version,
        at=envelope.at,
        actor=envelope.actor,
        data=[asdict(one) for one in step.told.rows],
        more=step.told.more,
        of_the_team=step.told.is_of_the_team,
        entry=step.entry,
        leaf=step.leaf,
    )
    return ReplayOut(
        steps=len(step.positions),
        step=step.nth,
        before=step.before,
        after=step.after,
        left_out=step.left_out,
        fact=fact,
        state=[_as_data(section) for section in step.sections],
    )


@router.get("/{agency}/reviews/{review}/replay", include_in_schema=False)
async def page(
    review: Identifier,
    request: Request,
    desk: Annotated[Desk, may("replay")],
    at: At = None,
    step: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> Response:
    """The replay; ``?at=`` names a fact for ever, ``?step=`` is where the slider stands."""
    if step is not None:
        positions, _ = await _positions(desk, review)
        where = positions[min(step, len(positions)) - 1]
        return RedirectResponse(f"{request.url.path}?at={where}", 303)
    found = await _step(desk, review, at)
    return render(
        request,
        "review/replay.html",
        **await place(desk, review),
        step=found,
        in_words=in_words(found.envelope.name),
        names=NAMES,
    )


async def _positions(desk: Desk, review: str) -> tuple[list[int], bool]:
    """Where the review's facts stand that this person may replay, and whether others are left out.

    Raises:
        HTTPException: 404, there are none.
    """
    steps = await desk.rows("replay", STEPS, desk.agency, review)
    is_host = desk.person.home == desk.agency
    seen = [one["position"] for one in steps if not is_host or is_for_the_host(one["name"])]
    if not seen:
        raise HTTPException(404, "door.not-found")
    return seen, is_host


async def _step(desk: Desk, review: str, at: int | None) -> Step:
    positions, left_out = await _positions(desk, review)
    nth = max(bisect_right(positions, at), 1) if at is not None else len(positions)
    ledger = desk.office.ledger
    *earlier, last = await ledger.at(desk.agency, positions[:nth])
    state = state_after(earlier)
    before = state.shown()
    after = state_after([last], state).shown()
    entry, leaf = await ledger.seal(desk.agency, last.position) or ("", "")
    shown = sections(before, after)
    return Step(positions, nth, left_out, last, told(last), entry, leaf, shown)


def _as_data(section: Section) -> SectionOut:
    return SectionOut(
        id=section.id,
        title=section.title,
        columns=section.columns,
        changed=section.is_changed,
        rows=[RowOut(cells=row.cells, changed=row.is_changed) for row in section.rows],
    )
