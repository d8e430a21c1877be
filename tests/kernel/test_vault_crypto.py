from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from concord_kernel.vault import crypto, sealing
from concord_kernel.vault.crypto import TamperedError
from concord_kernel.vault.sealing import About, Slot, text_id
from concord_kernel.vault.texts import DirectoryText, NarrativeText, RawNote, Text
from hypothesis import given
from hypothesis import strategies as st

COMMAND = UUID("6f1f7f0e-64c4-4b6b-9d6d-0a3a2f6d0c11")
SLOT = Slot("ca-one", COMMAND, "notes")
ABOUT = About(object="session-1", subject="person-1", custodian="ca-dss")
KEY = bytes(range(32))
NAME = text_id(COMMAND, "notes")

typed = st.text(st.characters(exclude_categories=["Cs"]), max_size=3000)
kinds = st.sampled_from([RawNote, DirectoryText, NarrativeText])


def row_of(said: str, kind: type[Text] = RawNote) -> sealing.Row:
    return sealing.sealed(KEY, SLOT, NAME, kind(said), ABOUT)


@given(typed, kinds)
def test_what_is_sealed_opens_as_it_was_typed(said: str, kind: type[Text]) -> None:
    row = row_of(said, kind)

    assert sealing.opened(KEY, row) == said
    assert row.kind == kind.kind


@given(typed)
def test_a_sealed_text_has_the_size_of_a_step(said: str) -> None:
    size = len(row_of(said).sealed) - crypto.NONCE - 16

    assert size in sealing.STEPS["raw"]


@given(typed.filter(len), typed)
def test_no_two_sealings_share_a_byte_that_tells(said: str, other: str) -> None:
    one, again = row_of(said), row_of(said)

    assert one.sealed != again.sealed
    assert one.wrapped != again.wrapped
    assert one.commitment != again.commitment
    assert len(said.encode()) < 8 or said.encode() not in one.sealed
    assert len({len(row_of(text).sealed) for text in ("", said[:9], other[:9])}) == 1


@given(typed, st.integers(min_value=0), st.sampled_from(["sealed", "wrapped"]), st.integers(1, 255))
def test_one_altered_byte_and_it_does_not_open(said: str, where: int, what: str, by: int) -> None:
    row = row_of(said)
    altered = bytearray(getattr(row, what))
    altered[where % len(altered)] ^= by

    with pytest.raises(TamperedError):
        sealing.opened(KEY, row._replace(**dict[str, Any]({what: bytes(altered)})))


@pytest.mark.parametrize(
    "moved",
    [
        {"agency": "ca-two"},
        {"object": "session-2"},
        {"kind": "narrative"},
        {"id": text_id(COMMAND, "other")},
        {"commitment": bytes(32)},
        {"sealed": b""},
        {"wrapped": b"short"},
    ],
)
def test_a_row_moved_elsewhere_does_not_open(moved: dict[str, Any]) -> None:
    with pytest.raises(TamperedError):
        sealing.opened(KEY, row_of("she said")._replace(**moved))


def test_halves_of_two_rows_do_not_open_together() -> None:
    one, other = row_of("one"), row_of("other")

    with pytest.raises(TamperedError):
        sealing.opened(KEY, one._replace(sealed=other.sealed))
    with pytest.raises(TamperedError):
        sealing.opened(KEY, one._replace(commitment=other.commitment))


def test_another_subjects_key_does_not_open() -> None:
    with pytest.raises(TamperedError):
        sealing.opened(bytes(32), row_of("she said"))


@given(typed, typed)
def test_a_commitment_binds_to_one_text_under_its_secret(one: str, other: str) -> None:
    secret = bytes(32)
    same = crypto.commitment(secret, one.encode()) == crypto.commitment(secret, other.encode())

    assert same == (one == other)


def test_a_text_larger_than_the_last_step_is_refused() -> None:
    largest = sealing.STEPS["raw"][-1] - crypto.KEY - 4

    assert sealing.opened(KEY, row_of("x" * largest)) == "x" * largest
    with pytest.raises(ValueError, match="at most 1048576 bytes"):
        row_of("x" * (largest + 1))


def test_the_longest_note_of_the_widest_characters_fits() -> None:
    said = "\U0001f600" * 100_000

    assert sealing.opened(KEY, row_of(said)) == said


def test_a_binding_cannot_be_made_of_shifted_parts() -> None:
    assert crypto.bound_to("text", "a", "bc") != crypto.bound_to("text", "ab", "c")
    with pytest.raises(ValueError, match="holds no"):
        crypto.bound_to("text", "a|b")


@pytest.mark.parametrize("name", ["", "She said so.", "a|b", "../x", "UP", "x" * 81])
def test_what_is_no_name_is_refused_and_not_repeated(name: str) -> None:
    for make in (
        lambda: About(object=name, subject="person-1", custodian="ca-dss"),
        lambda: About(object="session-1", subject=name, custodian="ca-dss"),
        lambda: About(object="session-1", subject="person-1", custodian=name),
        lambda: Slot(name, COMMAND, "notes"),
        lambda: Slot("ca-one", COMMAND, name),
    ):
        with pytest.raises(ValueError, match="a name in the vault") as refusal:
            make()
        assert not name or name not in str(refusal.value)


def test_the_id_of_a_text_follows_from_its_command_field_and_object() -> None:
    ids = [
        text_id(COMMAND, "notes"),
        text_id(COMMAND, "name"),
        text_id(COMMAND, "notes", "case-1"),
        text_id(UUID(int=1), "notes"),
    ]

    assert ids[0] == NAME
    assert len(set(ids)) == 4
    assert all(one.startswith("text-") and len(one) == 21 for one in ids)
