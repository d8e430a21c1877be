"""``concord accounts``: what an operator does about people, and what it says when it cannot."""

from __future__ import annotations

import asyncio
import json
import secrets
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- runs this Python
import sys
from typing import TYPE_CHECKING, TypeVar

import pytest
from concord_kernel.cli.command import assembled
from concord_kernel.decider import Refused
from concord_kernel.people import NotInvitedError, NotVerifiedError
from typer.testing import CliRunner

from tests.support.accounts import PASSWORD, Entrance, open_entrance

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from typer.testing import Result

    from tests.support.servers import Cluster

T = TypeVar("T")


class Operator:
    """Runs the command, and looks at what it did."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def ask(self, *words: str, keys: str = "") -> Result:
        environment = {"CONCORD_PEOPLE": self._cluster.people()}
        return CliRunner().invoke(assembled(), ["accounts", *words], input=keys, env=environment)

    def told(self, *words: str, keys: str = "") -> str:
        result = self.ask(*words, keys=keys)
        assert (result.exit_code, result.stderr) == (0, ""), result.output
        return result.stdout

    def refused(self, *words: str) -> str:
        result = self.ask(*words)
        assert isinstance(result.exception, Refused), result.output
        return result.exception.rule

    def look(self, at: Callable[[Entrance], Awaitable[T]]) -> T:
        async def run() -> T:
            async with open_entrance(self._cluster) as entrance:
                return await at(entrance)

        return asyncio.run(run())

    def opens(self, name: str, password: str) -> bool:
        try:
            self.look(lambda entrance: entrance.people.accounts.verify(name, password))
        except NotVerifiedError:
            return False
        return True


@pytest.fixture
def operator(cluster: Cluster) -> Operator:
    return Operator(cluster)


@pytest.fixture
def name(operator: Operator, tmp_path: Path) -> str:
    """Of an account with ``PASSWORD``."""
    made = f"user-{secrets.token_hex(6)}"
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n", encoding="utf-8")
    operator.told("add", made, *HERE, "--password-file", str(file))
    return made


HERE = ("--home", "ca-here", "--display", "Robin Test")


def new_name() -> str:
    return f"user-{secrets.token_hex(6)}"


def test_a_password_is_made_and_shown_once(operator: Operator) -> None:
    name = new_name()

    said = operator.told("add", name, *HERE)

    first, second = said.splitlines()
    assert first.startswith(f"{name}\tperson-")
    assert operator.opens(name, second.rpartition("\t")[2])


def test_a_password_is_read_from_a_file_or_asked_for_and_not_shown(
    operator: Operator, name: str
) -> None:
    asked = new_name()

    said = operator.told("add", asked, *HERE, "--ask", keys=f"{PASSWORD}\n{PASSWORD}\n")

    assert PASSWORD not in said
    assert operator.opens(name, PASSWORD)
    assert operator.opens(asked, PASSWORD)


def test_the_concord_number_may_be_chosen(operator: Operator) -> None:
    actor = f"coordinator-{secrets.token_hex(4)}"

    said = operator.told("add", new_name(), *HERE, "--actor", actor, "--no-password")

    assert f"\t{actor}\tca-here" in said
    assert "password" not in said


def test_what_cannot_be_an_account_is_refused_without_saying_it_again(
    operator: Operator, name: str, tmp_path: Path
) -> None:
    short = tmp_path / "short"
    short.write_text("short", encoding="utf-8")

    assert operator.refused("add", name, *HERE) == "account.name-taken"
    words = ("add", new_name(), *HERE, "--password-file", str(short))
    assert operator.refused(*words) == "account.password-too-short"
    wrong = operator.ask("add", "two words", "--home", "here", "--display", "\0")
    assert wrong.exit_code == 2
    assert "display, home, name: not of the right form" in " ".join(wrong.stderr.split())
    assert "two words" not in wrong.stderr


def test_an_invitation_is_a_link_that_works_once(operator: Operator, name: str) -> None:
    site = ("--site", "reviews.example.gov")

    earlier = operator.told("invite", name, *site).strip()
    link = operator.told("invite", name, *site, "--days", "1").strip()

    begin = "https://reviews.example.gov/door/invitation?code="
    assert link.startswith(begin)
    chosen = "eleven slow otters hum"
    with pytest.raises(NotInvitedError):
        operator.look(lambda one: one.people.invitations.of(earlier.removeprefix(begin)))
    code = link.removeprefix(begin)
    operator.look(lambda one: one.people.invitations.accept(code, chosen))
    assert operator.opens(name, chosen)


def test_without_a_site_the_link_is_a_path(operator: Operator, name: str) -> None:
    assert operator.told("invite", name).startswith("/door/invitation?code=")


def begin_session(operator: Operator, name: str) -> None:
    async def begin(entrance: Entrance) -> None:
        account = await entrance.people.accounts.named(name)
        await entrance.people.signed_in.start(account.id, name="Firefox, Linux")

    operator.look(begin)


def test_sessions_are_listed_and_ended(operator: Operator, name: str) -> None:
    begin_session(operator, name)
    begin_session(operator, name)

    assert operator.told("sessions", name).count("Firefox, Linux") == 2
    assert operator.told("end-sessions", name) == "2 sessions were ended\n"
    assert not operator.told("sessions", name)


def test_another_password_ends_every_session(operator: Operator, name: str) -> None:
    begin_session(operator, name)

    said = operator.told("password", name)

    assert not operator.opens(name, PASSWORD)
    assert operator.opens(name, said.splitlines()[1].rpartition("\t")[2])
    assert not operator.told("sessions", name)


def test_a_closed_account_is_out_at_once_and_stays_on_the_list(
    operator: Operator, name: str
) -> None:
    begin_session(operator, name)
    number = json.loads(operator.told("list", "--json", "--home", "ca-here"))
    (mine,) = [one["id"] for one in number if one["name"] == name]

    operator.told("close", name)

    assert not operator.opens(name, PASSWORD)
    assert not operator.told("sessions", mine)
    assert f"{name}\t{mine}\tca-here\tperson\tclosed\tRobin Test\n" in operator.told("list")
    assert operator.refused("invite", name) == "account.unknown"


def test_the_names_of_a_closed_account_may_be_forgotten(operator: Operator, name: str) -> None:
    operator.told("close", name, "--forget")

    said = operator.told("list")
    assert name not in said
    assert operator.refused("sessions", name) == "account.unknown"
    operator.told("add", name, *HERE, "--no-password")


def test_nobody_of_that_name_is_said_so(operator: Operator) -> None:
    for words in ("close", "invite", "password", "sessions", "end-sessions"):
        assert operator.refused(words, "nobody-of-that-name") == "account.unknown"


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_file_makes_many_and_may_come_again(
    operator: Operator, tmp_path: Path, kind: str
) -> None:
    names = [new_name() for _ in range(3)]
    rows = [
        {"name": one, "display": "Robin, Test", "home": "ca-here", "password": f"{PASSWORD} {one}"}
        for one in names
    ]
    file = tmp_path / f"accounts.{kind}"
    text = json.dumps(rows)
    if kind == "csv":
        lines = [f'{one},"Robin, Test",ca-here,{PASSWORD} {one}' for one in names]
        text = "\r\n".join(["name,display,home,password", *lines])
    file.write_text(text, encoding="utf-8")

    first = operator.told("import", str(file))
    file.write_text(text.replace(PASSWORD, "nine pale owls blink"), encoding="utf-8")
    second = operator.told("import", str(file))

    assert first == second
    assert [line.split("\t")[0] for line in first.splitlines()] == names
    assert PASSWORD not in first
    assert operator.opens(names[0], f"nine pale owls blink {names[0]}")


def test_a_file_with_a_row_that_is_no_account_makes_nothing(
    operator: Operator, tmp_path: Path
) -> None:
    name = new_name()
    good = {"name": name, "display": "Robin", "home": "ca-here"}
    file = tmp_path / "accounts.json"
    for bad in ({"name": "two words"}, {"home": "canary"}, {"role": "canary"}, {"display": "\0"}):
        file.write_text(json.dumps([good, good | bad]), encoding="utf-8")
        result = operator.ask("import", str(file))
        assert result.exit_code == 1
        assert result.stderr.startswith("row 2: ")
        assert "canary" not in result.output
    for text in ("[1]", "[", "name\n\0", '[{"name": 1}]'):
        file.write_text(text, encoding="utf-8")
        assert operator.ask("import", str(file)).exit_code == 1

    assert operator.refused("invite", name) == "account.unknown"


def test_a_file_takes_over_nobodys_account(operator: Operator, name: str, tmp_path: Path) -> None:
    file = tmp_path / "accounts.json"
    row = {"name": name, "display": "Robin", "home": "ca-there", "password": "a b c d e f g h i j"}
    file.write_text(json.dumps([row]), encoding="utf-8")

    assert operator.refused("import", str(file)) == "account.name-taken"
    assert operator.opens(name, PASSWORD)


def test_a_refusal_is_one_sentence_and_exit_code_one(cluster: Cluster) -> None:
    words = ("accounts", "close", "nobody-of-that-name", "--people")
    for dsn, sentence in (
        (cluster.people(), "There is no such account, or it is closed."),
        ("postgresql://127.0.0.1:9/people", "Signing in is not possible just now."),
    ):
        done = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- our own program
            [sys.executable, "-m", "concord_kernel", *words, dsn],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(sentence)
