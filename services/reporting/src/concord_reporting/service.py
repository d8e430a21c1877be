"""What the reporting service is to the kernel: slices over ``paper``, which prints."""

from __future__ import annotations

from concord_kernel.service import Service

from concord_reporting.policies import open_the_report_when_the_schedule_is_released as opens
from concord_reporting.recommendation_list.projection import RECOMMENDATION_LIST
from concord_reporting.report_draft.projection import REPORT_DRAFT
from concord_reporting.report_page.projection import REPORT_PAGE

SERVICE = Service(
    name="reporting",
    title="reporting",
    package="concord_reporting",
    readers=(REPORT_PAGE, REPORT_DRAFT, RECOMMENDATION_LIST),
    policies=(opens.policy,),
)
