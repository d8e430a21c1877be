"""Recording what was received and submitted, over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.report import DocumentSubmitted, DraftReceived
from concord_kernel import clock

from tests.support import story
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

APRIL = {"on": "2010-04-07"}


async def with_report(site: Site) -> story.Story:
    """A review whose report is open."""
    one = await story.released(site)
    await site.read()
    return one


async def test_county_and_state_record_when_a_document_went_in(site: Site) -> None:
    one = await with_report(site)
    consultant = site.enter("consultant-1", "consultant", home="ca-cdss")

    made(await one.coordinator.post("reporting", f"{one.where}/documents/report.due", APRIL))
    made(await consultant.post("reporting", f"{one.where}/draft-received", {"on": "2010-02-26"}))

    history = await site.history()
    assert facts(history)[-2:] == [DocumentSubmitted.NAME, DraftReceived.NAME]
    assert history[-1].actor == consultant.actor


async def test_the_states_feedback_is_due_ten_working_days_after_the_draft(site: Site) -> None:
    one = await with_report(site)
    said = await one.post("reporting", "/draft-received", {"on": "2010-02-26"})
    await site.bring_up("reporting")

    shown = await one.coordinator.get("reporting", f"{one.where}/dates", at=said["position"])

    feedback = next(date for date in shown.json()["dates"] if date["id"] == "report.feedback")
    assert (feedback["on"], shown.json()["current"]) == ("2010-03-12", True)


async def test_a_day_sent_twice_under_one_key_is_recorded_once(site: Site) -> None:
    one, key = await with_report(site), str(clock.new_command_id())
    path = f"{one.where}/documents/report.due"

    first = made(await one.coordinator.post("reporting", path, APRIL, key=key))
    again = made(await one.coordinator.post("reporting", path, APRIL, key=key))
    other = await one.coordinator.post("reporting", path, {"on": "2010-04-08"}, key=key)

    assert again == first | {"repeated": True}
    refused(other, 422, "command.id-used-for-another")
    assert facts(await site.history()).count(DocumentSubmitted.NAME) == 1


async def test_the_same_day_again_is_taken_and_recorded_once(site: Site) -> None:
    one = await with_report(site)
    path = f"{one.where}/documents/report.due"

    positions = [
        made(await one.coordinator.post("reporting", path, APRIL))["position"] for _ in range(2)
    ]

    assert positions[0] == positions[1] == (await site.history())[-1].position


async def test_another_day_for_the_same_document_is_refused_with_the_first(site: Site) -> None:
    one = await with_report(site)
    path = f"{one.where}/documents/report.due"
    made(await one.coordinator.post("reporting", path, APRIL))

    answer = await one.coordinator.post("reporting", path, {"on": "2010-04-08"})

    said = refused(answer, 409, "report.already-submitted")
    assert said["title"] == "This document went in on April 7, 2010 already."


async def test_only_documents_of_the_chain_of_dates_go_in(site: Site) -> None:
    one = await with_report(site)

    answer = await one.coordinator.post("reporting", f"{one.where}/documents/budget", APRIL)

    refused(answer, 409, "report.unknown-document")


async def test_nothing_goes_in_before_the_report_is_open(site: Site) -> None:
    one = await story.drawn(site)

    for path in ("/draft-received", "/documents/report.due"):
        answer = await one.coordinator.post("reporting", one.where + path, APRIL)
        refused(answer, 409, "report.not-open")


async def test_a_draft_is_not_received_before_the_last_on_site_day(site: Site) -> None:
    one = await with_report(site)

    answer = await one.coordinator.post(
        "reporting", f"{one.where}/draft-received", {"on": "2010-01-28"}
    )

    said = refused(answer, 409, "report.draft-before-the-last-day")
    assert (
        said["title"] == "No draft can be received before the last on-site day, January 29, 2010."
    )


async def test_on_site_days_beyond_the_calendar_are_answered_in_words(site: Site) -> None:
    one = await story.drawn(site)
    await one.form_team()
    week = {"first_day": "9999-12-27", "last_day": "9999-12-31"}
    await one.post("scheduling", "/event-week", week)
    await one.post("scheduling", "/interviews", one.booking(0, on="9999-12-27"))
    await one.release()
    await site.read()

    answer = await one.coordinator.get("reporting", f"{one.where}/dates")

    refused(answer, 409, "dates.outside-the-calendar")


@pytest.mark.proves("PQCR-92", "DISC-01")
async def test_a_notice_of_the_state_replaces_the_date_by_a_recorded_fact(site: Site) -> None:
    one = await with_report(site)
    notice = {"on": "2010-05-03", "source": "The notice of the triennial cycle, page 4."}

    await one.post("reporting", "/due-dates/report.due", notice)
    await site.bring_up("reporting")

    shown = (await one.coordinator.get("reporting", f"{one.where}/dates")).json()
    due = next(date for date in shown["dates"] if date["id"] == "report.due")
    assert (due["on"], due["stated"], due["recorded"]) == ("2010-05-03", "2010-03-29", True)
    assert "triennial" not in (await site.history())[-1].data
    page = (await one.coordinator.page("reporting", one.where)).text
    assert "The rules give" in page
