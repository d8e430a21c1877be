"""Its API and its pages: only a process that serves them loads this."""

from __future__ import annotations

from typing import Final

from concord_reporting.documents import page as documents
from concord_reporting.follow_up import page as follow_up
from concord_reporting.next_steps import data as next_steps_data
from concord_reporting.next_steps import page as next_steps
from concord_reporting.prose import page as prose
from concord_reporting.recommendation_list import data as recommendation_list_data
from concord_reporting.recommendation_list import page as recommendation_list
from concord_reporting.recommendations import page as recommendations
from concord_reporting.report_draft import data as report_draft_data
from concord_reporting.report_draft import page as report_draft
from concord_reporting.report_page import data as report_page_data
from concord_reporting.report_page import page as report_page
from concord_reporting.versions import page as versions

ROUTERS: Final = (
    documents.router,
    prose.router,
    versions.router,
    recommendations.router,
    follow_up.router,
    report_page_data.router,
    report_page.router,
    report_draft_data.router,
    report_draft.router,
    report_draft.files,
    recommendation_list_data.router,
    recommendation_list.router,
    next_steps_data.router,
    next_steps.router,
)
