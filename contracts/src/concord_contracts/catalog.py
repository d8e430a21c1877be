"""The one list of facts: importing it declares them all."""

from __future__ import annotations

from concord_contracts.event import Event
from concord_contracts.facts import (
    directory,
    interview,
    people,
    planning,
    report,
    sample,
    schedule,
    theme,
    vault,
)

MODULES = (directory, planning, sample, people, schedule, interview, theme, report, vault)
"""Modules of facts, in the order a review meets them."""

FACTS: dict[str, type[Event]] = {
    name: fact
    for module in MODULES
    for name, fact in Event.known.items()
    if fact.__module__ == module.__name__
}
"""Every fact of the contracts by its stored name."""
