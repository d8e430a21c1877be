"""The state of a review after any of its facts: pure, and only what changed is marked."""

from __future__ import annotations

from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.catalog import FACTS
from concord_contracts.facts.planning import RuleOverridden
from concord_contracts.facts.vault import TextErased
from concord_kernel.web.happened import NAMES, in_words
from concord_review.replay.state import SECTIONS, Section, sections, state_after
from concord_review.replay.told import told

from tests.support.reviews import (
    TUESDAY,
    agreed,
    booked,
    candidate,
    drawn,
    focus_area,
    frame_of,
    invited,
    opened,
    proposed,
    recorded,
    released,
    selected,
    signed,
    stratum,
    team,
    text,
    week,
    withdrawn,
)
from tests.support.rows import RECORDED, enveloped

if TYPE_CHECKING:
    from concord_contracts.event import Event

AGENCY = "ca-test-replay"


def after(*facts: Event) -> dict[str, Section]:
    """The sections after these facts, with what the last one changed."""
    *earlier, last = enveloped(AGENCY, facts)
    state = state_after(earlier)
    before = state.shown()
    return {one.id: one for one in sections(before, state_after([last], state).shown())}


def cells(section: Section) -> list[tuple[Any, ...]]:
    return [row.cells for row in section.rows]


WHOLE = (
    opened(),
    focus_area(),
    *frame_of([candidate(1), candidate(2)]),
    drawn(stratum("child-welfare", 2, 2, 1), backups=1),
    selected(1),
    selected(2, order=2, standing="backup"),
    invited(1),
    signed(1),
    withdrawn(1),
    signed(1),
    team(),
    week(),
    booked(1),
    released(),
    recorded(1),
    proposed("session-1"),
    agreed(3),
)


def test_a_step_is_done_on_the_day_of_its_first_fact() -> None:
    found = after(opened(), focus_area(), focus_area())
    steps = dict(cells(found["steps"]))

    assert steps["Review opened"] == RECORDED
    assert steps["Focus area chosen"] is not None
    assert steps["Sample drawn"] is None


def test_only_what_the_last_fact_changed_is_marked() -> None:
    found = after(opened(), focus_area(), invited(1), invited(2), signed(2))

    assert [name for name, one in found.items() if one.is_changed] == ["reviewers"]
    assert [row.key for row in found["reviewers"].rows if row.is_changed] == ["reviewer-2"]


def test_cases_are_counted_by_stratum_and_standing() -> None:
    found = after(*WHOLE[:7])

    assert cells(found["sample"]) == [("child-welfare", 2, 2, 1, 1)]


def test_a_signature_that_was_withdrawn_counts_no_longer() -> None:
    (row,) = cells(after(*WHOLE[:10])["reviewers"])
    assert row[2] == "withdrawn"

    (row,) = cells(after(*WHOLE[:11])["reviewers"])
    assert row[2] == date(2010, 1, 11)


def test_the_whole_review_stands_in_its_sections() -> None:
    found = after(*WHOLE)

    assert cells(found["teams"])[0] == ("team-1", "reviewer-1", "interviewer")
    assert cells(found["interviews"]) == [("session-1", "team-1", TUESDAY, 45)]
    assert cells(found["themes"]) == [("theme-1", "training-needs", None, 3)]
    assert found["week"].rows[0].cells[2] == 1
    assert set(found) <= set(SECTIONS)


def test_a_fact_that_no_section_shows_is_counted() -> None:
    erased = TextErased(text="text-1", subject="session-1", reason="asked-for-by-subject")
    overridden = RuleOverridden(review="pqcr-1", rule="team.size", reason=text("text-reason"))

    found = after(*WHOLE, erased, overridden, overridden)

    assert ("vault.text-erased", 1) in cells(found["others"])
    assert cells(found["advice"]) == [("team.size", 2)]


@pytest.mark.parametrize("nth", range(1, len(WHOLE) + 1))
def test_the_state_at_a_step_is_the_same_whatever_came_later(nth: int) -> None:
    envelopes = enveloped(AGENCY, WHOLE)
    piecewise = state_after(envelopes[: nth // 2])

    assert (
        state_after(envelopes[nth // 2 : nth], piecewise).shown()
        == state_after(envelopes[:nth]).shown()
    )


def test_two_thousand_facts_are_folded_in_a_moment() -> None:
    facts = [opened(), *(booked(nth) for nth in range(1000)), *(recorded(n) for n in range(999))]
    envelopes = enveloped(AGENCY, facts)
    took = []
    for _ in range(3):
        began = perf_counter()
        state = state_after(envelopes[:-1])
        sections(state.shown(), state_after(envelopes[-1:], state).shown())
        took.append(perf_counter() - began)

    assert min(took) < 0.1


def test_a_fact_is_told_in_words_and_a_table() -> None:
    (envelope,) = enveloped(AGENCY, [focus_area()])
    rows = {one.path: one for one in told(envelope).rows}

    assert in_words(envelope.name) == "The focus area was chosen"
    assert rows["focus_area",].value == "placement-stability"
    assert (rows["statements", 1, "reason"].value, rows["statements", 1, "by"].value) == (
        "narrative",
        "child-welfare",
    )
    assert rows["statements", 1, "reason"].reference


def test_a_part_of_a_frame_is_told_in_a_few_rows() -> None:
    part, _ = frame_of([candidate(nth) for nth in range(500)])
    (envelope,) = enveloped(AGENCY, [part])

    found = told(envelope)

    assert len(found.rows) == 60
    assert found.more == 3 + 500 * 7 - 60


def test_a_fact_that_is_new_here_says_its_name() -> None:
    assert in_words("review.tool-answered.v3") == "Tool answered"
    assert all(said[0].isupper() for said in NAMES.values())


def test_every_fact_of_a_review_is_told_in_words() -> None:
    of_a_review = {
        name.rpartition(".")[0]
        for name in FACTS
        if name.startswith(("review.", "scheduling.", "reporting."))
    }

    assert of_a_review - set(NAMES) == set()
