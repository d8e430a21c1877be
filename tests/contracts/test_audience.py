"""Which facts whom: nothing that was heard is open to the host, and what is new is closed."""

from __future__ import annotations

import pytest
from concord_contracts.audience import is_for_the_host, is_of_the_team, is_shared
from concord_contracts.catalog import FACTS
from concord_contracts.facts import (
    access,
    availability,
    debrief,
    focus_group,
    interview,
    notice,
    preparation,
    proposal,
    theme,
    tool,
    vault,
    webhook,
)

HEARD = (interview, focus_group, debrief, theme, tool, vault, access, webhook)
OF_ITS_PLANNERS = (availability, notice, preparation, proposal)
"""Who is away and who is told what: on the pages of those who plan, not in anybody's feed."""


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_of_what_was_heard_is_not_for_the_host(name: str) -> None:
    closed = {module.__name__ for module in (*HEARD, *OF_ITS_PLANNERS)}

    assert is_for_the_host(name) is (FACTS[name].__module__ not in closed)


@pytest.mark.parametrize("name", FACTS)
def test_what_programs_may_follow_people_may_follow_too(name: str) -> None:
    assert is_shared(name) is FACTS[name].SHARED
    assert is_for_the_host(name) or not is_shared(name)


def test_another_version_of_a_fact_is_for_the_same_people() -> None:
    assert is_for_the_host("review.focus-area-chosen.v1")
    assert is_shared("review.focus-area-chosen.v1")


def test_what_nobody_declared_is_closed() -> None:
    assert not is_for_the_host("review.gossip-heard.v1")
    assert not is_shared("review.gossip-heard.v1")


def test_what_a_tool_was_answered_is_the_teams() -> None:
    assert is_of_the_team("review.answers-saved.v1")
    assert not is_of_the_team("review.tool-published.v1")
