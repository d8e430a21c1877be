from __future__ import annotations

import hashlib
import hmac
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- runs this Python
import sys
from typing import TYPE_CHECKING

import pytest
from concord_kernel import clock
from concord_kernel.ledger import AgencyKeys, UnfitAppendError

if TYPE_CHECKING:
    from pathlib import Path

AGENCY = "ca-santa-cruz"


def test_a_key_is_made_once_for_our_eyes_only(tmp_path: Path) -> None:
    directory = tmp_path / "keys" / "agencies"

    pseudonym = AgencyKeys(directory).pseudonym(AGENCY, "person-ada")

    (file,) = directory.iterdir()
    assert (f"{AGENCY}.key", 32, 0o600) == (
        file.name,
        file.stat().st_size,
        file.stat().st_mode & 0o777,
    )
    assert directory.stat().st_mode & 0o777 == 0o700
    assert pseudonym == AgencyKeys(directory).pseudonym(AGENCY, "person-ada")


def test_each_agency_has_its_own(tmp_path: Path) -> None:
    keys = AgencyKeys(tmp_path)

    assert keys.pseudonym(AGENCY, "person-ada") != keys.pseudonym("concord", "person-ada")
    assert keys.fingerprint(AGENCY, "x") != keys.fingerprint("concord", "x")


def test_what_is_derived_is_what_is_written_down(tmp_path: Path) -> None:
    keys = AgencyKeys(tmp_path)
    command = clock.new_command_id()
    keys.fingerprint(AGENCY, "")
    master = (tmp_path / f"{AGENCY}.key").read_bytes()

    def mac(key: bytes, text: str) -> bytes:
        return hmac.new(key, text.encode(), hashlib.sha256).digest()

    under = mac(mac(master, "concord/commitment/v1"), f"{command}/3")
    assert mac(under, '{"a":1}').hex() == keys.commitment(AGENCY, command, 3, '{"a":1}')
    assert under == keys.opening(AGENCY, str(command), 3)
    assert mac(mac(master, "concord/pseudonym/v1"), "x")[:16].hex() == keys.pseudonym(AGENCY, "x")
    assert mac(mac(master, "concord/fingerprint/v1"), "x").hex() == keys.fingerprint(AGENCY, "x")


def test_every_fact_of_a_command_has_a_key_of_its_own(tmp_path: Path) -> None:
    keys = AgencyKeys(tmp_path)
    one, other = clock.new_command_id(), clock.new_command_id()

    made = {keys.commitment(AGENCY, c, n, "{}") for c in (one, other) for n in (0, 1)}

    assert len(made) == 4


def test_processes_that_start_together_get_the_same_key(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from concord_kernel.ledger import AgencyKeys;"
        " sys.stdin.readline();"
        f" print(AgencyKeys(Path(sys.argv[1]) / 'keys').pseudonym('{AGENCY}', 'x'))"
    )
    crowd = [
        subprocess.Popen(  # ruff: ignore[subprocess-without-shell-equals-true] -- our own program
            [sys.executable, "-c", program, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in crowd:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()

    assert len({process.communicate(timeout=60)[0] for process in crowd}) == 1
    assert [f"{AGENCY}.key"] == [file.name for file in (tmp_path / "keys").iterdir()]


@pytest.mark.parametrize("agency", ["../ca-x", "ca-x/../../etc", "", ".", "ca-x\0"])
def test_an_agency_that_is_none_names_no_file(tmp_path: Path, agency: str) -> None:
    with pytest.raises(UnfitAppendError):
        AgencyKeys(tmp_path).pseudonym(agency, "x")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / f"{AGENCY}.key").write_bytes(b"short")

    with pytest.raises(ValueError, match="5 bytes"):
        AgencyKeys(tmp_path).pseudonym(AGENCY, "x")
