"""Which forms have begun and which are finished; no row holds an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.tool import AnswersCompleted, AnswersSaved, Chosen
from concord_review.answer_sheet.projection import ANSWER_SHEET

from tests.support import forms
from tests.support.reviews import REVIEW, booked, team
from tests.support.rows import Keeping
from tests.support.site import made

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

SAVED = AnswersSaved(
    review=REVIEW,
    session="session-1",
    tool="c" * 64,
    chosen=(Chosen(question="seen", codes=("yes",)),),
)
COMPLETED = AnswersCompleted(review=REVIEW, session="session-1", tool="c" * 64)


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "review", ANSWER_SHEET, new_agency)


async def standing(keep: Keeping, *facts: Any) -> list[tuple[str, bool]]:
    return [(one["session"], one["complete"]) for one in (await keep(*facts))["form"]]


async def test_a_form_begins_with_its_first_answers_and_is_finished_once_said(
    keep: Keeping,
) -> None:
    assert await standing(keep, team(), booked(1)) == []
    assert await standing(keep, team(), booked(1), SAVED) == [("session-1", False)]
    assert await standing(keep, SAVED, COMPLETED) == [("session-1", True)]
    assert await standing(keep, SAVED, COMPLETED, SAVED) == [("session-1", False)]


async def test_no_row_holds_an_answer(keep: Keeping) -> None:
    kept = await keep(team(), booked(1), SAVED)

    assert {name for rows in kept.values() for row in rows for name in row} == {
        *("review", "session", "version", "complete", "team", "reviewer"),
    }


async def test_a_team_sees_how_far_its_forms_are_and_others_see_none(site: Site) -> None:
    one = await forms.with_a_form(site)
    forms.saved(await forms.save(one, one.peers[0], {"seen": "yes", "rating": 5}))
    made(await forms.complete(one, one.peers[1]))
    stranger = await one.invite("Elm Peerless")
    await site.read()

    listed = await one.peers[2].get("review", f"{one.where}/forms")

    assert listed.json() == {
        "current": True,
        "forms": [{"session": one.sessions[0], "version": 2, "complete": True}],
        "next": None,
    }
    assert (await stranger.get("review", f"{one.where}/forms")).json()["forms"] == []
