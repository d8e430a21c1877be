"""What a process is told from outside: ``CONCORD_*`` variables, read once at its start.

A missing or misspelt setting stops the start and is named; no value is ever shown, since addresses
hold passwords. Read by the ``concord`` command; everything else is given a ``Settings``.
"""

from __future__ import annotations

import os
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from concord_kernel.bus.address import Address

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails

PREFIX: Final = "CONCORD_"
_OF_TESTS: Final = "CONCORD_TEST_"
_FILE: Final = "_FILE"

Dsn = Annotated[str, StringConstraints(pattern=r"^postgres(ql)?://")]
"""A PostgreSQL address as a URL, with its password."""

SECRETS: Final = ("ledger", "rows", "vault", "vault_ledger", "sessions", "people", "admin")
"""What may be given as the name of a file that holds it, such as ``CONCORD_LEDGER_FILE``."""


class SettingsError(Exception):
    """The process cannot start; the message names each setting that is wrong, and no value."""


class Told(BaseSettings):
    """What a command is told by its environment, and by nothing else."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        use_attribute_docstrings=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then variables, then files that variables name; nothing lies about unasked."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, _NamedFiles(settings_cls)

    @classmethod
    def read(cls) -> Self:
        """Read the environment.

        Raises:
            SettingsError: something is missing, misspelt or of the wrong shape.
        """
        wrong = [*_misspelt(os.environ), *_twice(os.environ)]
        try:
            settings = cls()
        except ValidationError as error:
            wrong += [_said(one) for one in error.errors(include_url=False, include_input=False)]
        except SettingsError as error:
            wrong.append(str(error))
        else:
            if not wrong:
                return settings
        raise SettingsError("\n".join(wrong))


class ProcessSettings(Told):
    """What every process that goes on running needs."""

    ledger: Dsn = Field(repr=False)
    """PostgreSQL address of the ledger, as the role of this process."""
    bus: Annotated[tuple[str, ...], NoDecode, Field(min_length=1)]
    """NATS addresses, separated by commas; any of them will do."""
    bus_seed: Path | None = None
    """File with this process's key for the bus, named after its user, such as `review.seed`; none
    where the bus has no accounts."""
    http_host: str = "127.0.0.1"
    """Network address to answer on: the pages of `serve`; health and metrics of every process."""
    http_port: Annotated[int, Field(ge=1, le=65535)] = 8000
    """Port to answer on."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """What is logged at least."""
    patience: Annotated[float, Field(gt=0, le=300)] = 10.0
    """Seconds to wait for a database that is away before a command is told so."""

    @field_validator("bus", mode="before")
    @classmethod
    def _separated(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return [part.strip() for part in value.split(",") if part.strip()]

    @property
    def bus_address(self) -> Address:
        """This process's way to the bus."""
        return _address(self.bus, self.bus_seed)


class Settings(ProcessSettings):
    """What a service's processes need, ``concord serve`` and ``concord read``."""

    rows: Dsn = Field(repr=False)
    """PostgreSQL address of the service's own rows."""
    vault: Dsn | Literal[""] = Field(default="", repr=False)
    """PostgreSQL address of the vault; without it the service has no business with text."""
    vault_ledger: Dsn | Literal[""] = Field(default="", repr=False)
    """PostgreSQL address of the ledger as the vault, which records there who reads what."""
    sessions: Dsn | Literal[""] = Field(default="", repr=False)
    """PostgreSQL address of the people's database as who may ask whose a token is; every `serve`
    needs it."""
    people: Dsn | Literal[""] = Field(default="", repr=False)
    """PostgreSQL address of the people's database as who writes it; for the door alone."""
    secure: bool = True
    """Whether people come by HTTPS; false on one machine only, where cookies go without it."""
    site: Annotated[str, StringConstraints(pattern=r"^(https?://)?[a-z0-9.:-]*$")] = ""
    """The name under which people come in, such as `reviews.example.gov`; by default the one that
    they asked for."""
    proxies: str = "127.0.0.1"
    """Addresses or networks, separated by commas, whose word is taken for where a request comes
    from."""
    idle_minutes: Annotated[int, Field(ge=5, le=720)] = 30
    """How long a person's session may go unused."""
    webhooks_inside: bool = False
    """Whether webhooks may go to private networks, and over plain HTTP: on one machine, or inside
    of one house."""
    keys: Path
    """Directory of the agencies' keys; outside every data directory and its backups."""
    session_key: Path
    """File with the key from which proofs of forms, seals of secrets and keys of drafts are made:
    32 bytes in hexadecimal, the same in each service."""
    demo: Path | None = None
    """File that lists as whom anybody may enter a demonstration; never where real cases are."""

    @property
    def origin(self) -> str:
        """Scheme and name under which people come in; empty where they are taken from requests."""
        scheme = "https" if self.secure else "http"
        return self.site if "://" in self.site or not self.site else f"{scheme}://{self.site}"


class RelaySettings(ProcessSettings):
    """What ``concord relay`` needs."""

    bus_provisioner_seed: Path | None = None
    """File with the provisioner's key for the bus, `provisioner.seed`; with it the relay makes a
    lost stream again."""
    bus_replicas: Annotated[int, Field(ge=1, le=5)] = 1
    """On how many NATS servers the stream is kept."""

    @property
    def provisioner_address(self) -> Address:
        """The way to the bus as the user who may make the stream."""
        return _address(self.bus, self.bus_provisioner_seed)


class ProvisionSettings(Told):
    """What ``concord provision`` needs."""

    admin: Dsn = Field(repr=False)
    """PostgreSQL address of a superuser, database `postgres`."""
    passwords: Path
    """File with the passwords of the roles: a JSON object."""


KINDS: Final[dict[str, type[Told]]] = {
    "serve, read": Settings,
    "relay": RelaySettings,
    "provision": ProvisionSettings,
}
"""Which command reads which settings."""


def _address(servers: tuple[str, ...], seed: Path | None) -> Address:
    return Address(servers=servers, user=seed.stem if seed else "", seed=seed)


class _NamedFiles(PydanticBaseSettingsSource):
    """Reads a secret from the file that ``CONCORD_<SETTING>_FILE`` names."""

    def get_field_value(  # ruff: ignore[no-self-use] -- the library calls it on an instance
        self, field: FieldInfo, field_name: str
    ) -> tuple[Any, str, bool]:
        """The file's content without the line's end."""
        del field
        named = os.environ.get(_variable(field_name) + _FILE)
        return (_content(field_name, named) if named else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        fields = self.settings_cls.model_fields
        found = {
            name: self.get_field_value(fields[name], name)[0] for name in SECRETS if name in fields
        }
        return {name: value for name, value in found.items() if value is not None}


def _content(name: str, file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"{_variable(name)}{_FILE}: the file cannot be read") from None


def known_variables() -> frozenset[str]:
    """Every variable that some process reads."""
    names = {name for kind in KINDS.values() for name in kind.model_fields}
    return frozenset(_variable(name) for name in names) | {
        _variable(name) + _FILE for name in SECRETS
    }


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _misspelt(given: Iterable[str]) -> list[str]:
    known = known_variables()
    return [
        f"{name}: there is no such setting{_instead(name, known)}"
        for name in sorted(given)
        if name.startswith(PREFIX) and not name.startswith(_OF_TESTS) and name not in known
    ]


def _instead(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, sorted(known), n=1)
    return f"; is it {close[0]}?" if close else ""


def _twice(given: Iterable[str]) -> list[str]:
    names = set(given)
    return [
        f"{_variable(name)}: given twice, also as {_variable(name)}{_FILE}"
        for name in SECRETS
        if {_variable(name), _variable(name) + _FILE} <= names
    ]


def _said(error: ErrorDetails) -> str:
    variable = _variable(str(error["loc"][0]))
    return f"{variable}: {'missing' if error['type'] == 'missing' else error['msg']}"


def settings_reference() -> str:
    """The page that lists every setting, in Markdown."""
    lines = [
        "# Settings",
        "",
        "A process reads these variables once, at its start.",
        "A missing, misspelt or malformed one stops it.",
        "The message names the setting and shows no value.",
        "",
        *("| variable | read by | default | meaning |", "|---|---|---|---|"),
    ]
    rows = [row for command, kind in _own_fields() for row in _rows(command, kind)]
    files = ", ".join(f"`{_variable(name)}{_FILE}`" for name in SECRETS)
    note = f"{files} name a file instead, for addresses that hold a password."
    return "\n".join([*lines, *rows, "", note, ""])


def _own_fields() -> list[tuple[str, dict[str, FieldInfo]]]:
    shared = dict(ProcessSettings.model_fields)
    own = [
        (command, {n: f for n, f in kind.model_fields.items() if n not in shared})
        for command, kind in KINDS.items()
    ]
    return [("serve, read, relay", shared), *own]


def _rows(command: str, fields: dict[str, FieldInfo]) -> list[str]:
    return [
        f"| `{_variable(name)}` | {command} | {_default(field)} | {_one_line(field)} |"
        for name, field in fields.items()
    ]


def _one_line(field: FieldInfo) -> str:
    return " ".join((field.description or "").split())


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    return f"`{field.default}`" if field.default not in {None, ""} else "none"
