"""What a reader is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.event import Event, UnknownFactError
from concord_kernel.readers import Policy, Reader
from concord_kernel.readers import reader as module

from tests.support.facts import envelope
from tests.support.reading import Counted, Noted, count, counting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from concord_contracts import upcasts
    from concord_contracts.event import Envelope

COUNTED = envelope("ca-x", 1)
NOTED = envelope("ca-x", 2, name=Noted.NAME, data='{"about":"case-1"}')
LATER = envelope("ca-x", 3, name="review.test-counted.v2")
FOREIGN = envelope("ca-x", 4, name="review.nobody-declares-this.v1")


def reader(*facts: type[Event]) -> Reader:
    return Reader(name="some", tables="", apply=count, facts=facts)


def test_it_is_given_its_facts_only() -> None:
    assert reader(Counted).select([COUNTED, NOTED, FOREIGN]) == [COUNTED]


def test_without_a_list_it_is_given_everything_as_it_is() -> None:
    page = [COUNTED, NOTED]
    assert reader().select(page) is page


def test_a_fact_that_nobody_declares_stops_a_reader_that_would_be_given_it() -> None:
    with pytest.raises(UnknownFactError):
        reader().select([COUNTED, FOREIGN])


def test_a_later_version_of_its_fact_than_it_knows_stops_it() -> None:
    """To leave it out would be to skip it silently."""
    with pytest.raises(UnknownFactError):
        reader(Counted).select([COUNTED, LATER])
    assert reader(Noted).select([NOTED, LATER]) == [NOTED]


def test_facts_recorded_under_an_earlier_name_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    renamed: Mapping[str, tuple[str, upcasts.Upcast]] = {
        "review.test-tallied.v1": ("review.test-counted.v0", dict),
        "review.test-counted.v0": (Counted.NAME, dict),
    }
    monkeypatch.setattr(module, "UPCASTS", renamed)
    earliest = envelope("ca-x", 1, name="review.test-tallied.v1")
    earlier = envelope("ca-x", 2, name="review.test-counted.v0")
    assert reader(Counted).select([earliest, earlier, NOTED]) == [earliest, earlier]


@pytest.mark.parametrize("name", ["", "Some", "so_me", "1st", "public", "a" * 60, "some-", 'a"b'])
def test_a_name_must_do_for_a_schema(name: str) -> None:
    with pytest.raises(ValueError, match="no name for a reader"):
        Reader(name=name, tables="", apply=count)


def test_rows_are_known_by_their_tables() -> None:
    assert counting("a").digest == counting("b").digest
    assert counting("a").digest != Reader(name="a", tables="", apply=count).digest
    assert counting("the-counts").schema == "the_counts"


def test_a_policy_derives_its_commands_id_from_the_fact() -> None:
    async def react(fact: Envelope) -> str:
        return fact.id

    async def send(cause: Envelope, command: UUID, said: Any) -> None: ...

    first = Policy(name="greet-when-counted", facts=(Counted,), react=react, send=send)
    second = Policy(name="greet-when-noted", facts=(Counted,), react=react, send=send)
    assert str(first.command_id(COUNTED)) == "2da992c0-8820-52b4-a3b9-888b460bffdd"
    assert (
        len({policy.command_id(fact) for policy in (first, second) for fact in (COUNTED, NOTED)})
        == 4
    )
