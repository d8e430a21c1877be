"""What the scheduling service is to the kernel."""

from __future__ import annotations

from concord_kernel.service import Service

from concord_scheduling.week import page as week
from concord_scheduling.week_plan import data as week_plan_data
from concord_scheduling.week_plan import page as week_plan
from concord_scheduling.week_plan.projection import WEEK_PLAN

SERVICE = Service(
    name="scheduling",
    title="scheduling",
    package="concord_scheduling",
    routers=(week.router, week_plan_data.router, week_plan.router),
    readers=(WEEK_PLAN,),
)
