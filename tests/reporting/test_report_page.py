"""The report page: given these facts, this outline and this chain of dates; counts only."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.report import (
    DocumentSubmitted,
    DraftReceived,
    ReflectionsHeld,
    ReportOpened,
)
from concord_contracts.facts.theme import ThemeMerged, ThemeReopened, ThemeWithdrawn
from concord_reporting.report_page.projection import REPORT_PAGE

from tests.support import story
from tests.support.reviews import (
    FRIDAY,
    MONDAY,
    PQCR,
    REVIEW,
    agreed,
    drawn,
    edition,
    focus_area,
    opened,
    recorded,
    released,
    stratum,
    team,
    text,
)
from tests.support.rows import Keeping
from tests.support.site import made, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from concord_contracts.event import Event

    from tests.support.servers import Cluster
    from tests.support.site import House, Site

pytestmark = pytest.mark.anyio

EMPTY: dict[str, Any] = {
    "review": REVIEW,
    "edition": PQCR,
    "edition_digest": edition().digest(),
    "synthetic": True,
    "focus_area": None,
    "first_day": None,
    "last_day": None,
    "draft_received": None,
    "cases": 0,
    "teams": 0,
    "interviews": 0,
    "version": 0,
}
OPEN = ReportOpened(
    review=REVIEW,
    edition=PQCR,
    edition_digest=edition().digest(),
    first_day=MONDAY,
    last_day=FRIDAY,
)


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "reporting", REPORT_PAGE, new_agency)


async def test_a_review_has_a_page_before_its_report_opens(keep: Keeping) -> None:
    assert await keep(opened()) == {
        "chosen": [],
        "recorded": [],
        "report": [EMPTY],
        "submitted": [],
        "theme": [],
    }


async def test_what_happened_is_counted(keep: Keeping) -> None:
    kept = await keep(
        opened(),
        focus_area(),
        drawn(stratum("child-welfare", 3, 7, 3), stratum("probation", 2, 1, 1), backups=2),
        team(),
        released(),
        OPEN,
        recorded(1),
        recorded(2),
        DraftReceived(review=REVIEW, on=date(2010, 2, 26)),
    )

    assert kept["report"] == [
        EMPTY
        | {
            "focus_area": "placement-stability",
            "first_day": MONDAY,
            "last_day": FRIDAY,
            "draft_received": date(2010, 2, 26),
            "cases": 4,
            "teams": 1,
            "interviews": 2,
            "version": 9,
        }
    ]


async def test_a_theme_counts_where_it_was_agreed_last(keep: Keeping) -> None:
    kept = await keep(
        opened(),
        agreed(3),
        agreed(3, theme="theme-2", scope="system-wide"),
        agreed(3, theme="theme-2", heading="documentation"),
    )

    assert [(row["theme"], row["heading"], row["scope"]) for row in kept["theme"]] == [
        ("theme-1", "training-needs", "focus-area"),
        ("theme-2", "documentation", "focus-area"),
    ]


@pytest.mark.parametrize(
    "later",
    [
        ThemeReopened(review=REVIEW, theme="theme-1", round=2, reason=text()),
        ThemeWithdrawn(review=REVIEW, theme="theme-1", reason=text()),
        ThemeMerged(review=REVIEW, theme="theme-1", into="theme-2", reason=text()),
    ],
    ids=["discussed anew", "withdrawn", "merged"],
)
async def test_a_theme_that_is_agreed_no_more_does_not_count(keep: Keeping, later: Event) -> None:
    kept = await keep(opened(), agreed(3), agreed(3, theme="theme-2"), later)

    assert [row["theme"] for row in kept["theme"]] == ["theme-2"]


async def test_documents_have_the_day_they_went_in(keep: Keeping) -> None:
    went_in = DocumentSubmitted(review=REVIEW, document="report.due", on=date(2010, 4, 7))

    assert (await keep(opened(), went_in))["submitted"] == [
        {"review": REVIEW, "document": "report.due", "on_day": date(2010, 4, 7)}
    ]


async def test_a_session_that_looked_back_has_the_day_that_was_recorded_last(keep: Keeping) -> None:
    kept = await keep(opened(), *(looked_back(day) for day in (30, 31)))

    assert [(row["document"], row["on_day"]) for row in kept["submitted"]] == [
        ("reflections.session", date(2010, 3, 31))
    ]


def looked_back(day: int) -> ReflectionsHeld:
    return ReflectionsHeld(
        review=REVIEW,
        on=date(2010, 3, day),
        combined=False,
        invited=(),
        presented=True,
        **dict.fromkeys(("worked_well", "otherwise", "next_steps"), text()),
    )


async def test_dates_run_from_the_last_report_that_was_opened(keep: Keeping) -> None:
    later = OPEN.model_copy(update={"last_day": date(2010, 2, 5)})

    (row,) = (await keep(opened(), OPEN, later))["report"]

    assert row["last_day"] == date(2010, 2, 5)


async def test_rows_hold_no_session_no_case_and_no_voice() -> None:
    assert not [word for word in ("session", "case_id", "voices", "worker") if word in TABLES]


TABLES = REPORT_PAGE.tables


async def test_the_dates_of_santa_cruz_say_that_the_report_was_nine_days_late(site: Site) -> None:
    done = await story.finished(site)

    shown = (await done.coordinator.get("reporting", f"{done.where}/dates")).json()

    report = next(one for one in shown["dates"] if one["id"] == "report.due")
    assert (shown["edition"], shown["current"]) == (PQCR, True)
    assert (report["on"], report["went_in"], report["days_late"]) == (
        "2010-03-29",
        "2010-04-07",
        9,
    )
    waiting = [one for one in shown["dates"] if one["id"] != "report.due"]
    assert {(one["went_in"], one["days_late"]) for one in waiting} == {(None, None)}
    page = await done.coordinator.page("reporting", done.where)
    assert "Went in on Apr 7, 2010, 9 days late" in page.text


@pytest.mark.proves("PQCR-99")
async def test_the_outline_has_the_reports_sections_and_the_themes_under_each_heading(
    site: Site,
) -> None:
    done = await story.recorded(site)
    for side in ("improvement", "strength"):
        await agree_on(done, side)
    state = site.enter("consultant-1", "consultant", home="ca-cdss")
    await site.read()

    shown = (await done.coordinator.get("reporting", f"{done.where}/outline")).json()

    assert [one["code"] for one in shown["sections"]] == [
        "introduction",
        "methodology",
        "summary-of-practice",
        "observations-and-recommendations",
        "executive-summary",
    ]
    themes = {
        one["code"]: (
            *(one["focus-area"], one["system-wide"]),
            *(one["strengths"], one["improvements"]),
        )
        for one in shown["headings"]
    }
    assert next(iter(themes)) == "strengths-and-promising-practices"
    assert themes.pop("training-needs") == (2, 0, 1, 1)
    assert set(themes.values()) == {(0, 0, 0, 0)}
    draft = (await state.page("reporting", f"{done.where}/draft")).text
    first, heading = (draft.index(one) for one in ("Strengths and Promising", "Training Needs"))
    of_heading = draft[heading:]
    places = [of_heading.index(one) for one in ("<h4>Strengths", "<h4>Areas needing improvement")]
    assert first < heading
    assert places == sorted(places)


async def agree_on(one: story.Story, side: str) -> None:
    """A theme of one side, heard in every session, proposed, coded and agreed."""
    statement = f"Something that is a {side}."
    theme = await story.propose(one, side=side, statement=statement)
    for peer in one.peers[1:]:
        await story.code(one, theme, peer)
    await story.reveal(one, theme)
    made(await one.peers[0].post("review", f"{one.where}/themes/{theme}/agreement"))


async def test_before_the_event_week_is_over_the_outline_counts_nothing_for_the_host_county(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = await story.finished(site)
    state = site.enter("consultant-2", "consultant", home="ca-cdss")
    outline = f"{done.where}/outline"
    monkeypatch.setattr("concord_kernel.clock.is_over", lambda day: day.year < 2010)

    host = (await done.coordinator.get("reporting", outline)).json()["headings"]
    inside = (await state.get("reporting", outline)).json()["headings"]
    page = (await done.coordinator.page("reporting", done.where)).text

    assert {(one["focus-area"], one["system-wide"]) for one in host} == {(None, None)}
    assert sum(one["focus-area"] for one in inside) == 1
    assert "Not before the event week is over" in page
    assert "Interviews held: not told before the event week is over" in page


async def test_the_report_tells_the_host_county_nothing_of_who_said_what(site: Site) -> None:
    done = await story.finished(site)

    for path in ("/dates", "/outline"):
        answer = await done.coordinator.get("reporting", done.where + path)
        for hidden in (*done.sessions, *done.cases, *done.themes, story.STATEMENT, "voices"):
            assert hidden not in answer.text


async def test_before_the_release_no_date_runs(site: Site) -> None:
    one = await story.drawn(site)

    shown = await one.coordinator.get("reporting", f"{one.where}/dates")

    assert shown.json()["dates"] == []


async def test_a_review_that_is_not_there_has_no_page(site: Site) -> None:
    await site.read()
    who = site.enter("coordinator-1", "coordinator")

    for path in ("/dates", "/outline"):
        refused(await who.get("reporting", f"/pqcr-none{path}"), 404, "door.not-found")


async def test_a_protocol_without_report_or_dates_has_neither(
    all_services: House, new_agency: Callable[[], str]
) -> None:
    site = await all_services.join(new_agency().replace("ca-", "nc-", 1))
    one = await story.durham(site)
    await site.read()

    outline = (await one.coordinator.get("reporting", f"{one.where}/outline")).json()
    dates = (await one.coordinator.get("reporting", f"{one.where}/dates")).json()
    page = await one.coordinator.page("reporting", one.where)

    assert (outline["sections"], outline["headings"], dates["dates"]) == ([], [], [])
    assert "The rules of this review set no due dates." in page.text
