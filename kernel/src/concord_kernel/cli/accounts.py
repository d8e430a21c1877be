"""``concord accounts``: who may sign in with a name and a password, and who is inside by it."""

from __future__ import annotations

import asyncio
import json
import secrets
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import track
from stamina.instrumentation import set_on_retry_hooks

from concord_kernel.cli.account_file import UnfitFileError, WantedAccount, wanted_in
from concord_kernel.decider import Refused
from concord_kernel.people import (
    Account,
    AccountUnknownError,
    NameTakenError,
    NewAccount,
    People,
    PeopleUnavailableError,
    UnfitPasswordError,
)
from concord_kernel.web import words

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

app = typer.Typer(help="Accounts of people, and their sessions.", no_args_is_help=True)

T = TypeVar("T")

PeopleDsn = Annotated[
    str, typer.Option("--people", envvar="CONCORD_PEOPLE", help="The people's database.")
]
Who = Annotated[str, typer.Argument(help="The name at sign-in, or the Concord number.")]
PasswordFile = Annotated[
    Path | None, typer.Option(help="File with the password; else one is made and printed once.")
]
Ask = Annotated[bool, typer.Option("--ask", help="Ask for the password on the terminal.")]
NoPassword = Annotated[
    bool, typer.Option("--no-password", help="No password: invite the person instead.")
]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]

RULES: dict[type[Exception], str] = {
    NameTakenError: "account.name-taken",
    AccountUnknownError: "account.unknown",
    PeopleUnavailableError: "people.away",
}
"""What is said of errors whose sentence is always the same."""


@app.command()
def add(  # ruff: ignore[too-many-arguments] -- one for each word of the command
    name: Annotated[str, typer.Argument(help="What is typed at sign-in.")],
    home: Annotated[str, typer.Option(help="The agency the person belongs to.")],
    display: Annotated[str, typer.Option(help="How the person is called on pages.")],
    people: PeopleDsn,
    actor: Annotated[str, typer.Option(help="The Concord number; else one by chance.")] = "",
    password_file: PasswordFile = None,
    *,
    ask: Ask = False,
    no_password: NoPassword = False,
) -> None:
    """Make an account; roles are given apart, by `concord roles`."""
    new = _new({"name": name, "display": display, "home": home, "actor": actor})
    password, made = ("", False) if no_password else _password(password_file, ask=ask)
    account = _do(people, lambda room: room.accounts.create(new, password))
    typer.echo(f"{account.name}\t{account.id}\t{account.home}")
    _say(password, made=made)


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="JSON list or CSV with a heading.")],
    people: PeopleDsn,
) -> None:
    """Make many accounts: name, display, home, and password and actor where wanted.

    All of the file is read before anything is made. An account that is there already gets the
    password of the file.
    """
    wanted = _wanted(file)

    async def make(room: People) -> list[Account]:
        console = Console(stderr=True)
        told = track(wanted, "Accounts", console=console, disable=not console.is_terminal)
        return [await _made(room, one) for one in told]

    for account in _do(people, make):
        typer.echo(f"{account.name}\t{account.id}\t{account.home}")


@app.command()
def invite(
    who: Who,
    people: PeopleDsn,
    site: Annotated[str, typer.Option(envvar="CONCORD_SITE", help="Where people come in.")] = "",
    days: Annotated[int, typer.Option(min=1, max=30, help="How long it is good for.")] = 3,
) -> None:
    """Print a link by which one person chooses a password, once; earlier links end."""

    async def invited(room: People) -> str:
        account = await _account(room, who)
        return await room.invitations.invite(account.id, timedelta(days=days))

    code = _do(people, invited)
    origin = site if "://" in site or not site else f"https://{site}"
    typer.echo(f"{origin.rstrip('/')}/door/invitation?code={code}")


@app.command()
def password(
    who: Who, people: PeopleDsn, password_file: PasswordFile = None, *, ask: Ask = False
) -> None:
    """Set another password, and end every session."""
    chosen, made = _password(password_file, ask=ask)

    async def change(room: People) -> Account:
        account = await _account(room, who)
        await room.accounts.set_password(account.id, chosen)
        await room.signed_in.end_all(account.id)
        return account

    typer.echo(f"{_do(people, change).name} has another password, and is signed out")
    _say(chosen, made=made)


@app.command()
def close(
    who: Who,
    people: PeopleDsn,
    *,
    forget: Annotated[bool, typer.Option("--forget", help="Forget the names too.")] = False,
) -> None:
    """Let a person in no more, and end every session now; what they recorded stays."""

    async def shut(room: People) -> Account:
        account = await _account(room, who)
        await room.accounts.close(account.id, forget=forget)
        return account

    typer.echo(f"{_do(people, shut).name} is closed, and signed out everywhere")


@app.command("list")
def list_all(
    people: PeopleDsn,
    home: Annotated[str, typer.Option(help="Only of this agency.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Every account, closed ones too."""
    found = [one for one in _do(people, lambda room: room.accounts.all()) if home in {"", one.home}]
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in found], indent=1))
        return
    for one in found:
        state = "closed" if one.closed_at else "open"
        typer.echo(f"{one.name}\t{one.id}\t{one.home}\t{one.kind}\t{state}\t{one.display}")


@app.command()
def sessions(who: Who, people: PeopleDsn) -> None:
    """The sessions of an account that go on."""

    async def of(room: People) -> list[Any]:
        return list(await room.signed_in.of((await _account(room, who)).id))

    for one in _do(people, of):
        since, seen = one.signed_in_at, one.last_seen_at
        typer.echo(f"{since:%Y-%m-%d %H:%M}\t{seen:%Y-%m-%d %H:%M}\t{one.kind}\t{one.name}")


@app.command("end-sessions")
def end_sessions(who: Who, people: PeopleDsn) -> None:
    """Sign a person out everywhere."""

    async def end(room: People) -> int:
        return await room.signed_in.end_all((await _account(room, who)).id)

    typer.echo(f"{_do(people, end)} sessions were ended")


async def _account(room: People, who: str) -> Account:
    try:
        return await room.accounts.named(who)
    except AccountUnknownError:
        return await room.accounts.of(who)


async def _made(room: People, wanted: WantedAccount) -> Account:
    """Make one account, or give the one that is there the password wanted.

    Raises:
        NameTakenError: the one that is there is somebody else's.
    """
    try:
        return await room.accounts.create(wanted.new, wanted.password)
    except NameTakenError:
        there = await room.accounts.named(wanted.new.name)
    if there.home != wanted.new.home or wanted.new.actor not in {"", there.id}:
        raise NameTakenError
    if wanted.password:
        await room.accounts.set_password(there.id, wanted.password)
    return there


def _password(file: Path | None, *, ask: bool) -> tuple[str, bool]:
    """The password, and whether it was made here."""
    if file is not None:
        return file.read_text("utf-8").strip(), False
    if ask:
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True)), False
    return secrets.token_urlsafe(18), True


def _say(password: str, *, made: bool) -> None:
    if made:
        typer.echo(f"password, shown this once:\t{password}")


def _new(fields: dict[str, str]) -> NewAccount:
    """What an account is made of.

    Raises:
        BadParameter: a name, a home or a number that no account can have.
    """
    try:
        return NewAccount.model_validate(fields)
    except ValidationError as error:
        raise typer.BadParameter(_places(error)) from None


def _wanted(file: Path) -> list[WantedAccount]:
    """Every account of a file.

    Raises:
        Exit: some of its rows cannot be accounts.
    """
    try:
        return wanted_in(file)
    except UnfitFileError as error:
        for line in error.lines:
            typer.echo(line, err=True)
        raise typer.Exit(1) from None


def _places(error: ValidationError) -> str:
    """Which fields are wrong, without what stands in them."""
    fields = {str(one["loc"][0]) for one in error.errors(include_input=False, include_url=False)}
    return ", ".join(sorted(fields)) + ": not of the right form"


def _do(dsn: str, work: Callable[[People], Awaitable[T]]) -> T:
    async def run() -> T:
        async with People.open(dsn) as people:
            return await work(people)

    words.add("concord_kernel.door")
    set_on_retry_hooks(())  # an operator is told the end of it, not every attempt
    try:
        return asyncio.run(run())
    except UnfitPasswordError as error:
        raise Refused(error.rule) from None
    except tuple(RULES) as error:
        raise Refused(RULES[type(error)]) from None
