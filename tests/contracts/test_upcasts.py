"""Facts of older versions are read as the newest: the focus area that once had one reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from concord_contracts import upcasts
from concord_contracts.catalog import FACTS
from concord_contracts.event import read_fact
from concord_contracts.facts.planning import FocusAreaChosen, Statement
from concord_contracts.terms import TextRef
from concord_contracts.upcasts import UPCASTS, WHOEVER, latest

REASON = {"id": "text-1", "kind": "narrative", "commitment": "c" * 64}
OLD = {"review": "pqcr-1", "focus_area": "placement-stability", "reason": REASON}
"""``review.focus-area-chosen.v1`` as it was written."""


def test_a_focus_area_with_one_reason_is_read_with_a_statement_that_says_not_whose() -> None:
    fact = read_fact("review.focus-area-chosen.v1", json.dumps(OLD))

    assert fact == FocusAreaChosen(
        review="pqcr-1",
        focus_area="placement-stability",
        statements=(Statement(by=WHOEVER, reason=TextRef.model_validate(REASON)),),
    )


def test_a_fact_of_the_newest_version_is_left_as_it_was_written() -> None:
    said = '{"b":1,  "a":2}'

    assert latest("review.focus-area-chosen.v2", said) == ("review.focus-area-chosen.v2", said)
    assert latest("review.never-heard-of.v1", said) == ("review.never-heard-of.v1", said)


def test_versions_are_read_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def add(what: str) -> upcasts.Upcast:
        return lambda fields: fields | {what: len(fields)}

    chain: dict[str, tuple[str, upcasts.Upcast]] = {
        "x.said.v1": ("x.said.v2", add("two")),
        "x.said.v2": ("x.said.v3", add("three")),
    }
    monkeypatch.setattr(upcasts, "UPCASTS", chain)

    name, data = latest("x.said.v1", "{}")

    assert (name, json.loads(data)) == ("x.said.v3", {"two": 0, "three": 1})


@pytest.mark.parametrize("old", UPCASTS)
def test_an_old_version_leads_to_a_fact_that_is_declared(old: str) -> None:
    name = old
    seen = {name}
    while name in UPCASTS:
        name = UPCASTS[name][0]
        assert name not in seen
        seen.add(name)

    assert name in FACTS
    assert old not in FACTS


def test_every_old_version_has_a_sample_here() -> None:
    samples: dict[str, Any] = {"review.focus-area-chosen.v1": OLD}

    assert samples.keys() == UPCASTS.keys()
