"""How hard a rule binds: block, block the release, warn, ignore.

"Will, must, maximum, not" in a source blocks; "usually, typically, recommended" warns, and a named
person may go past a warning with a reason, which becomes a fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from concord_contracts.rules import Level

from concord_kernel.decider import Refused

if TYPE_CHECKING:
    from concord_contracts.rules import Edition

    from concord_kernel.context import Context


def rules_of(context: Context) -> Edition:
    """The edition that binds the command.

    Raises:
        Refused: the command came without one.
    """
    if context.rules is None:
        raise Refused("rules.no-edition")
    return context.rules


def has_rule(context: Context, rule: str) -> bool:
    """Whether the edition that binds says anything of that name."""
    return any(one.id == rule for one in rules_of(context).parameters)


def keep_to(context: Context, name: str, *, kept: bool, **facts: Any) -> bool:
    """Whether the command goes past a rule with an override that has to be recorded.

    Raises:
        Refused: the rule is broken and blocks, or warns and nobody took it on.
        UnknownRuleError: the edition has no rule of that name.
    """
    rule = rules_of(context).parameter(name)
    if kept or rule.level in {Level.IGNORE, Level.INFO, Level.BLOCK_RELEASE}:
        return False
    if rule.level is Level.WARN:
        if rule.id in context.overrides:
            return True
        raise Refused(rule.id, overridable=True, **facts)
    raise Refused(rule.id, **facts)
