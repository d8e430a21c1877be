"""How far a review is and what of it concerns one person: one look at the rows of other slices.

Read by ``data`` for next steps and by the overview for its steps. Counts and days only, nobody's
name and no case; who may be told which of them is said by those who read this.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from concord_kernel import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_kernel.web.desk import Desk

READER: Final = "review-overview"

KNOWN: Final = """
WITH here AS (
    SELECT %s::text AS agency, %s::text AS review, %s::text AS me, %s::date AS today
)
SELECT here.me, here.today, review.focus_area, coalesce(review.candidates, 0) AS candidates,
    coalesce(review.cases, 0) AS cases, coalesce(review.backups, 0) AS backups,
    coalesce(review.release, 0) AS release, review.last_day AS released_until,
    coalesce(review.interviews, 0) AS interviews, coalesce(review.proposed, 0) AS proposed,
    coalesce(review.agreed, 0) AS agreed, plan.first_day, plan.last_day, leads.*, peering.*,
    agreeing.*, signing.*, disputing.*, tasking.*, asking.*, giving.*, choosing.*, staffing.*,
    inviting.*, teaming.*, working.*, grouped.*, leading_groups.*, debriefing.*, debriefed.*,
    coding.*, researching.*, asking_with.*
FROM here
LEFT JOIN review_overview.review AS review USING (agency, review)
LEFT JOIN plan_board.plan AS plan USING (agency, review)
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(kind) FILTER (WHERE part = 'co-chair'), '{}') AS co_chairs,
        coalesce(array_agg(kind) FILTER (WHERE part = 'co-chair' AND person = here.me), '{}')
            AS my_seats,
        count(DISTINCT person) AS leaders
    FROM who_leads.part WHERE agency = here.agency AND review = here.review
) AS leads
CROSS JOIN LATERAL (
    SELECT count(*) AS peers FROM who_leads.peer
    WHERE agency = here.agency AND review = here.review
) AS peering
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(topic), '{}') AS drafted,
        coalesce(array_agg(topic) FILTER (WHERE resolved_on IS NOT NULL), '{}') AS resolved
    FROM agreement_list.agreement WHERE agency = here.agency AND review = here.review
) AS agreeing
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(topic || '/' || seat), '{}') AS signed
    FROM agreement_list.signature WHERE agency = here.agency AND review = here.review
) AS signing
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE settled_on IS NULL) AS disputes
    FROM agreement_list.disagreement WHERE agency = here.agency AND review = here.review
) AS disputing
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE standing = 'open' AND due < here.today) AS late_tasks,
        min(due) FILTER (WHERE standing = 'open' AND due < here.today) AS late_tasks_since,
        count(*) FILTER (WHERE standing = 'open' AND due >= here.today) AS due_tasks,
        min(due) FILTER (WHERE standing = 'open' AND due >= here.today) AS due_tasks_on
    FROM plan_board.task WHERE agency = here.agency AND review = here.review
) AS tasking
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE answered_on IS NULL) AS requests
    FROM plan_board.request WHERE agency = here.agency AND review = here.review
) AS asking
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE given_on IS NULL) AS uncopied,
        min(on_day) FILTER (WHERE given_on IS NULL) AS uncopied_on, count(*) AS booked,
        min(on_day) AS first_interview
    FROM plan_board.booking WHERE agency = here.agency AND review = here.review
) AS giving
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE standing = 'selected') AS selected,
        count(*) FILTER (WHERE standing = 'selected' AND summarised_on IS NULL) AS unsummarised
    FROM case_list.drawn WHERE agency = here.agency AND review = here.review
) AS choosing
CROSS JOIN LATERAL (
    SELECT count(DISTINCT worker) AS workers,
        count(DISTINCT worker) FILTER (WHERE prepared_on IS NULL) AS unprepared
    FROM staff_list.carried LEFT JOIN staff_list.interviewee USING (agency, review, worker)
    WHERE agency = here.agency AND review = here.review AND standing = 'selected'
) AS staffing
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE signed_on IS NOT NULL) AS signatories,
        count(*) FILTER (WHERE signed_on IS NULL) AS unsigned,
        coalesce(bool_or(reviewer = here.me AND signed_on IS NULL), false) AS i_have_not_signed,
        coalesce(bool_or(reviewer = here.me AND signed_on IS NOT NULL), false) AS i_signed
    FROM team_list.reviewer WHERE agency = here.agency AND review = here.review AND NOT is_former
) AS inviting
CROSS JOIN LATERAL (
    SELECT count(DISTINCT team) AS teams, coalesce(bool_or(reviewer = here.me), false) AS in_a_team
    FROM team_list.team LEFT JOIN team_list.member USING (agency, review, team)
    WHERE agency = here.agency AND review = here.review
) AS teaming
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE on_day = here.today AND NOT is_done) AS todays,
        count(*) FILTER (WHERE on_day < here.today AND NOT is_done) AS unrecorded,
        min(on_day) FILTER (WHERE on_day < here.today AND NOT is_done) AS unrecorded_since,
        count(*) FILTER (WHERE is_done AND form <> 'finished') AS unfinished,
        min(on_day) FILTER (WHERE is_done AND form <> 'finished') AS unfinished_since,
        count(*) FILTER (WHERE is_done AND debrief <> 'finished') AS undebriefed,
        min(on_day) FILTER (WHERE is_done AND debrief <> 'finished') AS undebriefed_since,
        min(on_day) FILTER (WHERE on_day > here.today AND NOT is_done) AS next_interviews_on
    FROM (
        SELECT on_day, coalesce(recorded, false) AS is_done, coalesce(form, '') AS form,
            coalesce(debrief, '') AS debrief
        FROM today.shown JOIN today.member USING (agency, review, team)
        LEFT JOIN today.standing USING (agency, review, session)
        WHERE shown.agency = here.agency AND shown.review = here.review AND reviewer = here.me
    ) AS mine
) AS working
CROSS JOIN LATERAL (
    SELECT count(*) AS groups, count(voices) AS groups_held,
        count(*) FILTER (WHERE voices IS NULL AND NOT EXISTS (
            SELECT FROM focus_group_list.staff AS one
            WHERE one.agency = here.agency AND one.review = here.review
                AND one.focus_group = planned.focus_group
        )) AS unstaffed_groups
    FROM focus_group_list.focus_group AS planned
    WHERE agency = here.agency AND review = here.review
) AS grouped
CROSS JOIN LATERAL (
    SELECT (array_agg(focus_group ORDER BY on_day, starts))[1] AS my_group,
        min(on_day) AS my_group_on, count(*) AS my_groups
    FROM focus_group_list.focus_group JOIN focus_group_list.staff
        USING (agency, review, focus_group)
    WHERE agency = here.agency AND review = here.review AND person = here.me AND voices IS NULL
) AS leading_groups
CROSS JOIN LATERAL (
    SELECT count(DISTINCT point.day) AS unagreed_days, min(point.day) AS unagreed_since
    FROM debrief_board.point LEFT JOIN debrief_board.day USING (agency, review, day)
    WHERE agency = here.agency AND review = here.review
        AND NOT point.point = ANY (coalesce(points, '{}'))
) AS debriefing
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE debrief = 'finished') AS debriefs
    FROM today.standing WHERE agency = here.agency AND review = here.review
) AS debriefed
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state = 'revealed') AS revealed,
        count(*) FILTER (WHERE state = 'coding' AND NOT EXISTS (
            SELECT FROM theme_board.coding AS mine
            WHERE mine.agency = here.agency AND mine.review = here.review
                AND mine.theme = theme.theme AND mine.round = theme.round
                AND mine.reviewer = here.me
        )) AS uncoded
    FROM theme_board.theme WHERE agency = here.agency AND review = here.review
) AS coding
CROSS JOIN LATERAL (
    SELECT count(*) AS literature FROM literature_list.item
    WHERE agency = here.agency AND review = here.review AND NOT is_withdrawn
) AS researching
CROSS JOIN LATERAL (
    SELECT count(*) AS tools,
        (SELECT count(*) FROM literature_list.theme AS one
         WHERE one.agency = here.agency AND one.review = here.review AND one.is_agreed
            AND NOT EXISTS (
                SELECT FROM literature_list.alignment AS held
                WHERE held.agency = here.agency AND held.review = here.review
                    AND held.theme = one.theme
            )) AS unaligned
    FROM literature_list.tool WHERE agency = here.agency AND review = here.review
) AS asking_with
"""


async def known(desk: Desk, review: str) -> Mapping[str, Any]:
    """The one row; empty before every reader has run for the first time."""
    asked = (desk.agency, review, desk.person.actor, clock.now().date())
    found = await desk.rows(READER, KNOWN, *asked)
    return found[0] if found else {}
