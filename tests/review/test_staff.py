"""The staff who are to be interviewed: by role, each marked prepared."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from concord_contracts.facts.sample import (
    IntervieweeListed,
    IntervieweePreparationWithdrawn,
    IntervieweePrepared,
)
from concord_kernel.testing import Given
from concord_review.staff.commands import ListInterviewee, PrepareInterviewees, WithdrawPreparation
from concord_review.staff.decide import STAFF
from concord_review.staff_list.projection import STAFF_LIST

from tests.support import story
from tests.support.reviews import REASON, REVIEW, context, opened, selected
from tests.support.reviews import text as ref
from tests.support.rows import Keeping
from tests.support.site import refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.servers import Cluster
    from tests.support.site import Site

staff = Given(STAFF, context())
DRAWN = (opened(), selected(1))
DAY = date(2010, 1, 12)
PREPARED = IntervieweePrepared(review=REVIEW, worker="worker-1", on=DAY)


def listing(worker: str = "worker-1", role: str = "supervisor", **more: object) -> ListInterviewee:
    return ListInterviewee(review=REVIEW, worker=worker, role=role, **more)


@pytest.mark.proves("PQCR-120")
def test_roles_are_those_of_the_rules() -> None:
    roles = ["social-worker", "probation-officer", "supervisor"]
    recorded = IntervieweeListed(review=REVIEW, worker="worker-1", role="supervisor")

    staff(*DRAWN).when(listing()).then(recorded)
    staff(*DRAWN, recorded).when(listing()).then()
    staff(*DRAWN).when(listing(role="director")).then_refused(
        "interviewee.unknown-role", roles=roles
    )


def test_only_who_is_listed_is_prepared() -> None:
    prepare = PrepareInterviewees(review=REVIEW, workers=("worker-1", "worker-1"), on=DAY)
    withdraw = WithdrawPreparation(review=REVIEW, worker="worker-1", reason=REASON)
    withdrawn = IntervieweePreparationWithdrawn(**withdraw.model_dump())

    staff(*DRAWN).when(prepare).then(PREPARED)
    staff(*DRAWN, PREPARED).when(prepare).then()
    staff(opened()).when(prepare).then_refused("interviewee.not-listed")
    staff(*DRAWN, PREPARED).when(withdraw).then(withdrawn)
    staff(*DRAWN, PREPARED, withdrawn).when(withdraw).then()
    staff().when(prepare).then_refused("review.unknown", review=REVIEW)


def test_somebody_who_carries_no_case_is_listed_by_name() -> None:
    name = ref("text-name", "directory")

    staff(*DRAWN).when(listing("worker-x", name=name)).then(
        IntervieweeListed(review=REVIEW, worker="worker-x", role="supervisor", name=name)
    )
    staff(*DRAWN).when(listing("worker-x")).then_refused("interviewee.not-listed")


@pytest.mark.anyio
async def test_whoever_carries_a_case_that_is_heard_is_listed(
    cluster: Cluster, new_agency: Callable[[], str]
) -> None:
    keep = Keeping(cluster, "review", STAFF_LIST, new_agency)

    kept = await keep(selected(1), selected(2, order=2, standing="backup"), PREPARED)

    assert [(each["worker"], each["standing"]) for each in kept["carried"]] == [
        ("worker-1", "selected"),
        ("worker-2", "backup"),
    ]
    assert [each["prepared_on"] for each in kept["interviewee"]] == [DAY, None]


@pytest.mark.anyio
@pytest.mark.proves("PQCR-120")
async def test_the_list_fills_with_the_draw_and_says_who_is_prepared(site: Site) -> None:
    one = await story.drawn(site)
    path = f"{one.where}/staff"
    listed = (await one.coordinator.get("review", path)).json()["interviewees"]
    first, second = [
        each["worker"] for each in listed if each["selected"] and each["role"] == "social-worker"
    ][:2]

    await one.post("review", "/staff/preparations", {"workers": [first], "on": "2010-01-12"})
    await one.post("review", f"/staff/{second}/role", {"role": "supervisor"})
    await one.post("review", "/staff", {"name": "Sage Overseer", "role": "supervisor"})
    refused(
        await one.coordinator.post(
            "review",
            f"{path}/preparations",
            {"workers": [first, "worker-nobody"], "on": "2010-01-12"},
        ),
        409,
        "interviewee.not-listed",
    )
    await site.read()

    shown = (await one.coordinator.get("review", path)).json()
    page = (await one.coordinator.page("review", path)).text
    roles = sorted(each["role"] for each in shown["interviewees"] if not each["backups"])
    assert roles == [*["probation-officer"] * 2, *["social-worker"] * 3, *["supervisor"] * 2]
    assert [each["prepared_on"] for each in shown["interviewees"] if each["worker"] == first] == [
        "2010-01-12"
    ]
    assert "Sage" not in str(shown)
    assert "Sage Overseer" in page
    assert "1 of 7 are prepared" in page
    assert "Standing by" in page
