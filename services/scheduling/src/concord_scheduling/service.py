"""What the scheduling service is to the kernel: slices, two of them over ``planner``."""

from __future__ import annotations

from concord_kernel.service import Service

from concord_scheduling.availability import page as availability
from concord_scheduling.notices import page as notices
from concord_scheduling.outbox import data as outbox_data
from concord_scheduling.outbox import page as outbox
from concord_scheduling.outbox.projection import OUTBOX
from concord_scheduling.plans import page as plans
from concord_scheduling.proposals import data as proposals_data
from concord_scheduling.proposals import page as proposals
from concord_scheduling.proposals.projection import PROPOSALS
from concord_scheduling.sites import data as sites_data
from concord_scheduling.sites import page as sites
from concord_scheduling.sites.projection import SITES
from concord_scheduling.week import page as week
from concord_scheduling.week_plan import data as week_plan_data
from concord_scheduling.week_plan import page as week_plan
from concord_scheduling.week_plan.projection import WEEK_PLAN

SERVICE = Service(
    name="scheduling",
    title="scheduling",
    package="concord_scheduling",
    routers=(
        week.router,
        availability.router,
        notices.router,
        week_plan_data.router,
        week_plan.router,
        sites_data.router,
        sites.router,
        outbox_data.router,
        outbox.router,
        outbox.feeds,
        plans.router,
        proposals_data.router,
        proposals.router,
    ),
    readers=(WEEK_PLAN, SITES, OUTBOX, PROPOSALS),
)
