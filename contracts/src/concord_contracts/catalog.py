"""The one list of facts: importing it declares them all."""

from __future__ import annotations

from concord_contracts.event import Event
from concord_contracts.facts import (
    access,
    availability,
    debrief,
    directory,
    focus_group,
    interview,
    leading,
    literature,
    notice,
    people,
    plan,
    planning,
    preparation,
    proposal,
    recommendation,
    report,
    sample,
    schedule,
    theme,
    tool,
    vault,
    webhook,
)

MODULES = (
    directory,
    access,
    planning,
    leading,
    plan,
    literature,
    sample,
    people,
    availability,
    schedule,
    proposal,
    notice,
    preparation,
    interview,
    focus_group,
    debrief,
    tool,
    theme,
    report,
    recommendation,
    vault,
    webhook,
)
"""Modules of facts, in the order a review meets them."""

FACTS: dict[str, type[Event]] = {
    name: fact
    for module in MODULES
    for name, fact in Event.known.items()
    if fact.__module__ == module.__name__
}
"""Every fact of the contracts by its stored name."""
