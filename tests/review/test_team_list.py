"""The list of reviewers, who has signed, and the teams they form."""

from __future__ import annotations

from datetime import date
from operator import itemgetter
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.people import (
    FormerEmployeeAccepted,
    HostStaffTrained,
    ReviewerPartNoted,
    TeamsCompleted,
    TeamSizeSet,
    Tie,
    TiesDeclared,
    TrainingReported,
)
from concord_review.team_list.projection import TEAM_LIST

from tests.support import story
from tests.support.reviews import PEER, invited, member, signed, team, withdrawn
from tests.support.rows import Keeping

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster
    from tests.support.site import Site

pytestmark = pytest.mark.anyio

UNPREPARED = {
    "is_former": False,
    "accepted_on": None,
    "trained_by": None,
    "trained_on": None,
    "reported_on": None,
    "ties_told": False,
    "represents": None,
    "knowledge": None,
    "days": None,
}
NOBODY = {"review": "pqcr-1", "home": PEER, "signed_on": None} | UNPREPARED


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "review", TEAM_LIST, new_agency)


async def test_an_invited_reviewer_has_not_signed(keep: Keeping) -> None:
    assert await keep(invited(1)) == {
        "member": [],
        "reviewer": [NOBODY | {"reviewer": "reviewer-1"}],
        "team": [],
        "tie": [],
        "composition": [],
    }


async def test_what_was_said_of_all_teams_stands_until_it_is_said_anew(keep: Keeping) -> None:
    said = TeamsCompleted(review="pqcr-1", teams=("team-1",), kinds=("other",))
    size = TeamSizeSet(review="pqcr-1", least=2, most=3)
    days = ReviewerPartNoted(review="pqcr-1", reviewer="reviewer-1", days=3)

    kept = await keep(invited(1), days, said, size, size.model_copy(update={"most": 4}))

    assert kept["reviewer"][0]["days"] == 3
    (together,) = kept["composition"]
    assert (together["least"], together["most"]) == (2, 4)
    assert (together["teams"], together["kinds"], together["knowledge"]) == (
        ["team-1"],
        ["other"],
        [],
    )


async def test_a_signature_shows_its_day_until_it_is_withdrawn(keep: Keeping) -> None:
    signing = (invited(1), invited(2), signed(1), signed(2))
    day = {"signed_on": date(2010, 1, 11)}

    assert (await keep(*signing))["reviewer"] == [
        NOBODY | day | {"reviewer": "reviewer-1"},
        NOBODY | day | {"reviewer": "reviewer-2"},
    ]
    assert (await keep(*signing, withdrawn(1)))["reviewer"] == [
        NOBODY | {"reviewer": "reviewer-1"},
        NOBODY | day | {"reviewer": "reviewer-2"},
    ]


async def test_staff_of_the_host_is_prepared_step_by_step(keep: Keeping) -> None:
    who = {"review": "pqcr-1", "reviewer": "reviewer-1"}
    day = date(2009, 12, 10)
    former = invited(1).model_copy(update={"formerly_of_host": True, "represents": "other"})
    steps = (
        former,
        FormerEmployeeAccepted(**who, on=day),
        HostStaffTrained(**who, by="training-academy", on=day),
        TrainingReported(**who, on=day),
    )
    tied = [
        TiesDeclared(**who, ties=(Tie(kind="supervises", case=case, worker="worker-1"),))
        for case in ("case-1", "case-2")
    ]

    kept = await keep(*steps, *tied)
    trained_anew = await keep(*steps, HostStaffTrained(**who, by="county-consultant", on=day))

    (reviewer,) = kept["reviewer"]
    assert reviewer == NOBODY | {
        "reviewer": "reviewer-1",
        "is_former": True,
        "accepted_on": day,
        "trained_by": "training-academy",
        "trained_on": day,
        "reported_on": day,
        "ties_told": True,
        "represents": "other",
        "knowledge": None,
    }
    assert kept["tie"] == [who | {"kind": "supervises", "case_id": "case-2"}]
    assert trained_anew["reviewer"][0]["reported_on"] is None


async def test_members_stand_with_their_roles(keep: Keeping) -> None:
    two = (member(1, "interviewer"), member(2, "timekeeper", "recorder"))

    assert (await keep(invited(1), invited(2), team(members=two)))["member"] == [
        {
            "review": "pqcr-1",
            "team": "team-1",
            "reviewer": "reviewer-1",
            "roles": ["interviewer"],
        },
        {
            "review": "pqcr-1",
            "team": "team-1",
            "reviewer": "reviewer-2",
            "roles": ["timekeeper", "recorder"],
        },
    ]


async def test_teams_are_numbered_as_they_were_formed_in_their_review(keep: Keeping) -> None:
    teams = (team("team-b"), team("team-a"), team("team-c", review="pqcr-2"))

    kept = sorted((await keep(*teams))["team"], key=itemgetter("review", "number"))

    assert [(one["team"], one["number"]) for one in kept] == [
        ("team-b", 1),
        ("team-a", 2),
        ("team-c", 1),
    ]


async def test_the_screen_shows_reviewers_and_teams(site: Site) -> None:
    one = await story.drawn(site)
    await one.form_team()
    late = await one.invite("Dogwood Peerless", home="ca-alameda", signs=False)
    await site.read()

    shown = (await one.coordinator.get("review", f"{one.where}/teams")).json()
    shown |= (await one.coordinator.get("review", f"{one.where}/reviewers")).json()

    homes = [(person["home"], person["signed_on"]) for person in shown["reviewers"]]
    assert homes == [("ca-alameda", None)] + [(PEER, "2010-01-11")] * 3
    assert shown["reviewers"][0]["reviewer"] == one.id_of(late)
    (formed,) = shown["teams"]
    assert formed["team"] == one.team
    assert {person["roles"][0] for person in formed["members"]} == set(story.ROLES)


async def test_names_are_on_the_page_and_not_in_the_data(site: Site) -> None:
    one = await story.drawn(site)
    await one.form_team()
    await site.read()

    page = await one.coordinator.page("review", f"{one.where}/teams")
    data = await one.coordinator.get("review", f"{one.where}/teams")

    assert all(name in page.text for name in story.NAMES)
    assert "Peerless" not in data.text


async def test_names_are_in_the_vault_and_not_in_the_log(site: Site) -> None:
    one = await story.drawn(site)
    await one.form_team()

    said = "".join(envelope.data for envelope in await site.history())

    assert "Peerless" not in said
    assert "SC-0" not in said
    assert "move too often" not in said
