"""What the scheduling service is to the kernel: slices, two of them over ``planner``."""

from __future__ import annotations

from concord_kernel.service import Service

from concord_scheduling.outbox.projection import OUTBOX
from concord_scheduling.proposals.projection import PROPOSALS
from concord_scheduling.sites.projection import SITES
from concord_scheduling.week_plan.projection import WEEK_PLAN

SERVICE = Service(
    name="scheduling",
    title="scheduling",
    package="concord_scheduling",
    readers=(WEEK_PLAN, SITES, OUTBOX, PROPOSALS),
)
