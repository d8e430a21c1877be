"""The ready-made people of a demonstration, as whom anybody may look around."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.accounts import PASSWORD
from tests.support.door import browser, new_account

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.support.door import Browser
    from tests.support.site import House

pytestmark = pytest.mark.anyio


@pytest.fixture
async def visitor(all_services: House) -> AsyncGenerator[Browser]:
    async with browser(all_services) as visitor:
        yield visitor


def ready_made(house: House, accounts: list[dict[str, str]]) -> None:
    file = house.office("door").settings.demo
    assert file is not None
    file.write_text(json.dumps(accounts), encoding="utf-8")


@pytest.fixture
async def demonstration(all_services: House) -> AsyncGenerator[dict[str, str]]:
    account = await new_account(all_services)
    one = {
        "label": "Coordinator <of> the county",
        "sees": "The whole review.",
        "name": account.name,
        "password": PASSWORD,
        "to": "/review/ca-here/reviews?at=1&x=2",
    }
    ready_made(all_services, [one])
    yield one
    file = all_services.office("door").settings.demo
    assert file is not None
    file.unlink()


async def test_a_demonstration_shows_its_people_and_one_button_lets_in(
    visitor: Browser, demonstration: dict[str, str]
) -> None:
    page = await visitor.get("/door/")

    assert "Coordinator &lt;of&gt; the county" in page.text
    assert demonstration["name"] in page.text
    assert PASSWORD not in page.text

    answer = await visitor.send("/door/sign-in/as", name=demonstration["name"])

    assert (answer.status_code, answer.headers["location"]) == (303, demonstration["to"])
    assert visitor.token


async def test_nobody_else_is_let_in_by_the_demonstration(
    all_services: House, visitor: Browser, demonstration: dict[str, str]
) -> None:
    other = await new_account(all_services)

    assert (await visitor.send("/door/sign-in/as", name=other.name)).status_code == 404
    async with browser(all_services, **{"Sec-Fetch-Site": "cross-site"}) as elsewhere:
        refused = await elsewhere.send("/door/sign-in/as", name=demonstration["name"])
        assert refused.status_code == 403


async def test_where_nothing_is_demonstrated_nobody_is_let_in_so(
    all_services: House, visitor: Browser
) -> None:
    account = await new_account(all_services)

    page = await visitor.get("/door/")
    answer = await visitor.send("/door/sign-in/as", name=account.name)

    assert "Look around" not in page.text
    assert answer.status_code == 404
