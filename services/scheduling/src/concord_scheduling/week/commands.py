"""What may be asked of a schedule."""

from __future__ import annotations

from datetime import date

from concord_contracts.terms import Identifier, WallTime
from concord_kernel.command import Command


class SetEventWeek(Command, action="plan-schedule"):
    """Set the first and the last on-site day."""

    review: Identifier
    first_day: date
    last_day: date


class BookInterview(Command, action="plan-schedule"):
    """Book a team and the worker of a case for a slot; wall time at the site."""

    review: Identifier
    session: Identifier
    case: Identifier
    team: Identifier
    on: date
    starts: WallTime


class ReleaseSchedule(Command, action="plan-schedule"):
    """Give the schedule out as it stands."""

    review: Identifier


WeekCommand = SetEventWeek | BookInterview | ReleaseSchedule
