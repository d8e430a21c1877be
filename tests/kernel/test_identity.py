"""A signed statement says who is asking, and nobody else can write or change one."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel.identity import NotAPersonError, Person, Signer
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2010, 1, 29, 12, 0, tzinfo=UTC)
KEY = bytes(range(32))
signer = Signer(KEY)


def person(**changes: Any) -> Person:
    asked: dict[str, Any] = {
        "actor": "reviewer-1",
        "agency": "ca-santa-cruz",
        "home": "ca-monterey",
        "roles": ("reviewer",),
        "until": NOON + timedelta(hours=1),
    }
    return Person(**(asked | changes))


def test_a_statement_gives_back_who_it_was_signed_for() -> None:
    assert signer.read(signer.sign(person()), NOON) == person()


def test_a_statement_ends_at_its_moment() -> None:
    token = signer.sign(person(until=NOON))

    assert signer.read(token, NOON - timedelta(microseconds=1)) == person(until=NOON)
    with pytest.raises(NotAPersonError):
        signer.read(token, NOON)


def test_an_end_in_another_time_zone_is_the_same_moment() -> None:
    pacific = timezone(timedelta(hours=-8))
    token = signer.sign(person(until=datetime(2010, 1, 29, 4, 30, tzinfo=pacific)))

    assert signer.read(token, NOON).has("reviewer")
    with pytest.raises(NotAPersonError):
        signer.read(token, NOON + timedelta(minutes=30))


def test_a_statement_of_another_deployment_is_none() -> None:
    with pytest.raises(NotAPersonError):
        signer.read(Signer(bytes(32)).sign(person()), NOON)


@given(st.data())
def test_whatever_is_changed_in_a_statement_it_is_none_any_more(data: st.DataObject) -> None:
    token = signer.sign(person())
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters().filter(lambda one: one != token[place]))

    with pytest.raises(NotAPersonError):
        signer.read(token[:place] + other + token[place + 1 :], NOON)


@given(st.text())
def test_whatever_is_sent_in_place_of_a_statement_is_none(token: str) -> None:
    with pytest.raises(NotAPersonError):
        signer.read(token, NOON)


@pytest.mark.parametrize(
    "body",
    [b"", b"{}", b"[]", b"null", b"\xff", b'{"actor":"reviewer-1"}', b"not json"],
)
def test_a_signature_under_something_else_makes_no_person(body: bytes) -> None:
    said = urlsafe_b64encode(body)

    with pytest.raises(NotAPersonError):
        signer.read(f"{said.decode()}.{signer._mac(said)}", NOON)


def test_the_signature_is_bound_to_its_purpose() -> None:
    body, _, mac = signer.sign(person()).partition(".")

    assert mac != hmac.digest(KEY, body.encode(), "sha256").hex()


def test_a_statement_holds_ids_and_codes_and_no_name() -> None:
    body = signer.sign(person()).partition(".")[0]

    assert urlsafe_b64decode(body).decode() == (
        '{"actor":"reviewer-1","agency":"ca-santa-cruz","home":"ca-monterey",'
        '"roles":["reviewer"],"until":"2010-01-29T13:00:00Z"}'
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": "Jane Doe"},
        {"agency": "Santa Cruz"},
        {"home": ""},
        {"roles": ("Coordinator of all",)},
        {"until": datetime(2010, 1, 29, 13, 0)},  # ruff: ignore[call-datetime-without-tzinfo] -- that is the fault
        {"admin": True},
    ],
)
def test_a_person_is_ids_and_codes(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        person(**changes)


@pytest.mark.parametrize(
    ("asked", "has"),
    [
        (("reviewer",), True),
        (("coordinator", "reviewer"), True),
        (("coordinator",), False),
        (("review",), False),
        ((), False),
    ],
)
def test_a_person_holds_a_role_or_does_not(asked: tuple[str, ...], *, has: bool) -> None:
    assert person().has(*asked) is has


def test_the_key_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "session.key").write_text(KEY.hex() + "\n", encoding="utf-8")

    same = Signer.from_file(tmp_path / "session.key")

    assert same.read(signer.sign(person()), NOON) == person()
