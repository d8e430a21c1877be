"""The page of requirements names every row of the checklist, and tests that are there."""

from __future__ import annotations

from tests.support.requirements import PAGE, page, proofs, rows


def test_a_test_proves_only_rows_that_the_checklist_has() -> None:
    known = {row["id"] for row in rows()}

    assert len(known) == 154 + 21
    assert {row: tests for row, tests in proofs().items() if row not in known} == {}


def test_the_page_of_requirements_is_current() -> None:
    assert PAGE.read_text("utf-8") == page()
