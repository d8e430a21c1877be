"""How far the schedule is and what of it concerns one person: one look at the rows of other slices.

Read by ``data``. Counts and days; rooms and people of a day only for whoever plans the week.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from concord_kernel import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from concord_kernel.web.desk import Desk

READER: Final = "week-plan"

KNOWN: Final = """
WITH here AS (
    SELECT %s::text AS agency, %s::text AS review, %s::text AS me
)
SELECT week.first_day, week.last_day, coalesce(week.release, 0) AS release,
    week.interviews IS NOT NULL AS is_framed, placed.*, booking.*,
    changing.*, belonging.*
FROM here
LEFT JOIN week_plan.week AS week USING (agency, review)
CROSS JOIN LATERAL (
    SELECT count(*) AS places, count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM sites.duty WHERE duty.agency = here.agency AND duty.review = here.review
            AND duty.place = place.place
    )) AS places_without_duties, (
        SELECT count(*) FROM sites.room
        WHERE agency = here.agency AND review = here.review AND is_open
    ) AS rooms
    FROM sites.place WHERE agency = here.agency AND review = here.review
) AS placed
CROSS JOIN LATERAL (
    SELECT count(*) AS booked, count(*) FILTER (WHERE room IS NULL) AS unroomed, (
        SELECT count(*) FROM week_plan.sampled AS case_
        WHERE agency = here.agency AND review = here.review AND standing = 'selected'
            AND NOT EXISTS (
                SELECT FROM week_plan.booking AS of_it WHERE of_it.agency = here.agency
                    AND of_it.review = here.review AND of_it.case_id = case_.case_id
            )
    ) AS unbooked
    FROM week_plan.booking WHERE agency = here.agency AND review = here.review
) AS booking
CROSS JOIN LATERAL (
    SELECT count(*) AS changed FROM (
        SELECT session, booking FROM outbox.standing
        WHERE agency = here.agency AND review = here.review
    ) AS now FULL JOIN (
        SELECT session, booking FROM outbox.given_out
        WHERE agency = here.agency AND review = here.review AND number = (
            SELECT max(number) FROM outbox.release
            WHERE agency = here.agency AND review = here.review
        )
    ) AS out USING (session)
    WHERE now.booking IS DISTINCT FROM out.booking
) AS changing
CROSS JOIN LATERAL (
    SELECT count(*) > 0 AS in_a_team, count(*) FILTER (WHERE EXISTS (
        SELECT FROM week_plan.booking AS of_it WHERE of_it.agency = here.agency
            AND of_it.review = here.review AND of_it.team = member.team
    )) > 0 AS is_booked
    FROM week_plan.member
    WHERE agency = here.agency AND review = here.review AND reviewer = here.me
) AS belonging
"""
TODAY: Final = """
SELECT session, starts, minutes, room, booking.team, team.number AS team_number, ordinal
FROM booking JOIN team USING (agency, review, team) JOIN sampled USING (agency, review, case_id)
WHERE booking.agency = %s AND booking.review = %s AND on_day = %s ORDER BY starts, team.number
"""


async def known(desk: Desk, review: str) -> Mapping[str, Any]:
    """The one row; empty before every reader has run for the first time."""
    found = await desk.rows(READER, KNOWN, desk.agency, review, desk.person.actor)
    return found[0] if found else {}


async def at_the_site(desk: Desk, review: str, row: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    """The interviews of today with their rooms, while the event week is on."""
    today = clock.now().date()
    first: date | None = row.get("first_day")
    last: date | None = row.get("last_day")
    if first is None or last is None or not first <= today <= last:
        return []
    return await desk.rows(READER, TODAY, desk.agency, review, today)
