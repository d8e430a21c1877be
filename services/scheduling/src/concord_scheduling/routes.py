"""Its API and its pages: only a process that serves them loads this."""

from __future__ import annotations

from typing import Final

from concord_scheduling.availability import page as availability
from concord_scheduling.next_steps import data as next_steps_data
from concord_scheduling.next_steps import page as next_steps
from concord_scheduling.notices import page as notices
from concord_scheduling.outbox import data as outbox_data
from concord_scheduling.outbox import page as outbox
from concord_scheduling.plans import page as plans
from concord_scheduling.proposals import data as proposals_data
from concord_scheduling.proposals import page as proposals
from concord_scheduling.sites import data as sites_data
from concord_scheduling.sites import page as sites
from concord_scheduling.week import page as week
from concord_scheduling.week_plan import data as week_plan_data
from concord_scheduling.week_plan import page as week_plan

ROUTERS: Final = (
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
    next_steps_data.router,
    next_steps.router,
)
