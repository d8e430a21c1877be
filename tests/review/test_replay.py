"""The replay over HTTP: any position, what changed there, and for whom what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.facts.vault import TextErased, TextRead
from concord_review.replay.projection import REPLAY

from tests.support import story
from tests.support.reviews import PEER, invited, opened, recorded
from tests.support.rows import Keeping
from tests.support.site import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster
    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio


@pytest.fixture
def keep(cluster: Cluster, new_agency: Callable[[], str]) -> Keeping:
    return Keeping(cluster, "review", REPLAY, new_agency)


def auditor(site: Site) -> Visitor:
    return site.enter("auditor-1", "auditor", home="ca-cdss")


async def replayed(who: Visitor, one: story.Story, **params: Any) -> dict[str, Any]:
    answer = await who.get("review", f"{one.where}/replay", **params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_rows_say_which_positions_are_of_which_review(keep: Keeping) -> None:
    kept = await keep(opened(), opened("pqcr-2"), invited(1, review="pqcr-2"), recorded(1))

    assert sorted((row["review"], row["position"]) for row in kept["step"]) == [
        ("pqcr-1", 1),
        ("pqcr-1", 4),
        ("pqcr-2", 2),
        ("pqcr-2", 3),
    ]


async def test_a_text_belongs_to_the_review_of_the_thing_it_is_about(keep: Keeping) -> None:
    read = TextRead(
        text="text-1", about="session-1", reader="reviewer-1", home=PEER, purpose="debrief"
    )
    erased = TextErased(text="text-2", subject="reviewer-9", reason="asked-for-by-subject")

    kept = await keep(opened(), recorded(1), read, erased)

    assert [row["position"] for row in kept["step"]] == [1, 2, 3]


async def test_facts_of_every_service_are_steps_in_their_order(site: Site) -> None:
    one = await story.finished(site)
    who = auditor(site)

    first = await replayed(who, one, at=1)
    names = [first["fact"]["name"]]
    while (after := (await replayed(who, one, at=first["fact"]["position"]))["after"]) is not None:
        first = await replayed(who, one, at=after)
        names.append(first["fact"]["name"])

    history = [one.name for one in await site.history()]
    expected = [name for name in history if not name.startswith("vault.")]
    assert [name for name in names if not name.startswith("vault.")] == expected
    assert {name.split(".")[0] for name in names} >= {"review", "scheduling", "reporting"}
    assert len(names) == first["steps"]


async def test_a_step_has_its_fact_and_what_it_changed(site: Site) -> None:
    one = await story.released(site)
    await site.read()
    released = [x for x in await site.history() if x.name == "scheduling.schedule-released.v1"]
    found = await replayed(auditor(site), one, at=released[0].position)

    assert found["fact"]["name"] == "scheduling.schedule-released.v1"
    assert found["fact"]["actor"].startswith("coordinator-1")
    assert len(found["fact"]["leaf"]) == 64
    assert '"n":"scheduling.schedule-released.v1"' in found["fact"]["entry"]
    changed = [section["id"] for section in found["state"] if section["changed"]]
    assert changed == ["steps", "week"]


async def test_a_position_between_two_steps_shows_the_one_before(site: Site) -> None:
    one, other = await story.opened(site), await story.opened(site)
    await one.plan()
    await site.read()
    who = auditor(site)
    opened_at = (await replayed(who, one, at=1))["fact"]["position"]
    others_at = (await replayed(who, other))["fact"]["position"]

    assert (await replayed(who, one, at=others_at))["fact"]["position"] == opened_at
    assert (await replayed(who, one, at=10**9))["fact"]["name"] == "review.focus-area-chosen.v2"


async def test_what_was_typed_is_never_in_a_replay(site: Site) -> None:
    one = await story.finished(site)
    who = auditor(site)
    last = await replayed(who, one)
    at: int | None = last["fact"]["position"]
    while at is not None:
        data = await who.get("review", f"{one.where}/replay", at=at)
        page = await who.page("review", f"{one.where}/replay", at=at)
        assert page.status_code == 200
        for typed in (story.NOTES, story.STATEMENT, *story.REASONS.values(), *story.NAMES):
            assert typed not in data.text + page.text
        at = data.json()["before"]


async def test_the_host_replays_nothing_that_was_heard(site: Site) -> None:
    one = await story.finished(site)
    host = await replayed(one.coordinator, one)

    assert host["left_out"]
    assert {section["id"] for section in host["state"]}.isdisjoint({"interviews", "themes"})
    steps = host["state"][0]["rows"]
    assert steps[-4]["cells"] == ["First interview recorded", None]
    assert (
        "not in your replay" in (await one.coordinator.page("review", f"{one.where}/replay")).text
    )


async def test_the_slider_without_a_script_leads_to_a_citable_address(site: Site) -> None:
    one = await story.drawn(site)
    who = auditor(site)

    answer = await who.page("review", f"{one.where}/replay", step=2)

    assert answer.status_code == 303
    second = (await replayed(who, one, at=1))["after"]
    assert answer.headers["location"].endswith(f"/replay?at={second}")


@pytest.mark.parametrize("role", ["reviewer", "observer", "manager", "site-lead"])
async def test_who_may_not_replay_finds_nothing(site: Site, role: str) -> None:
    one = await story.opened(site)
    await site.read()
    who = site.enter(f"{role}-9", role)

    refused(await who.get("review", f"{one.where}/replay"), 404, "door.not-found")


async def test_there_is_no_replay_of_a_review_that_is_not(site: Site) -> None:
    await story.opened(site)
    await site.read()

    refused(await auditor(site).get("review", "/pqcr-none/replay"), 404, "door.not-found")
