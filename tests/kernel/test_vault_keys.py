from __future__ import annotations

import os
import shutil
import stat
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- several processes race
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from concord_kernel.vault import keyfile
from concord_kernel.vault.crypto import TamperedError
from concord_kernel.vault.keys import ErasedError, KeyMissingError, KeyPlace, KeyPlaceError

STATE = "ca-dss"
HOST = "ca-santa-cruz"


def one(place: KeyPlace, subject: str = "person-1", custodian: str = STATE) -> bytes:
    return place.subject_keys(HOST, [subject], custodian)[subject]


def test_a_subjects_key_is_made_once_and_read_by_every_place(tmp_path: Path) -> None:
    made = one(KeyPlace(tmp_path))

    assert one(KeyPlace(tmp_path)) == made
    assert KeyPlace(tmp_path).subject_key(HOST, "person-1", STATE) == made
    assert len(made) == 32


def test_keys_differ_by_agency_subject_and_custodian(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path)
    keys = [
        one(place),
        one(place, "person-2"),
        one(place, custodian=HOST),
        place.subject_keys("ca-los-angeles", ["person-1"], STATE)["person-1"],
    ]

    assert len(set(keys)) == 4


def test_only_the_owner_may_look(tmp_path: Path) -> None:
    one(KeyPlace(tmp_path / "deep" / "vault"))
    modes = {
        path.relative_to(tmp_path): stat.S_IMODE(path.stat().st_mode)
        for path in (tmp_path / "deep" / "vault").rglob("*")
    }

    assert len(modes) == 6
    assert {mode for path, mode in modes.items() if path.suffix == ".key"} == {0o600}
    assert {mode for path, mode in modes.items() if not path.suffix} == {0o700}


def test_no_key_lies_unwrapped_except_the_root(tmp_path: Path) -> None:
    key = one(KeyPlace(tmp_path))

    files = {path.name: path.read_bytes() for path in tmp_path.rglob("*.key")}
    assert {name: len(content) for name, content in files.items()} == {
        "root.key": 32,
        "ca-dss.key": 60,
        "person-1.ca-dss.key": 60,
    }
    assert not any(key in content for content in files.values())


def test_a_key_wrapped_for_another_place_does_not_open(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path)
    one(place), one(place, "person-2")
    subjects = tmp_path / "subjects" / HOST
    shutil.copy(subjects / "person-1.ca-dss.key", subjects / "person-2.ca-dss.key")

    with pytest.raises(TamperedError):
        place.subject_key(HOST, "person-2", STATE)


def test_another_root_opens_nothing(tmp_path: Path) -> None:
    one(KeyPlace(tmp_path))
    (tmp_path / "root.key").write_bytes(os.urandom(32))

    with pytest.raises(TamperedError):
        KeyPlace(tmp_path).subject_key(HOST, "person-1", STATE)


def test_a_root_that_is_gone_is_not_made_anew_over_keys_it_wrapped(tmp_path: Path) -> None:
    one(KeyPlace(tmp_path))
    (tmp_path / "root.key").unlink()

    with pytest.raises(KeyPlaceError, match="restore it"):
        KeyPlace(tmp_path)


def test_a_root_that_others_can_read_is_refused(tmp_path: Path) -> None:
    KeyPlace(tmp_path)
    (tmp_path / "root.key").chmod(0o640)

    with pytest.raises(KeyPlaceError, match="read by others"):
        KeyPlace(tmp_path)


def test_keys_may_not_lie_in_a_databases_directory(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("18\n")

    with pytest.raises(KeyPlaceError, match="data directory"):
        KeyPlace(tmp_path / "base" / "keys")


def test_a_key_that_is_not_there_is_missing_and_not_erased(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path)

    with pytest.raises(KeyMissingError):
        place.subject_key(HOST, "person-1", STATE)
    one(place)
    (tmp_path / "custodians" / f"{STATE}.key").unlink()
    with pytest.raises(KeyMissingError, match="custodian"):
        KeyPlace(tmp_path).subject_key(HOST, "person-1", STATE)


@pytest.mark.parametrize("name", ["", "../up", "a/b", "a.b", ".", "UPPER", "a|b", "x" * 81])
def test_a_name_that_is_no_name_reaches_no_file(tmp_path: Path, name: str) -> None:
    place = KeyPlace(tmp_path)

    for call in (
        lambda: place.subject_keys(name, ["person-1"], STATE),
        lambda: place.subject_keys(HOST, [name], STATE),
        lambda: place.subject_keys(HOST, ["person-1"], name),
        lambda: place.destroy(name, "person-1"),
        lambda: place.destroy(HOST, name),
    ):
        with pytest.raises(ValueError, match="a name in the vault"):
            call()


def test_a_destroyed_key_is_gone_for_every_place_and_custodian(tmp_path: Path) -> None:
    place, other = KeyPlace(tmp_path), KeyPlace(tmp_path)
    one(place), one(other, custodian=HOST), one(place, "person-2")

    receipt = place.destroy(HOST, "person-1")

    assert (receipt.agency, receipt.subject, len(set(receipt.keys))) == (HOST, "person-1", 2)
    assert not list(tmp_path.rglob("person-1.*.key"))
    for custodian in (STATE, HOST):
        with pytest.raises(ErasedError, match="erased"):
            other.subject_key(HOST, "person-1", custodian)
    assert other.subject_key(HOST, "person-2", STATE)


def test_destroying_again_gives_the_first_receipt(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path)
    one(place)

    first = place.destroy(HOST, "person-1")

    assert first.keys
    assert KeyPlace(tmp_path).destroy(HOST, "person-1") == first


def test_an_erased_subject_gets_no_new_key(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path)
    place.destroy(HOST, "person-1")

    with pytest.raises(ErasedError):
        one(place)
    assert not list(tmp_path.rglob("*.key.*"))
    assert not list(tmp_path.rglob("person-1.*.key"))


def test_a_key_that_comes_back_from_an_old_copy_opens_nothing(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path / "keys")
    one(place)
    shutil.copytree(tmp_path / "keys", tmp_path / "copy")
    place.destroy(HOST, "person-1")
    name = Path("subjects") / HOST / f"person-1.{STATE}.key"
    shutil.copy(tmp_path / "copy" / name, tmp_path / "keys" / name)

    with pytest.raises(ErasedError):
        KeyPlace(tmp_path / "keys").subject_key(HOST, "person-1", STATE)


def test_a_draft_that_a_crash_left_is_destroyed_too(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path)
    one(place)
    kept = tmp_path / "subjects" / HOST / f"person-1.{STATE}.key"
    draft = kept.with_name(f".{kept.name}.0011223344556677")
    draft.hardlink_to(kept)

    place.destroy(HOST, "person-1")

    assert not draft.exists()


def test_the_overwritten_file_holds_nothing_of_the_key(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path)
    one(place)
    kept = tmp_path / "subjects" / HOST / f"person-1.{STATE}.key"
    other_name = tmp_path / "still"
    other_name.hardlink_to(kept)

    place.destroy(HOST, "person-1")

    assert other_name.read_bytes() == bytes(60)


def test_agencies_are_those_that_ever_kept_something(tmp_path: Path) -> None:
    place = KeyPlace(tmp_path)
    one(place)
    place.subject_keys("nc-durham", ["case-1"], "nc-durham")

    assert place.agencies() == [HOST, "nc-durham"]


def test_many_subjects_get_their_keys_at_once(tmp_path: Path) -> None:
    subjects = [f"case-{number}" for number in range(keyfile.FEW + 10)]

    made = KeyPlace(tmp_path).subject_keys(HOST, subjects, HOST)

    assert len(set(made.values())) == len(subjects)
    assert KeyPlace(tmp_path).subject_keys(HOST, subjects, HOST) == made


RACER = """
import sys
from pathlib import Path
from concord_kernel.vault.keys import KeyPlace
sys.stdin.readline()
place = KeyPlace(Path(sys.argv[1]))
keys = place.subject_keys("ca-one", [f"person-{n}" for n in range(20)], "ca-dss")
print(" ".join(key.hex() for key in keys.values()))
"""


def test_processes_that_start_together_use_one_key(tmp_path: Path) -> None:
    racers = [
        subprocess.Popen(  # ruff: ignore[subprocess-without-shell-equals-true] -- our own program
            [sys.executable, "-c", RACER, str(tmp_path / "keys")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    answers = {racer.communicate("go\n", timeout=60)[0] for racer in racers}

    assert len(answers) == 1
    assert len(answers.pop().split()) == 20
    assert not list((tmp_path / "keys").rglob(".*"))


def test_a_destruction_wins_over_whoever_makes_a_key_meanwhile(tmp_path: Path) -> None:
    for nth in range(40):
        subject = f"person-{nth}"
        with ThreadPoolExecutor(3) as pool:
            makers = [pool.submit(one, KeyPlace(tmp_path), subject) for _ in range(2)]
            pool.submit(KeyPlace(tmp_path).destroy, HOST, subject).result()
            errors = [maker.exception() for maker in makers]
        assert all(error is None or isinstance(error, ErasedError) for error in errors)
        assert not list(tmp_path.rglob(f"*{subject}.*.key*"))
        with pytest.raises(ErasedError):
            KeyPlace(tmp_path).subject_key(HOST, subject, STATE)
