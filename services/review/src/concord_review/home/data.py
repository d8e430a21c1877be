"""Where every review stands that somebody may see, as data, over all agencies.

Who may see which is decided for each agency from its own log, as on every other page; each
agency's rows are then read apart from the others'.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from concord_kernel import clock
from concord_kernel.office import Office
from concord_kernel.readers import RowsNotReadyError
from concord_kernel.web.asker import Asker, agency_name, everywhere
from concord_kernel.web.desk import office
from concord_kernel.web.may import SignedIn
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from concord_review.home.standing import Rules, Standing, standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

router = APIRouter(prefix="/api/v1", tags=["home"])

READER: Final = "review-overview"
REVIEWS: Final = """
SELECT review.review, review.edition_digest, review.synthetic, review.focus_area, review.cases,
    review.teams, review.release, review.last_day AS released_until, review.interviews,
    plan.first_day, plan.last_day, happening.*, tasking.*, meeting.*, giving.*
FROM review_overview.review AS review LEFT JOIN plan_board.plan AS plan USING (agency, review)
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(id) FILTER (WHERE what = 'handed-in'), '{}') AS handed_in,
        coalesce(array_agg(id) FILTER (WHERE what = 'agreement'), '{}') AS agreed_topics,
        min(on_day) FILTER (WHERE what = 'handed-in' AND id = 'report.draft') AS draft_on,
        count(*) FILTER (WHERE what = 'focus-group') AS groups,
        count(*) FILTER (WHERE what = 'focus-group' AND on_day IS NULL) AS groups_open
    FROM plan_board.happened WHERE agency = review.agency AND review = review.review
        AND what IN ('handed-in', 'agreement', 'focus-group')
        AND (on_day IS NOT NULL OR what = 'focus-group')
) AS happening
CROSS JOIN LATERAL (
    SELECT count(*) AS late_tasks, min(due) AS late_tasks_since FROM plan_board.task
    WHERE agency = review.agency AND review = review.review AND standing = 'open' AND due < %s
) AS tasking
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(on_day), '{}') AS meetings FROM plan_board.meeting
    WHERE agency = review.agency AND review = review.review AND kind = 'planning'
) AS meeting
CROSS JOIN LATERAL (
    SELECT count(*) AS booked, count(*) FILTER (WHERE given_on IS NULL) AS uncopied,
        min(on_day) AS first_interview
    FROM plan_board.booking WHERE agency = review.agency AND review = review.review
) AS giving
WHERE review.agency = %s AND (cardinality(%s::text[]) = 0 OR review.review = ANY (%s::text[]))
"""
A_PAGE: Final = 20
"""Reviews on a page."""


class ReviewOut(BaseModel):
    """How a review stands: counts and days, never who or which case.

    Attributes:
        name: What people call the agency.
        stage: ``planning``, ``preparing``, ``event-week``, ``reporting`` or ``follow-up``.
        next_due: The next date of the plan.
        late: How many dates and tasks are late; ``late_since`` is the earliest.
        interviews: Interviews recorded; for the agency's own people none before the week is over.
    """

    agency: str
    name: str
    review: str
    synthetic: bool
    stage: str
    focus_area: str | None
    first_day: date | None
    last_day: date | None
    next_due: date | None
    next_label: str
    late: int
    late_since: date | None
    cases: int
    teams: int
    release: int
    interviews: int | None


class HomeOut(BaseModel):
    """A page of reviews, the most urgent first.

    Attributes:
        total: How many there are on all pages.
        page: Which page this is, from one.
        pages: How many pages there are.
    """

    reviews: list[ReviewOut]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the reviews is asked for: agencies whose name has these letters, and a page."""

    county: str
    page: int


async def wish(
    county: Annotated[str, Query(max_length=80, description="Part of an agency's name.")] = "",
    page: Annotated[int, Query(ge=1, le=10_000, description="Which page, from one.")] = 1,
) -> Wish:
    """What a request asks for."""
    return Wish(county.strip(), page)


Wanted = Annotated[Wish, Depends(wish)]
House = Annotated[Office, Depends(office)]


@router.get("/home", responses={401: {}})
async def get_home(session: SignedIn, house: House, wanted: Wanted) -> HomeOut:
    """Where every review stands that may be seen, in every agency, the most urgent first."""
    return (await home(house, await everywhere(house, session), wanted))[0]


class Found(NamedTuple):
    """A review that somebody may see: who asks there, its row, how it stands."""

    asker: Asker
    row: Mapping[str, Any]
    stands: Standing


async def home(
    house: Office, askers: Sequence[Asker], wanted: Wish
) -> tuple[HomeOut, Mapping[str, Asker]]:
    """A page of reviews, and who asks in each agency."""
    open_to = {one.agency: one for one in askers if one.allows("see-reviews").is_allowed}
    named = {agency: agency_name(house, agency) for agency in open_to}
    letters = wanted.county.casefold()
    chosen = [one for name, one in open_to.items() if letters in f"{named[name]} {name}".casefold()]
    found = await _standing(house, chosen)
    found.sort(key=lambda one: (one.stands.urgency, named[one.asker.agency], one.row["review"]))
    pages = max(1, -(-len(found) // A_PAGE))
    nth = min(wanted.page, pages)
    shown = found[(nth - 1) * A_PAGE : nth * A_PAGE]
    reviews = [_out(one, named[one.asker.agency]) for one in shown]
    return HomeOut(reviews=reviews, total=len(found), page=nth, pages=pages), open_to


async def _standing(house: Office, askers: Sequence[Asker]) -> list[Found]:
    today = clock.now().date()
    try:
        rows = await house.rows.across(
            READER, REVIEWS, [(one.agency, _values(one, today)) for one in askers]
        )
    except RowsNotReadyError:
        return []
    digests = {row["edition_digest"] for some in rows.values() for row in some}
    rules = {one: Rules(one, await house.adopted(one)) for one in digests}
    return [
        Found(
            asker, row, standing(row, rules[row["edition_digest"]], today, is_host=_is_host(asker))
        )
        for asker in askers
        for row in rows[asker.agency]
    ]


def _is_host(asker: Asker) -> bool:
    return asker.session.home == asker.agency


def _values(asker: Asker, today: date) -> tuple[Any, ...]:
    some = sorted(asker.person.reviews)
    return (today, asker.agency, some, some)


def _out(found: Found, name: str) -> ReviewOut:
    row, stands = found.row, found.stands
    until = row["released_until"]
    is_told = not _is_host(found.asker) or (until is not None and clock.is_over(until))
    kept = ("review", "synthetic", "focus_area", "first_day", "last_day", "cases", "teams")
    return ReviewOut(
        agency=found.asker.agency,
        name=name,
        **{key: row[key] for key in (*kept, "release")},
        stage=stands.stage,
        next_due=stands.next_due,
        next_label=stands.next_label,
        late=stands.late,
        late_since=stands.late_since,
        interviews=row["interviews"] if is_told else None,
    )


def within(asker: Asker, review: str) -> Asker:
    """The same person in one review of the agency."""
    return replace(asker, review=review)
