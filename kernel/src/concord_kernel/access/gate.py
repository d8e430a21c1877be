"""The one decision: Cedar policies over who asks, for what, where. What is not permitted is not.

Policies and schema are read once and checked against each other when the process starts. An error
while deciding is a refusal.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from cedarpy import (
    Decision,
    PolicySet,
    Schema,
    is_authorized,
    policies_to_json_str,
    validate_policies,
)

from concord_kernel.access.actions import ACTIONS, ROLES

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS: Final = {
    "person": "Person",
    "program": "Program",
    "policy": "Policy",
    "operator": "Operator",
}
"""Who can ask, by kind, as the policies call them."""


REMEMBERED: Final = 8192
"""Questions whose answers a process remembers; policies change with a start only."""


class PoliciesError(Exception):
    """The policies do not fit their schema; the process does not start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is decided on.

    Attributes:
        actor: Who asks.
        kind: ``person``, ``program``, ``policy`` or ``operator``.
        roles: The roles that hold for the agency or review that is asked about.
        is_at_home: Whether the agency is the person's own.
        is_limited: Whether they come from grants or roles of single reviews only.
        is_in_scope: Whether a program's token names the action and the agency.
        action: What is asked for.
        agency: Where.
        is_member: Whether that is an agency the deployment works for.
        review: Of which review; empty: of the agency.
    """

    actor: str
    kind: str
    action: str
    agency: str
    is_member: bool
    roles: Sequence[str] = ()
    is_at_home: bool = False
    is_limited: bool = False
    is_in_scope: bool = False
    review: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided.

    Attributes:
        is_allowed: Whether it may be done.
        policies: The policies that decided, by name; none where nothing permits it.
    """

    is_allowed: bool
    policies: tuple[str, ...] = ()


class Gate:
    """Decides by one set of policies."""

    def __init__(self) -> None:
        self._policies, self._schema, self._names = _read()
        self._answered = lru_cache(REMEMBERED)(self._decide)

    def decide(self, asked: Asked) -> Verdict:
        """Whether it may be done; an action, a kind or a role that nobody knows may not.

        Everything that a decision rests on is in the question, so the same question is answered
        from memory: a page asks of every room of its menu whether it may be entered.
        """
        return self._answered(replace(asked, roles=tuple(asked.roles)))

    def _decide(self, asked: Asked) -> Verdict:
        if asked.action not in ACTIONS or asked.kind not in KINDS:
            return Verdict(is_allowed=False)
        principal = {"type": KINDS[asked.kind], "id": asked.actor}
        place = {"type": "Place", "id": f"{asked.agency}/{asked.review}"}
        answer = is_authorized(
            {
                "principal": principal,
                "action": {"type": "Action", "id": asked.action},
                "resource": place,
                "context": {
                    "hasRole": bool(set(asked.roles) & ROLES.keys()),
                    "isAtHome": asked.is_at_home,
                    "isLimited": asked.is_limited,
                    "isInScope": asked.is_in_scope,
                },
            },
            self._policies,
            [_entity(principal, asked.roles), _place(place, asked)],
            self._schema,
        )
        if answer.diagnostics.errors:
            return Verdict(is_allowed=False)
        named = tuple(sorted(self._names[one] for one in answer.diagnostics.reasons))
        return Verdict(answer.decision is Decision.Allow, named)


def _entity(principal: dict[str, str], roles: Sequence[str]) -> dict[str, Any]:
    held = [{"type": "Role", "id": role} for role in roles if role in ROLES]
    return {"uid": principal, "attrs": {}, "parents": held}


def _place(place: dict[str, str], asked: Asked) -> dict[str, Any]:
    said = {"agency": asked.agency, "review": asked.review, "isMember": asked.is_member}
    return {"uid": place, "attrs": said, "parents": []}


@cache
def _read() -> tuple[PolicySet, Schema, dict[str, str]]:
    policies = (files(__package__) / "policies.cedar").read_text("utf-8")
    schema = _schema()
    checked = validate_policies(policies, schema)
    if not checked.validation_passed:
        raise PoliciesError("; ".join(str(error) for error in checked.errors))
    return PolicySet.from_str(policies), Schema.from_str(schema), _names(policies)


def _names(policies: str) -> dict[str, str]:
    """Cedar's own numbering to the name that each policy gives itself."""
    written = json.loads(policies_to_json_str(policies))["staticPolicies"]
    return {number: one["annotations"]["id"] for number, one in written.items()}


def _schema() -> str:
    """What the policies may speak of, in Cedar's own language."""
    actions = ", ".join(f'"{name}"' for name in ACTIONS)
    kinds = ", ".join(KINDS.values())
    return f"""
entity Role;
entity Person in [Role];
entity Program in [Role];
entity Policy in [Role];
entity Operator in [Role];
entity Place = {{ agency: String, review: String, isMember: Bool }};
action {actions} appliesTo {{
  principal: [{kinds}],
  resource: [Place],
  context: {{ hasRole: Bool, isAtHome: Bool, isLimited: Bool, isInScope: Bool }},
}};
"""
