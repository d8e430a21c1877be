"""Somebody who acts in an agency, as every part of Concord knows them."""

from __future__ import annotations

from concord_kernel.identity import Person


def person(*roles: str, reviews: frozenset[str] = frozenset()) -> Person:
    return Person(actor="person-1", agency="ca-napa", home="ca-marin", roles=roles, reviews=reviews)


def test_one_role_of_several_is_enough() -> None:
    assert person("reviewer", "observer").has("coordinator", "observer")


def test_without_any_of_the_roles_there_is_none() -> None:
    assert not person("reviewer").has("coordinator")
    assert not person().has("coordinator")


def test_without_a_limit_every_review_is_in_sight() -> None:
    assert person("coordinator").sees("pqcr-1")


def test_with_a_limit_only_those_reviews_are_in_sight() -> None:
    limited = person("reviewer", reviews=frozenset({"pqcr-1"}))

    assert limited.sees("pqcr-1")
    assert not limited.sees("pqcr-2")
