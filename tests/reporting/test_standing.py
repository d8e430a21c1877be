"""How each due date stands: met, late by so many days, or still ahead."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from concord_contracts.chain import ImpossibleDateError
from concord_reporting.report_page.standing import Standing, standings
from hypothesis import given
from hypothesis import strategies as st

from tests.support.reviews import DURHAM, FRIDAY, MONDAY, OSRI, edition

if TYPE_CHECKING:
    from collections.abc import Mapping

DUE = date(2010, 3, 29)
"""Two months after Friday 29 January 2010."""


def of(
    document: str = "report.due",
    submitted: Mapping[str, date] | None = None,
    draft_received: date | None = None,
) -> Standing:
    found = standings(edition(), MONDAY, FRIDAY, draft_received, submitted or {})
    return next(one for one in found if one.due.id == document)


@pytest.mark.proves("PQCR-90", "PQCR-92", "DISC-01")
def test_both_readings_of_the_reports_date_are_shown_and_a_recorded_one_takes_its_place() -> None:
    report = of()
    notice = date(2010, 5, 3)

    moved = {
        one.due.id: one.due
        for one in standings(edition(), MONDAY, FRIDAY, None, {}, {"report.due": notice})
    }

    assert of("report.draft").due.on == date(2010, 2, 28)
    assert [(one.id, one.on) for one in report.due.others] == [("sixty-days", date(2010, 3, 30))]
    assert (moved["report.due"].on, moved["report.due"].stated) == (notice, DUE)
    assert moved["csa.due"].on == date(2010, 11, 3)


def test_santa_cruz_was_nine_days_late() -> None:
    report = of(submitted={"report.due": date(2010, 4, 7)})

    assert (report.due.on, report.days_late, report.is_late) == (DUE, 9, True)


@pytest.mark.parametrize(
    ("went_in", "days_late", "is_late"),
    [
        (DUE - timedelta(days=20), -20, False),
        (DUE - timedelta(days=1), -1, False),
        (DUE, 0, False),
        (DUE + timedelta(days=1), 1, True),
    ],
)
def test_a_document_is_late_from_the_day_after_it_is_due(
    went_in: date, days_late: int, *, is_late: bool
) -> None:
    report = of(submitted={"report.due": went_in})

    assert (report.days_late, report.is_late) == (days_late, is_late)


def test_what_has_not_gone_in_is_neither_late_nor_met() -> None:
    report = of()

    assert (report.went_in, report.days_late, report.is_late) == (None, None, False)


def test_one_late_document_moves_no_other_date() -> None:
    before = [one.due.on for one in standings(edition(), MONDAY, FRIDAY, None, {})]
    after = standings(edition(), MONDAY, FRIDAY, None, {"report.due": date(2010, 12, 31)})

    assert before == [one.due.on for one in after]


def test_feedback_runs_from_the_day_the_draft_was_received() -> None:
    known = {one.due.id for one in standings(edition(), MONDAY, FRIDAY, None, {})}

    assert "report.feedback" not in known
    assert of("report.feedback", draft_received=date(2010, 2, 26)).due.on == date(2010, 3, 12)


@pytest.mark.proves("PQCR-91", "DISC-05")
def test_the_states_holidays_move_its_feedback() -> None:
    rules = edition()
    holidays = rules.parameter("calendar.holidays").model_copy(update={"value": ("2010-03-31",)})
    others = [one for one in rules.parameters if one.id != holidays.id]
    moved = rules.model_copy(update={"parameters": (*others, holidays)})
    received = date(2010, 3, 26)

    due = {
        one.due.id: one.due.on for one in standings(moved, MONDAY, FRIDAY, received, submitted={})
    }

    assert due["report.feedback"] == date(2010, 4, 12)
    assert of("report.feedback", draft_received=received).due.on == date(2010, 4, 9)


def test_a_draft_that_the_on_site_days_moved_past_counts_for_nothing() -> None:
    without = standings(edition(), MONDAY, FRIDAY, None, {})

    assert standings(edition(), MONDAY, FRIDAY, MONDAY, {}) == without


def test_a_date_says_what_it_is_counted_from_by_its_label() -> None:
    assert of().because == "last day of the PQCR + 2 months"
    assert of("csa.due").because.endswith("Report due + 6 months")


def test_a_protocol_without_dates_has_none() -> None:
    assert standings(edition(DURHAM, OSRI), MONDAY, FRIDAY, date(2010, 2, 26), {}) == []


def test_what_is_not_on_the_chain_changes_nothing() -> None:
    assert standings(edition(), MONDAY, FRIDAY, None, {"budget": FRIDAY}) == standings(
        edition(), MONDAY, FRIDAY, None, {}
    )


def test_dates_beyond_the_calendar_cannot_be() -> None:
    with pytest.raises(ImpossibleDateError):
        standings(edition(), date(9999, 12, 27), date(9999, 12, 31), None, {})


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 30))
def test_every_week_has_its_dates(first: date, days: int) -> None:
    found = standings(edition(), first, first + timedelta(days=days), None, {})

    assert {"report.draft", "report.due", "csa.due", "sip.due"} <= {one.due.id for one in found}
