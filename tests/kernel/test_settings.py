"""A process starts with settings that are right, or says which are wrong, and shows no value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from concord_kernel.cli.processes import serve
from concord_kernel.settings import (
    KINDS,
    RelaySettings,
    Settings,
    SettingsError,
    known_variables,
    settings_reference,
)
from pydantic import ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "hunter2"  # ruff: ignore[hardcoded-password-string] -- the canary
GOOD = {
    "CONCORD_LEDGER": f"postgresql://concord_review:{SECRET}@/concord_ledger?host=%2Frun",
    "CONCORD_ROWS": f"postgresql://concord_review:{SECRET}@/concord_review?host=%2Frun",
    "CONCORD_BUS": "nats://a:4222, nats://b:4222",
    "CONCORD_BUS_SEED": "/secrets/review.seed",
    "CONCORD_KEYS": "/keys",
    "CONCORD_SESSION_KEY": "/secrets/session-key",
}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], None]:
    def set_all(variables: dict[str, str]) -> None:
        for name in known_variables():
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

    return set_all


def refusal(kind: type[Settings | RelaySettings] = Settings) -> str:
    with pytest.raises(SettingsError) as caught:
        kind.read()
    return str(caught.value)


def test_settings_are_read_from_the_environment(given: Callable[[dict[str, str]], None]) -> None:
    given(GOOD)
    settings = Settings.read()
    assert settings.ledger == GOOD["CONCORD_LEDGER"]
    assert settings.bus_address.servers == ("nats://a:4222", "nats://b:4222")
    assert settings.bus_address.user == "review"
    assert (settings.http_port, settings.patience, settings.demo) == (8000, 10.0, None)


def test_a_bus_without_accounts_needs_no_user(given: Callable[[dict[str, str]], None]) -> None:
    given({name: value for name, value in GOOD.items() if name != "CONCORD_BUS_SEED"})
    assert not Settings.read().bus_address.user


@pytest.mark.parametrize(
    "name", ["CONCORD_LEDGER", "CONCORD_ROWS", "CONCORD_BUS", "CONCORD_KEYS", "CONCORD_SESSION_KEY"]
)
def test_a_missing_setting_is_named(name: str, given: Callable[[dict[str, str]], None]) -> None:
    given({other: value for other, value in GOOD.items() if other != name})
    assert refusal() == f"{name}: missing"


def test_a_misspelt_setting_is_named_with_the_right_one(
    given: Callable[[dict[str, str]], None],
) -> None:
    given({**GOOD, "CONCORD_PATIENSE": "3"})
    assert refusal() == "CONCORD_PATIENSE: there is no such setting; is it CONCORD_PATIENCE?"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONCORD_LEDGER", SECRET),
        ("CONCORD_ROWS", f"mysql://{SECRET}"),
        ("CONCORD_VAULT", SECRET),
        ("CONCORD_BUS", ""),
        ("CONCORD_HTTP_PORT", f"80{SECRET}"),
        ("CONCORD_HTTP_PORT", "65536"),
        ("CONCORD_LOG_LEVEL", SECRET),
        ("CONCORD_PATIENCE", "0"),
        ("CONCORD_SESSIONS", SECRET),
        ("CONCORD_PEOPLE", SECRET),
        ("CONCORD_IDLE_MINUTES", "1"),
        ("CONCORD_SITE", "https://here/there"),
        ("CONCORD_SECURE", SECRET),
    ],
)
def test_a_malformed_setting_is_named_and_nothing_is_shown(
    name: str, value: str, given: Callable[[dict[str, str]], None]
) -> None:
    given({**GOOD, name: value})
    said = refusal()
    assert said.startswith(f"{name}: ")
    assert SECRET not in said


@pytest.mark.parametrize(
    ("site", "secure", "origin"),
    [
        ("", "true", ""),
        ("reviews.example.gov", "true", "https://reviews.example.gov"),
        ("https://reviews.example.gov", "true", "https://reviews.example.gov"),
        ("localhost:8000", "false", "http://localhost:8000"),
    ],
)
def test_the_name_of_the_site_makes_its_origin(
    site: str, secure: str, origin: str, given: Callable[[dict[str, str]], None]
) -> None:
    given({**GOOD, "CONCORD_SITE": site, "CONCORD_SECURE": secure})
    assert Settings.read().origin == origin


@pytest.mark.parametrize(
    ("service", "missing"), [("review", "CONCORD_SESSIONS"), ("door", "CONCORD_PEOPLE")]
)
def test_nothing_is_served_where_nobody_could_be_known(
    service: str, missing: str, given: Callable[[dict[str, str]], None]
) -> None:
    people = {"CONCORD_SESSIONS": GOOD["CONCORD_ROWS"], "CONCORD_PEOPLE": GOOD["CONCORD_ROWS"]}
    given({**GOOD, **{name: dsn for name, dsn in people.items() if name != missing}})
    with pytest.raises(SettingsError, match=f"{missing}: missing"):
        serve(service)


def test_every_wrong_setting_is_named_at_once(given: Callable[[dict[str, str]], None]) -> None:
    given({"CONCORD_LEDGER": GOOD["CONCORD_LEDGER"], "CONCORD_BUSS": "x"})
    said = refusal(RelaySettings)
    assert said.splitlines() == [
        "CONCORD_BUSS: there is no such setting; is it CONCORD_BUS?",
        "CONCORD_BUS: missing",
    ]


def test_an_address_may_stand_in_a_file(
    tmp_path: Path, given: Callable[[dict[str, str]], None]
) -> None:
    file = tmp_path / "ledger"
    file.write_text(f"{GOOD['CONCORD_LEDGER']}\n")
    rest = {name: value for name, value in GOOD.items() if name != "CONCORD_LEDGER"}
    given({**rest, "CONCORD_LEDGER_FILE": str(file)})
    assert Settings.read().ledger == GOOD["CONCORD_LEDGER"]
    given({**GOOD, "CONCORD_LEDGER_FILE": str(file)})
    assert refusal() == "CONCORD_LEDGER: given twice, also as CONCORD_LEDGER_FILE"
    given({**rest, "CONCORD_LEDGER_FILE": str(tmp_path / SECRET)})
    assert refusal() == "CONCORD_LEDGER_FILE: the file cannot be read"


def test_settings_show_no_address_and_do_not_change(
    given: Callable[[dict[str, str]], None],
) -> None:
    given({**GOOD, "CONCORD_VAULT": GOOD["CONCORD_ROWS"]})
    settings = Settings.read()
    assert SECRET not in repr(settings) + str(settings)
    with pytest.raises(ValidationError):
        settings.patience = 3  # type: ignore[misc]  # what the test is about


def test_a_setting_of_another_process_is_no_mistake(
    given: Callable[[dict[str, str]], None],
) -> None:
    given({**GOOD, "CONCORD_BUS_PROVISIONER_SEED": "/secrets/provisioner.seed"})
    assert RelaySettings.read().provisioner_address.user == "provisioner"
    assert Settings.read().rows == GOOD["CONCORD_ROWS"]


def test_the_reference_lists_every_setting_with_its_meaning() -> None:
    page = settings_reference()
    assert all(f"`{name}`" in page for name in known_variables())
    assert all(field.description for kind in KINDS.values() for field in kind.model_fields.values())
