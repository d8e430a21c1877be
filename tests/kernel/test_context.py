"""Identifiers follow from the command, so that a repeat mints the same."""

from __future__ import annotations

from uuid import UUID

import pytest
from concord_contracts.terms import Identifier
from concord_kernel.context import short
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tests.support.reviews import context

identifier = TypeAdapter(Identifier).validate_python
commands = st.uuids()


@given(commands)
def test_a_command_mints_the_same_id_again(command: UUID) -> None:
    assert context(command=command).new_id("team") == context(command=command).new_id("team")


@given(commands, st.sampled_from(["team", "session", "review", "pqcr"]), st.integers(0, 9))
def test_what_is_minted_is_an_identifier_that_says_its_kind(
    command: UUID, kind: str, nth: int
) -> None:
    minted = context(command=command).new_id(kind, nth)

    assert identifier(minted) == minted
    assert minted.startswith(f"{kind}-")


def test_another_kind_another_number_or_another_command_is_another_id() -> None:
    one, other = context(command=UUID(int=1)), context(command=UUID(int=2))
    minted = [
        one.new_id("team"),
        one.new_id("team", 1),
        one.new_id("theme"),
        other.new_id("team"),
    ]

    assert len({name.partition("-")[2] for name in minted}) == 4


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (UUID(int=0), "a" * 16),
        (UUID(int=2**128 - 1), "7" * 16),
        (UUID("6f1c2b0e-3f0a-5a55-9d0a-2f6c1d0b7e41"), "n4ocwdr7bjnflhik"),
    ],
)
def test_eighty_bits_are_sixteen_characters_to_read_aloud(value: UUID, said: str) -> None:
    assert short(value) == said
