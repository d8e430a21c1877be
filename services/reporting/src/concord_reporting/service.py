"""What the reporting service is to the kernel: slices over ``paper``, which prints."""

from __future__ import annotations

from concord_kernel.service import Service

from concord_reporting.documents import page as documents
from concord_reporting.follow_up import page as follow_up
from concord_reporting.policies import open_the_report_when_the_schedule_is_released as opens
from concord_reporting.prose import page as prose
from concord_reporting.recommendation_list import data as recommendation_list_data
from concord_reporting.recommendation_list import page as recommendation_list
from concord_reporting.recommendation_list.projection import RECOMMENDATION_LIST
from concord_reporting.recommendations import page as recommendations
from concord_reporting.report_draft import data as report_draft_data
from concord_reporting.report_draft import page as report_draft
from concord_reporting.report_draft.projection import REPORT_DRAFT
from concord_reporting.report_page import data as report_page_data
from concord_reporting.report_page import page as report_page
from concord_reporting.report_page.projection import REPORT_PAGE
from concord_reporting.versions import page as versions

SERVICE = Service(
    name="reporting",
    title="reporting",
    package="concord_reporting",
    routers=(
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
    ),
    readers=(REPORT_PAGE, REPORT_DRAFT, RECOMMENDATION_LIST),
    policies=(opens.policy,),
)
