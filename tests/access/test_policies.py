"""The policies, decision by decision, against a table that was written by hand."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from concord_kernel.access import ACTIONS, ROLES, Asked, Gate

from tests.support.checkout import ROOT

GATE = Gate()


def allowed() -> dict[str, set[str]]:
    """Action to the roles that may."""
    with (ROOT / "tests/tables/who_may.csv").open(encoding="utf-8") as file:
        return {
            row["action"]: {role for role in ROLES if row[role] == "x"}
            for row in csv.DictReader(file)
        }


MAY = allowed()


def asked(**changes: Any) -> Asked:
    said: dict[str, Any] = {
        "actor": "person-1",
        "kind": "person",
        "action": "see-review",
        "agency": "ca-napa",
        "is_member": True,
        "is_at_home": True,
        "review": "pqcr-1",
    }
    return Asked(**(said | changes))


def test_the_table_names_every_action_and_every_role() -> None:
    assert set(MAY) == set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_role_may_what_the_table_says_and_nothing_else(action: str) -> None:
    found = {role for role in ROLES if GATE.decide(asked(action=action, roles=[role])).is_allowed}

    assert found == MAY[action]


@pytest.mark.parametrize("action", ACTIONS)
def test_without_a_role_nobody_may_anything(action: str) -> None:
    assert not GATE.decide(asked(action=action)).is_allowed
    assert not GATE.decide(asked(action=action, roles=["emperor"])).is_allowed


@pytest.mark.parametrize("action", ACTIONS)
def test_where_there_is_no_member_agency_nobody_may_anything(action: str) -> None:
    everything = {"roles": list(ROLES), "is_in_scope": True, "is_member": False}
    for kind in ("person", "program", "policy", "operator"):
        assert not GATE.decide(asked(action=action, kind=kind, **everything)).is_allowed


@pytest.mark.parametrize("action", ACTIONS)
def test_a_grant_for_one_review_opens_no_page_of_the_whole_agency(action: str) -> None:
    limited = asked(action=action, roles=list(ROLES), is_limited=True, is_at_home=False, review="")

    assert GATE.decide(limited).is_allowed == (action == "see-reviews")


@pytest.mark.parametrize("action", ["manage-access", "manage-webhooks", "open-review"])
def test_nobody_of_another_agency_administers_this_one(action: str) -> None:
    assert not GATE.decide(asked(action=action, roles=list(ROLES), is_at_home=False)).is_allowed


@pytest.mark.parametrize("action", ACTIONS)
def test_a_program_may_what_its_token_names_and_never_what_only_people_may(action: str) -> None:
    of_people = {
        "read-notes",
        "record-interview",
        "answer-tool",
        "sign-confidentiality",
        "manage-access",
        "grant-review",
        "propose-theme",
        "agree-theme",
        "manage-webhooks",
        "manage-agencies",
    }
    program = {"kind": "program", "actor": "program-1", "is_at_home": False}

    in_scope = GATE.decide(asked(action=action, is_in_scope=True, **program)).is_allowed
    assert in_scope == (action not in of_people)
    assert not GATE.decide(asked(action=action, **program)).is_allowed


@pytest.mark.parametrize("action", ACTIONS)
def test_a_reaction_of_ours_only_opens_reports(action: str) -> None:
    policy = asked(action=action, kind="policy")

    assert GATE.decide(policy).is_allowed == (action == "open-report")


def test_an_action_or_a_kind_that_nobody_knows_is_refused() -> None:
    assert not GATE.decide(asked(action="rule-the-world", roles=list(ROLES))).is_allowed
    assert not GATE.decide(asked(kind="ghost", roles=list(ROLES))).is_allowed


def test_a_decision_names_the_policies_that_made_it() -> None:
    assert GATE.decide(asked(action="see-cases", roles=["coordinator"])).policies == (
        "coordinator",
    )
    assert GATE.decide(asked(is_member=False, roles=["coordinator"])).policies == ("members-only",)
    assert GATE.decide(asked(action="see-cases", roles=["observer"])).policies == ()


@pytest.mark.parametrize(
    "actor", ['x" in Role::"coordinator', "a\nb", 'Person::"b"', "é", "'; drop table"]
)
def test_an_odd_name_is_only_a_name(actor: str) -> None:
    assert not GATE.decide(asked(actor=actor, action="see-cases")).is_allowed
    assert not GATE.decide(asked(review=actor, action="see-cases")).is_allowed
