"""Accounts: made once, opened by one password, kept as nothing that opens them."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from concord_kernel.people import (
    AccountUnknownError,
    NameTakenError,
    NewAccount,
    NotVerifiedError,
    TooManyAttemptsError,
    UnfitPasswordError,
    passwords,
)
from concord_kernel.people.bearer import hash_of
from concord_kernel.people.throttle import PER_ADDRESS, PER_NAME
from pydantic import ValidationError

from tests.support.accounts import PASSWORD, Entrance, open_entrance

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tests.support.servers import Cluster

pytestmark = pytest.mark.anyio

KEPT = "select password from people.account where id = %s"


def new_name() -> str:
    return f"user-{secrets.token_hex(6)}"


def test_who_is_unknown_is_checked_for_as_long_as_who_is_known() -> None:
    assert not passwords.is_outdated(passwords.NOBODYS)


@pytest.fixture
async def entrance(cluster: Cluster) -> AsyncGenerator[Entrance]:
    async with open_entrance(cluster) as entrance:
        yield entrance


async def test_an_account_is_found_by_its_id_and_its_name(entrance: Entrance) -> None:
    made = await entrance.account(home="ca-there")
    accounts = entrance.people.accounts

    assert await accounts.of(made.id) == await accounts.named(made.name.upper()) == made
    assert made in await accounts.all()
    assert made.id.startswith("person-")
    assert (made.home, made.has_password, made.closed_at) == ("ca-there", True, None)


async def test_an_operator_may_choose_the_id(entrance: Entrance) -> None:
    actor = f"coordinator-{secrets.token_hex(4)}"
    new = NewAccount(name=actor, display="Robin", home="ca-here", actor=actor)

    assert (await entrance.people.accounts.create(new)).id == actor


@pytest.mark.parametrize("same", ["name", "actor"])
async def test_a_name_and_an_id_are_given_once(entrance: Entrance, same: str) -> None:
    made = await entrance.account()
    taken = made.name if same == "name" else made.id
    other = {"name": secrets.token_hex(4), "actor": f"person-{secrets.token_hex(4)}", same: taken}

    with pytest.raises(NameTakenError):
        await entrance.people.accounts.create(
            NewAccount.model_validate({"display": "Robin", "home": "ca-here", **other})
        )


async def test_a_name_is_given_once_also_to_several_who_ask_at_once(entrance: Entrance) -> None:
    new = NewAccount(name=f"user-{secrets.token_hex(4)}", display="Robin", home="ca-here")

    made = await asyncio.gather(
        *(entrance.people.accounts.create(new) for _ in range(5)), return_exceptions=True
    )

    assert sum(isinstance(one, NameTakenError) for one in made) == 4


@pytest.mark.parametrize(
    "other",
    [
        {"name": ""},
        {"name": "a"},
        {"name": "two words"},
        {"name": "<script>"},
        {"name": "a\0b"},
        {"name": "x" * 81},
        {"name": "caf\u00e9"},
        {"display": ""},
        {"display": "   "},
        {"display": "a\0b"},
        {"display": "a\nb"},
        {"display": "x" * 121},
        {"home": "here"},
        {"home": "CA-here"},
        {"actor": "Robin Redbreast"},
        {"kind": "robot"},
        {"roles": ["administrator"]},
    ],
)
async def test_what_no_account_can_be_is_refused(other: dict[str, object]) -> None:
    fit = {"name": "robin", "display": "Robin", "home": "ca-here"}
    NewAccount.model_validate(fit)

    with pytest.raises(ValidationError) as refused:
        NewAccount.model_validate(fit | other)

    assert "script" not in str(refused.value)


async def test_one_password_opens_an_account(entrance: Entrance) -> None:
    account = await entrance.account()
    verify = entrance.people.accounts.verify

    assert (await verify(account.name, PASSWORD)).id == account.id
    for name, password in (
        (account.name, PASSWORD.upper()),
        (account.name, PASSWORD + " "),
        (account.name, ""),
        (account.name, "\ud800"),
        (account.name, PASSWORD * 10_000),
        ("nobody-of-that-name", PASSWORD),
        (account.id, PASSWORD),
    ):
        with pytest.raises(NotVerifiedError):
            await verify(name, password)


async def test_what_looks_the_same_is_the_same_on_every_keyboard(entrance: Entrance) -> None:
    composed, decomposed = "caf\u00e9 und sieben Reiher", "cafe\u0301 und sieben Reiher"
    account = await entrance.account(password=composed)

    assert (await entrance.people.accounts.verify(account.name, decomposed)).id == account.id


async def test_an_account_without_a_password_is_opened_by_none(entrance: Entrance) -> None:
    account = await entrance.account(password="")

    for password in ("", "nobody's", "None"):
        with pytest.raises(NotVerifiedError):
            await entrance.people.accounts.verify(account.name, password)


async def test_a_program_comes_in_by_no_password(entrance: Entrance) -> None:
    new = NewAccount(name=new_name(), display="Export", home="ca-here", kind="program")
    program = await entrance.people.accounts.create(new, PASSWORD)

    with pytest.raises(NotVerifiedError):
        await entrance.people.accounts.verify(program.name, PASSWORD)


async def test_a_password_is_kept_as_argon2id_with_todays_parameters(entrance: Entrance) -> None:
    account = await entrance.account()

    ((kept,),) = await entrance.asked(KEPT, account.id)

    found = extract_parameters(kept)
    assert (found.type, found.time_cost, found.parallelism) == (Type.ID, 2, 1)
    assert found.memory_cost == 19 * 1024
    assert PASSWORD not in kept


async def test_two_with_the_same_password_are_kept_differently(entrance: Entrance) -> None:
    one, other = [await entrance.account() for _ in range(2)]

    assert await entrance.asked(KEPT, one.id) != await entrance.asked(KEPT, other.id)


async def test_a_password_that_was_kept_more_weakly_is_kept_anew_at_sign_in(
    entrance: Entrance,
) -> None:
    account = await entrance.account()
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    await entrance.asked("update people.account set password = %s where id = %s", weak, account.id)

    with pytest.raises(NotVerifiedError):
        await entrance.people.accounts.verify(account.name, "wrong")
    assert await entrance.asked(KEPT, account.id) == [(weak,)]
    await entrance.people.accounts.verify(account.name, PASSWORD)

    ((kept,),) = await entrance.asked(KEPT, account.id)
    assert extract_parameters(kept).memory_cost == 19 * 1024
    assert (await entrance.people.accounts.verify(account.name, PASSWORD)).id == account.id


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("", "account.password-too-short"),
        ("fourteen chars", "account.password-too-short"),
        ("a b c d " * 40, "account.password-too-long"),
        ("aaaaaaaaaaaaaaaa", "account.password-guessed-first"),
        ("abcabcabcabcabcabc", "account.password-guessed-first"),
        ("Robin Test Robin!", "account.password-guessed-first"),
        ("concord-password-1", "account.password-guessed-first"),
        ("ROBIN.HOOD robin.hood", "account.password-guessed-first"),
    ],
)
async def test_what_is_guessed_first_is_no_password(
    entrance: Entrance, password: str, rule: str
) -> None:
    account = await entrance.account(name=f"robin.hood-{secrets.token_hex(6)}")

    with pytest.raises(UnfitPasswordError) as refused:
        await entrance.people.accounts.set_password(account.id, password)

    assert refused.value.rule == rule


async def test_another_password_takes_the_place_of_the_first(entrance: Entrance) -> None:
    account = await entrance.account()

    await entrance.people.accounts.set_password(account.id, "eleven slow otters hum")

    with pytest.raises(NotVerifiedError):
        await entrance.people.accounts.verify(account.name, PASSWORD)
    await entrance.people.accounts.verify(account.name, "eleven slow otters hum")


async def test_a_closed_account_is_opened_by_nothing_and_stays_on_the_list(
    entrance: Entrance,
) -> None:
    account = await entrance.account()
    accounts = entrance.people.accounts

    await accounts.close(account.id)
    await accounts.close(account.id)

    with pytest.raises(NotVerifiedError):
        await accounts.verify(account.name, PASSWORD)
    with pytest.raises(AccountUnknownError):
        await accounts.named(account.name)
    with pytest.raises(AccountUnknownError):
        await accounts.set_password(account.id, "eleven slow otters hum")
    closed = await accounts.of(account.id)
    assert closed.closed_at is not None
    assert not closed.has_password


async def test_what_nobody_has_cannot_be_changed(entrance: Entrance) -> None:
    accounts = entrance.people.accounts

    for ask in (accounts.of, accounts.close, entrance.people.invitations.invite):
        with pytest.raises(AccountUnknownError):
            await ask("person-nobody")


async def test_a_name_that_waited_may_try_again_when_the_window_has_moved(
    entrance: Entrance,
) -> None:
    throttle = entrance.people.throttle
    name = secrets.token_hex(8)
    for number in range(PER_NAME):
        await throttle.take(name, f"address-{name}-{number}")
    with pytest.raises(TooManyAttemptsError) as refused:
        await throttle.take(name, f"address-{name}")
    assert 55 <= refused.value.seconds <= 60

    await entrance.asked(
        "update people.attempt set at = array(select t - interval '61 seconds' from unnest(at) t)"
        " where key = %s",
        hash_of(f"name\0{name}"),
    )

    await throttle.take(name, f"address-{name}")


async def test_a_whole_network_counts_as_one_address(entrance: Entrance) -> None:
    throttle = entrance.people.throttle
    network = f"2001:db8:{secrets.randbelow(65536):x}:{secrets.randbelow(65536):x}"

    for number in range(PER_ADDRESS):
        await throttle.take("", f"{network}::{number:x}")

    with pytest.raises(TooManyAttemptsError):
        await throttle.take("", f"{network}:ffff::1")
    await throttle.take("", f"2001:db9:{secrets.randbelow(65536):x}::1")


async def test_attempts_are_kept_without_a_name_or_an_address(entrance: Entrance) -> None:
    name = secrets.token_hex(8)

    await entrance.people.throttle.take(name, "192.0.2.77")

    kept = str(await entrance.asked("select * from people.attempt"))
    assert name not in kept
    assert "192.0.2.77" not in kept


async def test_attempts_long_over_are_forgotten(entrance: Entrance) -> None:
    name = secrets.token_hex(8)
    await entrance.people.throttle.take(name, name)
    keys = [hash_of(f"{kind}\0{name}") for kind in ("name", "address")]
    old = "update people.attempt set last = now() - interval '1 hour' where key = any (%s)"
    await entrance.asked(old, keys)

    await entrance.people.throttle.take(secrets.token_hex(8), secrets.token_hex(8))

    left = "select key from people.attempt where key = any (%s)"
    assert await entrance.asked(left, keys) == []
