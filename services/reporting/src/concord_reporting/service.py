"""What the reporting service is to the kernel."""

from __future__ import annotations

from concord_kernel.service import Service

from concord_reporting.documents import page as documents
from concord_reporting.policies import open_the_report_when_the_schedule_is_released as opens
from concord_reporting.report_page import data as report_page_data
from concord_reporting.report_page import page as report_page
from concord_reporting.report_page.projection import REPORT_PAGE

SERVICE = Service(
    name="reporting",
    title="reporting",
    package="concord_reporting",
    routers=(documents.router, report_page_data.router, report_page.router),
    readers=(REPORT_PAGE,),
    policies=(opens.policy,),
)
