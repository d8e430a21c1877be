"""``concord vault``: removing orphans, and destroying again what the ledger says is erased."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from concord_kernel import service as services
from concord_kernel.office import opened
from concord_kernel.settings import Settings, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from concord_kernel.vault import Vault

app = typer.Typer(help="The vault of one service's settings.", no_args_is_help=True)

ServiceName = Annotated[str, typer.Argument(help="A service that serves text.")]
Agency = Annotated[str, typer.Argument(help="Whose keys.")]


@app.command()
def sweep(service: ServiceName) -> None:
    """Remove texts older than a day that no fact refers to; every service does so hourly."""
    swept = _do(service, lambda vault: vault.sweep())
    typer.echo(f"{swept.removed} texts that no fact refers to were removed")


@app.command("destroy-again")
def destroy_again(service: ServiceName, agency: Agency) -> None:
    """After a key place was restored: destroy every key that the ledger says is erased."""
    done = _do(service, lambda vault: vault.destroy_again(agency))
    typer.echo(f"keys of {len(done)} subjects were destroyed again")


def _do(service: str, work: Callable[[Vault], Coroutine[Any, Any, Any]]) -> Any:
    async def run() -> Any:
        async with opened(services.installed(service), Settings.read()) as office:
            if office.vault is None:
                raise SettingsError("CONCORD_VAULT: missing")
            return await work(office.vault)

    return asyncio.run(run())
