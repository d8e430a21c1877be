"""``concord tokens`` and ``concord providers``: what an operator sees, and what is refused."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel import clock
from concord_kernel.cli.command import assembled
from concord_kernel.people import NotSignedInError, Sessions
from typer.testing import CliRunner

if TYPE_CHECKING:
    from pathlib import Path

    from concord_kernel.people import Session
    from typer.testing import Result

    from tests.support.servers import Cluster


class Operator:
    """Somebody with the settings of a deployment."""

    def __init__(self, cluster: Cluster, session_key: Path) -> None:
        self._told = {
            "CONCORD_PEOPLE": cluster.people(),
            "CONCORD_SESSION_KEY": str(session_key),
        }

    def does(self, *arguments: str) -> Result:
        return CliRunner().invoke(assembled(), list(arguments), env=self._told)

    def said(self, *arguments: str) -> str:
        result = self.does(*arguments)
        assert result.exit_code == 0, result.output
        return result.stdout


@pytest.fixture
def operator(cluster: Cluster, server_room: Path) -> Operator:
    key = server_room / "session.key"
    key.write_text("5e" * 32, encoding="utf-8")
    return Operator(cluster, key)


def whose(cluster: Cluster, token: str) -> Session:
    async def ask() -> Session:
        async with Sessions.open(cluster.sessions()) as sessions:
            return await sessions.of(token)

    return asyncio.run(ask())


def in_days(days: int) -> str:
    return f"{clock.now() + timedelta(days=days):%Y-%m-%d}"


def issuing(agency: str, **other: str) -> list[str]:
    wished = {"--agency": agency, "--name": "Import", "--may": "see-cases", "--until": in_days(9)}
    return ["tokens", "issue", *(word for pair in (wished | other).items() for word in pair)]


def test_a_token_is_printed_once_listed_by_its_account_and_revoked(
    operator: Operator, cluster: Cluster, agency: str
) -> None:
    token = operator.said(*issuing(agency), "--may", "see-reviews").strip()
    session = whose(cluster, token)
    assert (session.agency, session.scopes) == (agency, ("see-cases", "see-reviews"))

    listed = operator.said("tokens", "list", "--agency", agency)
    assert session.account in listed
    assert token not in listed
    (one,) = json.loads(operator.said("tokens", "list", "--agency", agency, "--json"))
    assert (one["account"], one["revoked"]) == (session.account, False)

    assert session.account in operator.said("tokens", "revoke", session.account)
    with pytest.raises(NotSignedInError):
        whose(cluster, token)
    assert operator.does("tokens", "revoke", session.account).exit_code == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"--may": "see-everything"}, "there is no action see-everything"),
        ({"--until": "2020-01-01"}, "within 90 days"),
        ({"--until": "2199-01-01"}, "within 90 days"),
        ({"--agency": "Santa Cruz"}, "agency:"),
        ({"--name": " "}, "name:"),
    ],
    ids=["action", "past", "too long", "agency", "name"],
)
def test_a_token_that_may_not_be_is_refused_in_words(
    operator: Operator, agency: str, wrong: dict[str, str], said: str
) -> None:
    result = operator.does(*issuing(agency, **wrong))

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def adding(agency: str, issuer: str = "", **other: str) -> list[str]:
    wished = {
        "--agency": agency,
        "--name": f"at-{agency}",
        "--title": "Test County staff",
        "--client-id": "concord",
    }
    issuer = issuer or f"https://{agency}.example"
    return [
        "providers",
        "add",
        issuer,
        *(word for pair in (wished | other).items() for word in pair),
    ]


def test_a_provider_is_added_listed_and_removed(
    operator: Operator, server_room: Path, agency: str
) -> None:
    (server_room / "secret").write_text("known to both\n", encoding="utf-8")

    said = operator.said(*adding(agency), "--secret-file", str(server_room / "secret"))

    assert f"/door/provider/at-{agency}/back" in said
    listed = operator.said("providers", "list")
    assert f"at-{agency}\t{agency}\thttps://{agency}.example\tconcord" in listed
    assert "known to both" not in said + listed
    assert "0 sessions ended" in operator.said("providers", "remove", f"at-{agency}")
    assert f"at-{agency}" not in operator.said("providers", "list")
    assert operator.does("providers", "remove", f"at-{agency}").exit_code == 1


def test_an_issuer_of_another_agency_is_not_added(
    operator: Operator, agency: str, new_agency: Any
) -> None:
    operator.said(*adding(agency))

    result = operator.does(*adding(new_agency(), f"https://{agency}.example"))

    assert result.exit_code == 1
    assert "another agency" in result.stderr


def test_an_unprotected_issuer_is_not_added(operator: Operator, agency: str) -> None:
    result = operator.does(*adding(agency, "http://elsewhere.example"))

    assert result.exit_code == 2
    assert "https://" in result.stderr


def test_a_secret_file_that_is_not_there_is_said_so(operator: Operator, agency: str) -> None:
    result = operator.does(*adding(agency), "--secret-file", "nowhere")

    assert result.exit_code == 2
    assert "nowhere" in result.stderr
