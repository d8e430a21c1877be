"""``concord providers``: where an agency's people sign in, if not here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from concord_kernel.cli.people_room import PeopleDsn, in_people, stop, stop_at
from concord_kernel.people.providers import Provider, ProviderTakenError, ProviderUnknownError
from concord_kernel.people.sealing import Sealing

app = typer.Typer(help="Agencies' identity providers.", no_args_is_help=True)

Issuer = Annotated[str, typer.Argument(help="The provider's address, exactly as it names itself.")]
Name = Annotated[str, typer.Argument(help="The provider's short name.")]
NewName = Annotated[str, typer.Option("--name", help="A short name for addresses and commands.")]
Agency = Annotated[str, typer.Option(help="The agency whose people it vouches for.")]
Title = Annotated[str, typer.Option(help="What the button at sign-in says.")]
ClientId = Annotated[str, typer.Option(help="Concord's name there.")]
SecretFile = Annotated[
    Path | None,
    typer.Option(
        exists=True,
        dir_okay=False,
        help="File with Concord's password there; none if it gave none.",
    ),
]
SessionKey = Annotated[
    Path,
    typer.Option(
        envvar="CONCORD_SESSION_KEY",
        exists=True,
        dir_okay=False,
        help="File with the deployment's session key.",
    ),
]


@app.command()
def add(  # ruff: ignore[too-many-arguments, too-many-positional-arguments] -- each is an option of the command
    issuer: Issuer,
    agency: Agency,
    name: NewName,
    title: Title,
    client_id: ClientId,
    people: PeopleDsn,
    session_key: SessionKey,
    secret_file: SecretFile = None,
) -> None:
    """Let an agency's people sign in at its provider; again to change anything but the agency."""
    try:
        new = Provider(issuer=issuer, slug=name, home=agency, title=title, client_id=client_id)
    except ValidationError as error:
        stop_at(error)
    secret = secret_file.read_text("utf-8").strip() if secret_file else ""
    sealed = Sealing.from_file(session_key).seal(secret, issuer) if secret else None
    try:
        in_people(people, lambda room: room.providers.add(new, sealed))
    except ProviderTakenError:
        stop(1, "this issuer answers for another agency, or another provider has this name")
    typer.echo(f"people of {agency} may sign in at {issuer}")
    typer.echo(f"tell it to send them back to https://<your site>/door/provider/{name}/back")


@app.command("list")
def list_all(people: PeopleDsn) -> None:
    """Every provider with its agency."""
    for one in in_people(people, lambda room: room.providers.all()):
        typer.echo(f"{one.slug}\t{one.home}\t{one.issuer}\t{one.client_id}")


@app.command()
def remove(name: Name, people: PeopleDsn) -> None:
    """Let nobody in from a provider any more; their sessions end at once."""
    try:
        ended = in_people(people, lambda room: room.providers.remove(name))
    except ProviderUnknownError:
        stop(1, f"there is no provider {name}")
    typer.echo(f"nobody comes in from {name} any more; {ended} sessions ended")
