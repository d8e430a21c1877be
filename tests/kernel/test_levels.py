"""How hard a rule binds: what blocks, what a named person may go past, what is only said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.rules import Level, UnknownRuleError
from concord_kernel.decider import Refused
from concord_kernel.levels import has_rule, keep_to, rules_of

from tests.support.reviews import REASON, context
from tests.support.rules import parameter, small_edition

if TYPE_CHECKING:
    from concord_kernel.context import Context

RULE = "interview.minutes"


def under(level: Level, **changes: Any) -> Context:
    rules = small_edition(parameters=[parameter(level=level.value)])
    return context(rules=rules, **changes)


@pytest.mark.parametrize("level", Level)
def test_a_rule_that_is_kept_asks_for_nothing(level: Level) -> None:
    assert keep_to(under(level), RULE, kept=True) is False
    assert keep_to(under(level, overrides={RULE: REASON}), RULE, kept=True) is False


@pytest.mark.parametrize(
    ("level", "refuses", "overridable"),
    [
        (Level.BLOCK, True, False),
        (Level.WARN, True, True),
        (Level.BLOCK_RELEASE, False, False),
        (Level.INFO, False, False),
        (Level.IGNORE, False, False),
    ],
)
def test_a_rule_that_is_broken_binds_by_its_level(
    level: Level, *, refuses: bool, overridable: bool
) -> None:
    if not refuses:
        assert keep_to(under(level), RULE, kept=False, minutes=90) is False
        return
    with pytest.raises(Refused) as refused:
        keep_to(under(level), RULE, kept=False, minutes=90)
    assert (refused.value.rule, refused.value.overridable, refused.value.facts) == (
        RULE,
        overridable,
        {"minutes": 90},
    )


def test_every_level_is_tried_here() -> None:
    assert set(Level) == {
        Level.BLOCK,
        Level.WARN,
        Level.BLOCK_RELEASE,
        Level.INFO,
        Level.IGNORE,
    }


def test_a_warning_is_gone_past_with_a_reason_that_has_to_be_recorded() -> None:
    assert keep_to(under(Level.WARN, overrides={RULE: REASON}), RULE, kept=False) is True


def test_a_reason_for_another_rule_goes_past_nothing() -> None:
    with pytest.raises(Refused):
        keep_to(under(Level.WARN, overrides={"team.roles": REASON}), RULE, kept=False)


def test_no_reason_goes_past_a_rule_that_blocks() -> None:
    with pytest.raises(Refused) as refused:
        keep_to(under(Level.BLOCK, overrides={RULE: REASON}), RULE, kept=False)

    assert not refused.value.overridable


def test_a_rule_that_the_edition_does_not_have_is_unknown() -> None:
    with pytest.raises(UnknownRuleError):
        keep_to(under(Level.BLOCK), "team.roles", kept=True)


def test_an_edition_says_whether_it_has_a_rule() -> None:
    assert has_rule(under(Level.INFO), RULE)
    assert not has_rule(under(Level.INFO), "team.roles")


def test_nothing_is_decided_without_an_edition() -> None:
    for ask in (rules_of, lambda it: has_rule(it, RULE), lambda it: keep_to(it, RULE, kept=True)):
        with pytest.raises(Refused, match=r"rules\.no-edition"):
            ask(context(rules=None))
