"""The committed schemas are what the facts are, and what was published once stays true."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.catalog import FACTS
from concord_contracts.event import read_fact
from concord_contracts.schemas import file_of, past_files, schemas
from concord_contracts.upcasts import UPCASTS
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.support.any_fact import any_fact, any_value
from tests.support.checkout import ROOT
from tests.support.checkout import committed as at_commit
from tests.support.compatibility import broken

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.xdist_group("contracts")

SCHEMAS = ROOT / "contracts" / "schemas"

PUBLISHED: dict[str, Any] = {
    "type": "object",
    "required": ["review"],
    "properties": {
        "review": {"type": "string", "pattern": "^[a-z]+$", "description": "Which."},
        "by": {"$ref": "#/$defs/By"},
    },
    "$defs": {
        "By": {
            "type": "object",
            "additionalProperties": False,
            "required": [],
            "properties": {"actor": {"type": "string", "pattern": "^[a-z]+$"}},
        }
    },
}


def committed(name: str) -> dict[str, Any]:
    found = json.loads((SCHEMAS / name).read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def published(name: str) -> list[dict[str, Any]]:
    """The schema as the last two commits have it; none before its first commit."""
    found = (at_commit(f"contracts/schemas/{name}", at) for at in ("HEAD", "HEAD^"))
    return [json.loads(text) for text in found if text]


def test_every_fact_has_its_schema_and_every_older_version_keeps_its_own() -> None:
    files = {path.name for path in SCHEMAS.glob("*.json")}

    assert files == schemas().keys() | past_files()


@pytest.mark.parametrize("name", FACTS)
def test_the_committed_schema_is_the_facts(name: str) -> None:
    assert committed(file_of(name)) == schemas()[file_of(name)]


@pytest.mark.parametrize("name", sorted(schemas().keys() | past_files()))
def test_a_published_schema_changes_only_by_what_breaks_nobody(name: str) -> None:
    now = committed(name)

    assert [one for before in published(name) for one in broken(before, now)] == []


@pytest.mark.parametrize("name", FACTS)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_facts_data_fits_its_schema(name: str, data: st.DataObject) -> None:
    fact = data.draw(any_fact(FACTS[name]))

    Draft202012Validator(committed(file_of(name))).validate(json.loads(fact.canonical()))


@pytest.mark.parametrize("name", sorted(UPCASTS))
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_whatever_fits_an_older_version_is_read_in_the_latest(
    name: str, data: st.DataObject
) -> None:
    old = data.draw(any_value(committed(file_of(name))))

    assert read_fact(name, json.dumps(old)).NAME in FACTS


@pytest.mark.parametrize("name", sorted(UPCASTS))
def test_an_older_version_is_followed_by_the_next(name: str) -> None:
    stem, _, version = name.rpartition(".v")

    assert UPCASTS[name][0] == f"{stem}.v{int(version) + 1}"


@pytest.mark.parametrize(
    "change",
    [
        lambda schema: schema["properties"].update(note={"type": "integer"}),
        lambda schema: schema["properties"]["review"].update(description="Which review."),
        lambda schema: schema.update(title="Another title"),
        lambda schema: schema["$defs"].update(More={"type": "integer"}),
    ],
    ids=["an optional property", "a description", "a title", "a value"],
)
def test_what_may_change(change: Callable[[dict[str, Any]], object]) -> None:
    new = deepcopy(PUBLISHED)
    change(new)

    assert list(broken(PUBLISHED, new)) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda schema: schema["properties"].pop("review"),
        lambda schema: schema["required"].append("by"),
        lambda schema: schema["required"].clear(),
        lambda schema: schema["properties"]["review"].update(pattern="^[A-Z]+$"),
        lambda schema: schema["properties"]["review"].pop("pattern"),
        lambda schema: schema["$defs"]["By"]["properties"].update(more={"type": "integer"}),
        lambda schema: schema["$defs"].pop("By"),
        lambda schema: schema.update(additionalProperties=False),
    ],
    ids=[
        "a removed property",
        "a new duty",
        "a duty less",
        "another pattern",
        "no pattern",
        "a field in a value",
        "a removed value",
        "closed",
    ],
)
def test_what_may_not_change(change: Callable[[dict[str, Any]], object]) -> None:
    new = deepcopy(PUBLISHED)
    change(new)

    assert list(broken(PUBLISHED, new))
