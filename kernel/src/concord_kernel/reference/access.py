"""The page of who may do what: every action with the roles that the policies allow it to."""

from __future__ import annotations

from typing import Final

from concord_kernel.access import ACTIONS, PURPOSES, REVIEW_ROLES, ROLES, Asked, Gate
from concord_kernel.reference.markdown import code, page, table

HEAD: Final = """# Who may do what

One set of policies, `kernel/src/concord_kernel/access/policies.cedar`, decides on every route and
every command. This page asks it, for a person of the agency with one role.
What is sensitive is recorded (`access.shown.v1`) before anything is shown, a page that stays open
every quarter of an hour; so is every refusal (`access.denied.v1`).
[Roles and grants](../how-to/roles-and-grants.md) says how to give them.
"""


def access_page() -> str:
    """The page, as the policies decide now."""
    roles = table(("role", "what"), [(code(role), means) for role, means in ROLES.items()])
    return page(
        HEAD.splitlines(),
        ["", "## Roles", "", *roles],
        [f"In one review, somebody of another agency can be: {_listed(REVIEW_ROLES)}."],
        [f"A grant is for a purpose: {_listed(PURPOSES)}."],
        ["", "## Actions", "", *_actions()],
    )


def _actions() -> list[str]:
    gate = Gate()
    return table(
        ("action", "what", "recorded", "roles"),
        [
            (code(name), action.means, "yes" if action.is_sensitive else "", _may(gate, name))
            for name, action in ACTIONS.items()
        ],
    )


def _may(gate: Gate, action: str) -> str:
    allowed = [role for role in ROLES if gate.decide(_asked(action, role)).is_allowed]
    return ", ".join(allowed) or "nobody by a role"


def _asked(action: str, role: str) -> Asked:
    return Asked(
        actor="somebody",
        kind="person",
        action=action,
        agency="agency",
        is_member=True,
        roles=[role],
        is_at_home=True,
        review="review",
    )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(map(code, words))
