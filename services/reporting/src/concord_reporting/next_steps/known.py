"""How far the report is and what of it concerns one person: one look at the rows of other slices.

Read by ``data``. Codes, counts and days only: no text, no name, and no count of themes but for
whoever clears them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from concord_kernel import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_kernel.web.desk import Desk

READER: Final = "report-page"

KNOWN: Final = """
WITH here AS (
    SELECT %s::text AS agency, %s::text AS review, %s::text AS me, %s::date AS today
)
SELECT paper.first_day, paper.last_day, paper.draft_received, handing.*, writing.*, clearing.*,
    lasting.*, approving.*, commenting.*, advising.*, sharing.*, reflecting.*,
    choosing.*,
    draft.director IS NOT NULL AS has_director, draft.director = here.me AS is_director
FROM here
LEFT JOIN report_page.report AS paper USING (agency, review)
LEFT JOIN report_draft.report AS draft USING (agency, review)
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(document), '{}') AS handed_in,
        max(on_day) FILTER (WHERE document = 'report.due') AS handed_in_on
    FROM report_page.submitted WHERE agency = here.agency AND review = here.review
) AS handing
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(part), '{}') AS written,
        count(*) FILTER (WHERE cleared_by IS NULL) AS uncleared
    FROM report_draft.prose WHERE agency = here.agency AND review = here.review
) AS writing
CROSS JOIN LATERAL (
    SELECT count(*) AS uncleared_themes FROM report_draft.theme
    WHERE agency = here.agency AND review = here.review AND is_agreed AND cleared IS NULL
) AS clearing
LEFT JOIN LATERAL (
    SELECT version, returned, is_complete, approved IS NOT NULL AS is_approved
    FROM report_draft.version WHERE agency = here.agency AND review = here.review
    ORDER BY version DESC LIMIT 1
) AS lasting ON true
CROSS JOIN LATERAL (
    SELECT max(approved) AS approved_at FROM report_draft.version
    WHERE agency = here.agency AND review = here.review
) AS approving
CROSS JOIN LATERAL (
    SELECT count(*) AS comments FROM report_draft.comment
    WHERE agency = here.agency AND review = here.review AND answer IS NULL
) AS commenting
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE cleared IS NULL) AS uncleared_advice,
        count(*) FILTER (WHERE cleared IS NOT NULL AND NOT closed AND owner IS NULL) AS unowned,
        count(*) FILTER (WHERE NOT closed AND by_when < here.today) AS unanswered,
        min(by_when) FILTER (WHERE NOT closed AND by_when < here.today) AS unanswered_since,
        count(*) FILTER (WHERE NOT closed AND by_when >= here.today) AS to_answer,
        min(by_when) FILTER (WHERE NOT closed AND by_when >= here.today) AS to_answer_by
    FROM recommendation_list.recommendation
    WHERE agency = here.agency AND review = here.review
) AS advising
CROSS JOIN LATERAL (
    SELECT count(*) AS sharings FROM recommendation_list.sharing
    WHERE agency = here.agency AND review = here.review
) AS sharing
CROSS JOIN LATERAL (
    SELECT count(*) AS reflections FROM recommendation_list.reflections
    WHERE agency = here.agency AND review = here.review
) AS reflecting
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(part), '{}') AS chosen FROM report_page.chosen
    WHERE agency = here.agency AND review = here.review
) AS choosing
"""
RECORDED: Final = "SELECT document, on_day FROM recorded WHERE agency = %s AND review = %s"


async def known(desk: Desk, review: str) -> Mapping[str, Any]:
    """The one row; empty before every reader has run for the first time."""
    asked = (desk.agency, review, desk.person.actor, clock.now().date())
    found = await desk.rows(READER, KNOWN, *asked)
    return found[0] if found else {}
