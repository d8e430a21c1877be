"""Rows of the plan: what happened, tasks, meetings, copies; each fact given once and twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.plan import (
    ElementCompleted,
    ElementReopened,
    HelpAnswered,
    HelpRequested,
    MeetingHeld,
    MeetingWithdrawn,
    PacketGiven,
    TaskAssigned,
    TaskDone,
    TaskReopened,
    TaskWaived,
)
from concord_contracts.facts.preparation import ToolGiven
from concord_contracts.facts.schedule import InterviewCancelled
from concord_review.plan_board.projection import PLAN_BOARD

from tests.support.reviews import FRIDAY, MONDAY, REVIEW, booked, opened, text, week
from tests.support.rows import Keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

DAY = date(2009, 12, 1)


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "review", PLAN_BOARD, new_agency)


async def test_the_plan_begins_with_the_review_and_has_the_days_of_its_week(keep: Keeping) -> None:
    (row,) = (await keep(opened(), week()))["plan"]

    assert (row["review"], row["first_day"], row["last_day"]) == (REVIEW, MONDAY, FRIDAY)
    assert row["opened_on"] == date(2009, 11, 2)


async def test_a_task_stands_as_it_was_last_said(keep: Keeping) -> None:
    given = TaskAssigned(review=REVIEW, task="iv.d.1", to="coordinator", due=DAY)
    done = TaskDone(review=REVIEW, task="iv.d.1", on=DAY, text=text())
    aside = TaskWaived(review=REVIEW, task="v.l.2", reason=text())
    again = TaskReopened(review=REVIEW, task="v.l.2")

    rows = {row["task"]: row for row in (await keep(given, done, aside, again))["task"]}

    first, second = rows["iv.d.1"], rows["v.l.2"]
    assert (first["party"], first["due"], first["standing"]) == ("coordinator", DAY, "done")
    assert first["said"] == text().model_dump_json()
    assert (second["standing"], second["said"]) == ("open", None)


async def test_meetings_elements_help_and_packets_keep_what_stands(keep: Keeping) -> None:
    held = [
        MeetingHeld(review=REVIEW, meeting=f"meeting-{n}", kind="planning", on=DAY) for n in (1, 2)
    ]
    gone = MeetingWithdrawn(review=REVIEW, meeting="meeting-2")
    ask = HelpRequested(review=REVIEW, request="request-1", topic="sample", on=DAY, text=text())
    answer = HelpAnswered(review=REVIEW, request="request-1", on=DAY, text=text("text-2"))
    complete = [
        ElementCompleted(review=REVIEW, element=one, on=DAY) for one in ("debriefs", "report")
    ]
    back = ElementReopened(review=REVIEW, element="report")
    packet = PacketGiven(review=REVIEW, on=MONDAY, contents=("tools",))

    rows = await keep(*held, gone, ask, answer, *complete, back, packet)

    assert [row["meeting"] for row in rows["meeting"]] == ["meeting-1"]
    assert [row["answered_on"] for row in rows["request"]] == [DAY]
    assert [(row["what"], row["id"]) for row in rows["happened"]] == [("element", "debriefs")]
    assert [row["contents"] for row in rows["packet"]] == [["tools"]]


async def test_a_booking_has_its_copy_and_is_gone_when_it_is_cancelled(keep: Keeping) -> None:
    copy = ToolGiven(review=REVIEW, session="session-1", digest="d" * 64, on=DAY)
    gone = InterviewCancelled(review=REVIEW, session="session-2", because="no-show")

    (row,) = (await keep(booked(1), booked(2), copy, gone))["booking"]

    assert (row["session"], row["given_on"]) == ("session-1", DAY)
