"""An invitation: one link, one person, one password, once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.accounts import Entrance
from tests.support.door import browser, new_account

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from concord_kernel.people import Account

    from tests.support.door import Browser
    from tests.support.servers import Cluster
    from tests.support.site import House

pytestmark = pytest.mark.anyio

CHOSEN = "eleven slow otters hum"


@pytest.fixture
async def invited(all_services: House) -> Account:
    return await new_account(all_services, password="")


@pytest.fixture
async def code(all_services: House, invited: Account) -> str:
    return await all_services.people.invitations.invite(invited.id)


@pytest.fixture
async def visitor(all_services: House) -> AsyncGenerator[Browser]:
    async with browser(all_services) as visitor:
        yield visitor


async def accept(visitor: Browser, code: str, password: str = CHOSEN, again: str = "") -> int:
    answer = await visitor.send(
        "/door/invitation", code=code, password=password, again=again or password
    )
    return answer.status_code


async def test_the_invited_person_chooses_a_password_and_is_inside(
    all_services: House, visitor: Browser, invited: Account, code: str
) -> None:
    page = await visitor.get(f"/door/invitation?code={code}")
    assert page.status_code == 200
    assert invited.name in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"

    assert await accept(visitor, code) == 303

    assert (await visitor.get("/door/api/v1/session")).json()["account"] == invited.id
    async with browser(all_services) as later:
        assert (await later.sign_in(invited.name, CHOSEN)).status_code == 303


async def test_an_invitation_works_once_also_when_several_use_it_at_once(
    all_services: House, code: str
) -> None:
    async def use() -> int:
        async with browser(all_services) as one:
            return await accept(one, code)

    assert sorted(await asyncio.gather(*(use() for _ in range(4)))) == [303, 404, 404, 404]
    assert await use() == 404


async def test_an_invitation_ends(
    all_services: House, visitor: Browser, invited: Account, cluster: Cluster
) -> None:
    code = await all_services.people.invitations.invite(invited.id, timedelta(seconds=0))

    page = await visitor.get(f"/door/invitation?code={code}")

    assert page.status_code == 404
    assert "not valid any more" in page.text
    assert invited.name not in page.text
    assert await accept(visitor, code) == 404
    owner = Entrance(
        all_services.people,
        all_services.office("door").sessions,
        cluster.owned("concord_people"),
    )
    kept = await owner.asked("select id from people.invitation where account = %s", invited.id)
    assert code not in str(kept)


async def test_a_newer_invitation_takes_the_place_of_an_older_one(
    all_services: House, visitor: Browser, invited: Account, code: str
) -> None:
    newer = await all_services.people.invitations.invite(invited.id)

    assert await accept(visitor, code) == 404
    assert await accept(visitor, newer) == 303


async def test_an_invitation_to_a_closed_account_is_nobodys(
    all_services: House, visitor: Browser, invited: Account, code: str
) -> None:
    await all_services.people.accounts.close(invited.id)

    assert await accept(visitor, code) == 404


@pytest.mark.parametrize("code", ["", "rubbish", "\0", "é", "' or true --", "x" * 200])
async def test_a_code_that_was_never_given_out_is_nobodys(visitor: Browser, code: str) -> None:
    page = await visitor.get("/door/invitation", params={"code": code})

    assert page.status_code == 404
    assert await accept(visitor, code) == 404


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("tiny wren", "", "at least 15 characters"),
        ("a" * 300, "", "256 characters"),
        ("abababababababab", "", "first that are guessed"),
        ("robin test robin", "", "first that are guessed"),
        (CHOSEN, "something else entirely", "not the same"),
    ],
)
async def test_an_unfit_password_is_refused_and_the_invitation_still_holds(
    visitor: Browser, code: str, password: str, again: str, said: str
) -> None:
    answer = await visitor.send(
        "/door/invitation", code=code, password=password, again=again or password
    )

    assert answer.status_code == 422
    assert said in answer.text
    assert password not in answer.text
    assert await accept(visitor, code) == 303


async def test_accepting_ends_every_earlier_session(
    all_services: House, visitor: Browser, invited: Account, code: str
) -> None:
    before = await all_services.people.signed_in.start(invited.id)

    await accept(visitor, code)

    (left,) = await all_services.people.signed_in.of(invited.id)
    assert left.id != before.session.id


async def test_a_form_of_another_site_accepts_nothing(all_services: House, code: str) -> None:
    async with browser(all_services, **{"Sec-Fetch-Site": "cross-site"}) as elsewhere:
        assert await accept(elsewhere, code) == 403
