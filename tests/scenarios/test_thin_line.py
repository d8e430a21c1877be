"""One review from its focus area to its due dates, and another agency's beside it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from concord_contracts.event import canonical_json
from concord_demo import durham, santa_cruz
from concord_demo.cast import Cast
from concord_demo.check import check
from concord_kernel import clock
from concord_kernel.bus.address import Address, connected

from tests.support.asyncapi import validator_for
from tests.support.logs import history

if TYPE_CHECKING:
    import httpx2
    from concord_demo.stage import Stage

pytestmark = pytest.mark.xdist_group("scenarios")

Told = tuple[santa_cruz.Story, durham.Story]


def new_cast(stage: Stage, http: httpx2.Client) -> Cast:
    """Lets people in for another telling of a story."""
    return Cast(http, stage.passwords, str(clock.new_command_id()))


def test_the_demonstration_comes_out_as_it_should(stage: Stage, told: Told) -> None:
    check(stage, told)


def test_all_three_services_recorded_facts_of_the_review(stage: Stage, told: Told) -> None:
    log = history(stage, santa_cruz.AGENCY)
    names = [one.name for one in log if told[0].review in one.data]

    assert {"review", "scheduling", "reporting"} <= {name.split(".")[0] for name in names}
    assert names.count("review.interview-recorded.v1") == len(told[0].sessions)


def test_the_policy_opened_the_report_once_and_because_of_the_release(
    stage: Stage, told: Told
) -> None:
    log = [one for one in history(stage, santa_cruz.AGENCY) if told[0].review in one.data]
    released = [one for one in log if one.name == "scheduling.schedule-released.v1"]
    opened = [one for one in log if one.name == "reporting.report-opened.v1"]

    assert len(released) > 1
    assert [one.causation for one in opened] == [released[0].id]


def test_each_log_is_dense_and_knows_nothing_of_the_other(stage: Stage, told: Told) -> None:
    for agency, other in ((santa_cruz.AGENCY, told[1].review), (durham.AGENCY, told[0].review)):
        log = history(stage, agency)

        assert [one.position for one in log] == list(range(1, len(log) + 1))
        assert not [one for one in log if other in one.data or other in one.stream]


@pytest.mark.usefixtures("told")
def test_no_fact_holds_a_text_that_somebody_typed(stage: Stage) -> None:
    log = history(stage, santa_cruz.AGENCY)

    assert not [one.name for one in log if "Synthetic" in one.data or "SYN-" in one.data]


@pytest.mark.usefixtures("told")
def test_every_message_on_the_bus_is_what_the_asyncapi_document_says(stage: Stage) -> None:
    async def check_all() -> int:
        seed = stage.deployment.secrets.bus.seed("relay")
        address = Address(servers=(stage.deployment.nats.url,), user="relay", seed=seed)
        async with connected(address) as bus:
            stream = bus.jetstream()
            last = (await stream.stream_info("FACTS")).state.last_seq
            for number in range(1, last + 1):
                message = await stream.get_msg("FACTS", seq=number)
                body = message.data or b""
                name = json.loads(body)["name"]
                validator_for(name).check(message.subject or "", message.headers or {}, body)
        return last

    assert asyncio.run(check_all()) > 100


@pytest.mark.usefixtures("told")
def test_the_bus_carries_the_whole_log_and_every_byte_of_it(stage: Stage) -> None:
    async def carried() -> dict[int, str]:
        seed = stage.deployment.secrets.bus.seed("relay")
        address = Address(servers=(stage.deployment.nats.url,), user="relay", seed=seed)
        found: dict[int, str] = {}
        async with connected(address) as bus:
            stream = bus.jetstream()
            for number in range(1, (await stream.stream_info("FACTS")).state.last_seq + 1):
                body = json.loads((await stream.get_msg("FACTS", seq=number)).data or b"")
                if body["agency"] == santa_cruz.AGENCY:
                    found[body["position"]] = canonical_json(body["data"])
        return found

    log = history(stage, santa_cruz.AGENCY)

    assert asyncio.run(carried()) == {one.position: one.data for one in log}


def test_a_second_copy_of_each_process_serves_as_well(stage: Stage, told: Told) -> None:
    added = [
        stage.deployment.add("relay"),
        *(stage.deployment.add(command, "review") for command in ("read", "serve")),
    ]
    try:
        with stage.visit() as http:
            again = durham.Story(new_cast(stage, http))
            for step in durham.steps(again, told[0]):
                step()
    finally:
        for name in added:
            stage.deployment.remove(name)
