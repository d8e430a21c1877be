"""``concord tokens``: what services and scripts come in with."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from pydantic import ValidationError

from concord_kernel import clock
from concord_kernel.access import ACTIONS
from concord_kernel.cli.people_room import PeopleDsn, in_people, stop, stop_at
from concord_kernel.people.tokens import LONGEST, NewToken, TokenTooLongError, TokenUnknownError

app = typer.Typer(help="Tokens of services and scripts.", no_args_is_help=True)

Agency = Annotated[str, typer.Option(help="The only agency the program acts in.")]
Name = Annotated[str, typer.Option(help="What the program is called, for the list.")]
May = Annotated[
    list[str], typer.Option(help="An action it may ask for; give it several times for several.")
]
Until = Annotated[
    datetime,
    typer.Option(
        formats=["%Y-%m-%d"],
        help=f"Its last day, at most {LONGEST.days} days from now. Days end at midnight, UTC.",
    ),
]
Account = Annotated[str, typer.Argument(help="The program's account, as the list has it.")]
OneAgency = Annotated[str, typer.Option("--agency", help="Only this agency's.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command()
def issue(agency: Agency, name: Name, may: May, until: Until, people: PeopleDsn) -> None:
    """Print a new token. It is shown this once; only its hash is kept."""
    if unknown := sorted(set(may) - ACTIONS.keys()):
        stop(2, f"there is no action {', '.join(unknown)}", f"there are: {', '.join(ACTIONS)}")
    ends = until.replace(tzinfo=UTC) + timedelta(days=1)
    try:
        new = NewToken(name=name, agency=agency, scopes=tuple(may), until=ends)
        token, account = in_people(people, lambda room: room.tokens.issue(new, clock.now()))
    except ValidationError as error:
        stop_at(error)
    except TokenTooLongError:
        stop(2, f"a token ends after today, and within {LONGEST.days} days")
    typer.echo(f"{account} may act in {agency} until the end of {until:%Y-%m-%d}", err=True)
    typer.echo(token)


@app.command("list")
def list_all(people: PeopleDsn, agency: OneAgency = "", *, as_json: AsJson = False) -> None:
    """Every token by its program's account; never the token itself."""
    found = in_people(people, lambda room: room.tokens.all(agency))
    if as_json:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in found], indent=2))
        return
    for one in found:
        state = "revoked" if one.revoked else f"until {one.until:%Y-%m-%d %H:%M}"
        typer.echo(f"{one.account}\t{one.agency}\t{state}\t{','.join(one.scopes)}\t{one.name}")


@app.command()
def revoke(account: Account, people: PeopleDsn) -> None:
    """Let a program in no more, from its next request on."""
    try:
        in_people(people, lambda room: room.tokens.revoke(account))
    except TokenUnknownError:
        stop(1, f"{account} holds no token, or it was revoked before")
    typer.echo(f"{account} holds no token any more")
