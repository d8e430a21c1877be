"""``concord-demo``: starts everything on this machine, plays two reviews, leaves the site running.

With ``--once`` it checks what came of them, stops everything and exits 0.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from concord_kernel import clock
from concord_kernel.servers import OtherVersionError, ServerFailedError
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from concord_demo import durham, players, santa_cruz
from concord_demo.cast import Cast, put_up
from concord_demo.check import check
from concord_demo.ready_made import ready_made
from concord_demo.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(".run/demo")
ONCE_ROOT = Path(".run/demo-once")
"""Where a demonstration keeps its data; one that is played once starts with none."""

START_ANEW = "Nothing runs. Remove {}, as `make clean` does, and start again."


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command.

    Raises:
        SystemExit: with 1 if something does not start, with its reason.
    """
    parser = argparse.ArgumentParser(prog="concord-demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="check the outcome and stop")
    parser.add_argument("--root", type=Path, help="where it keeps its data")
    given = parser.parse_args(arguments)
    root = (given.root or (ONCE_ROOT if given.once else ROOT)).resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console = Console(stderr=True)
    try:
        _run(Stage(root), console, once=given.once)
    except ServerFailedError as error:
        console.print(f"[red]{error}[/]", highlight=False)
        if isinstance(error, OtherVersionError):
            console.print(START_ANEW.format(root))
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        console.print("Stopped.")
    if given.once:
        shutil.rmtree(root, ignore_errors=True)


def _run(stage: Stage, console: Console, *, once: bool) -> None:
    try:
        _start(stage, console)
        told = play(stage, console)
        if once:
            check(stage, told)
            console.print("[green]Everything came out as it should.[/]")
        else:
            _show_accounts(stage, console)
            _stay(stage)
    finally:
        stage.deployment.stop()


def _start(stage: Stage, console: Console) -> None:
    with _progress(console) as bar:
        task = bar.add_task("starting", total=None)
        stage.start(
            lambda what, nth, of: bar.update(task, description=what, completed=nth, total=of)
        )
        for agency in (santa_cruz.AGENCY, durham.AGENCY):
            bar.update(task, description=f"{agency} joins")
            stage.let_join(agency)
        bar.update(task, description="accounts")
        stage.enrol(players.ALL, players.FIRST)
    console.print(f"{len(stage.deployment.processes)} servers and processes are up")


def play(stage: Stage, console: Console) -> tuple[santa_cruz.Story, durham.Story]:
    """Play both reviews, and put up the ready-made accounts on the front page."""
    with stage.visit() as http, _progress(console) as bar:
        task = bar.add_task("playing", total=santa_cruz.STEPS + durham.STEPS)
        cast = Cast(http, stage.passwords, str(clock.new_command_id()))

        def tell(said: str) -> None:
            bar.console.print(f"  {said}", highlight=False)

        one = santa_cruz.Story(cast, tell)
        other = durham.Story(cast, tell)
        for step in (*santa_cruz.steps(one), *durham.steps(other, one)):
            step()
            bar.advance(task)
        put_up(list(ready_made(one, other, stage.passwords)), stage.doors)
    return one, other


def _progress(console: Console) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)


def _show_accounts(stage: Stage, console: Console) -> None:
    """Who anybody may sign in as, with the password and what one sees."""
    table = Table("sign in as", "password", "what one sees", title="Ready-made accounts, synthetic")
    for one in json.loads(stage.doors.read_text("utf-8")):
        table.add_row(one["name"], one["password"], f"{one['label']}: {one['sees']}")
    console.print(table)


def _named(url: str) -> str:
    """The address by name: passkeys are bound to a name, and numbers are none."""
    return url.replace("127.0.0.1", "localhost")


def _stay(stage: Stage) -> None:
    sys.stdout.write(
        f"\nConcord runs at {_named(stage.deployment.url)}\nPress Ctrl+C to stop it.\n"
    )
    sys.stdout.flush()
    signal.pause()


if __name__ == "__main__":
    main()
