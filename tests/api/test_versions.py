"""What is shown has a version; who has it is sent nothing, and a command may insist on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid5

import pytest
from concord_kernel import clock
from concord_kernel.web.versions import TAG, tag

from tests.support import story
from tests.support.site import facts, made, refused

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site, Visitor

pytestmark = pytest.mark.anyio

WEEK = {"first_day": "2010-01-25", "last_day": "2010-01-29"}
FOCUS = {"focus_area": "placement-stability", "reasons": story.REASONS, "criteria": story.CRITERIA}


def version(answer: httpx2.Response) -> int:
    found = TAG.fullmatch(answer.headers["etag"])
    assert found
    return int(found[1])


async def send(
    who: Visitor, service: str, path: str, body: Any = None, **headers: str
) -> httpx2.Response:
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    return await who.api("POST", service, path, json=body or {}, headers=said)


async def test_a_version_is_that_of_the_thing_s_own_stream(site: Site) -> None:
    done = await story.finished(site)
    shown = (
        (done.coordinator, "review", "", f"review-{done.review}"),
        (done.coordinator, "scheduling", "/schedule", f"schedule-{done.review}"),
        (done.coordinator, "reporting", "/dates", f"report-{done.review}"),
        (done.coordinator, "reporting", "/outline", f"report-{done.review}"),
        (done.coordinator, "review", f"/themes/{done.themes[0]}", f"theme-{done.themes[0]}"),
        (done.peers[0], "review", f"/themes/{done.themes[0]}", f"theme-{done.themes[0]}"),
    )
    log = await site.history()

    for who, service, path, stream in shown:
        answer = await who.get(service, done.where + path)
        assert answer.status_code == 200
        assert version(answer) == max(one.version for one in log if one.stream == stream)


async def test_who_has_it_is_sent_nothing(site: Site) -> None:
    done = await story.finished(site)
    for service, path in (("review", ""), ("scheduling", "/schedule"), ("reporting", "/dates")):
        first = await done.coordinator.get(service, done.where + path)
        for had in (first.headers["etag"], f'"1", W/{first.headers["etag"]}'):
            again = await done.coordinator.api(
                "GET", service, done.where + path, headers={"If-None-Match": had}
            )
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == first.headers["etag"]


async def test_what_other_streams_changed_is_sent_anew(site: Site) -> None:
    one = await story.drawn(site)
    first = await one.coordinator.get("review", one.where)
    await one.form_team()
    await site.read()

    again = await one.coordinator.api(
        "GET", "review", one.where, headers={"If-None-Match": first.headers["etag"]}
    )

    assert again.status_code == 200
    assert version(again) == version(first)
    assert again.headers["etag"] != first.headers["etag"]


async def test_a_command_is_taken_at_the_version_it_expects(site: Site) -> None:
    one = await (await story.opened(site)).plan()
    await site.read()
    seen = await one.coordinator.get("scheduling", f"{one.where}/schedule")

    taken = await send(
        one.coordinator,
        "scheduling",
        f"{one.where}/event-week",
        WEEK,
        If_Match=seen.headers["etag"],
    )

    assert made(taken)["position"] > 0
    assert version(seen) == 0


async def test_of_two_who_saw_the_same_only_the_first_is_taken(site: Site) -> None:
    one = await (await story.opened(site)).set_week()
    await site.read()
    seen = (await one.coordinator.get("scheduling", f"{one.where}/schedule")).headers["etag"]
    path = f"{one.where}/event-week"
    made(
        await send(
            one.coordinator,
            "scheduling",
            path,
            WEEK | {"last_day": "2010-01-28"} | GONE,
            If_Match=seen,
        )
    )
    before = facts(await site.history())

    late = await send(one.coordinator, "scheduling", path, WEEK, If_Match=seen)

    said = refused(late, 412, "command.moved-meanwhile")
    assert late.headers["etag"] == tag(said["version"])
    assert facts(await site.history()) == before
    made(await send(one.coordinator, "scheduling", path, WEEK, If_Match=late.headers["etag"]))


GONE = {"overrides": [{"rule": "onsite.days-most", "reason": "A small county."}]}


async def test_a_repeat_gets_its_answer_though_the_thing_has_moved(site: Site) -> None:
    one = await (await story.opened(site)).plan()
    key = str(uuid5(clock.new_command_id(), "week"))
    asked = {"If_Match": tag(0), "Idempotency_Key": key}
    path = f"{one.where}/event-week"
    first = made(await send(one.coordinator, "scheduling", path, WEEK, **asked))

    again = made(await send(one.coordinator, "scheduling", path, WEEK, **asked))

    assert again == first | {"repeated": True}


@pytest.mark.parametrize(
    "bad", ["", "*", "3", '"v3"', '"3-xyz"', '"3", "4"', 'W/"3"', '"' + "9" * 10 + '"']
)
async def test_an_etag_that_is_none_of_ours_is_refused(site: Site, bad: str) -> None:
    one = await story.opened(site)

    answer = await send(one.coordinator, "review", f"{one.where}/focus-area", FOCUS, If_Match=bad)

    refused(answer, 400, "request.not-an-etag")


async def test_reading_takes_no_notice_of_what_is_for_commands(site: Site) -> None:
    one = await story.opened(site)
    await site.read()

    answer = await one.coordinator.api(
        "GET", "review", one.where, headers={"If-Match": "x", "Idempotency-Key": "x"}
    )

    assert answer.status_code == 200
