"""``concord rules``: which editions are installed, what one says, and what dates follow from it.

Reads plugins and calculates; touches no database. Errors are words on the error output and exit
code 2.
"""

from __future__ import annotations

import csv
import json
import sys
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from concord_contracts.chain import (
    DRAFT_RECEIVED,
    FIRST_DAY,
    LAST_DAY,
    ImpossibleDateError,
    due_dates,
)

from concord_kernel.cli.datesheet import DateSheet
from concord_kernel.cli.rulebook import laid_out
from concord_kernel.cli.sheets import Sheet, print_sheets
from concord_kernel.jurisdictions import JurisdictionError, Jurisdictions

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from concord_contracts.rules import Edition

app = typer.Typer(
    no_args_is_help=True, help="Editions of rules, and the dates that follow from them."
)

AsJson = Annotated[bool, typer.Option("--json", help="Write JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Write CSV: the published columns, one row.")]
Code = Annotated[str, typer.Argument(help="An edition, as `concord rules list` gives it.")]
Day = Annotated[str, typer.Option(metavar="DATE", help="A day: 2009-03-13.")]
Days = Annotated[list[str] | None, typer.Option(metavar="DATE", help="May be given several times.")]
Pairs = Annotated[
    list[str] | None, typer.Option(metavar="NAME=DATE", help="May be given several times.")
]


@app.command("list")
def list_editions(*, as_json: AsJson = False) -> None:
    """List the installed jurisdictions, their editions, and plugins that fail."""
    states = Jurisdictions.installed().all()
    rows = [
        (state.name, edition, state.jurisdiction.name if state.jurisdiction else "", state.problem)
        for state in states
        for edition in (state.jurisdiction.editions if state.jurisdiction else ("",))
    ]
    columns = ("jurisdiction", "edition", "name", "problem")
    if as_json:
        typer.echo(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], indent=2))
    else:
        print_sheets([Sheet("Installed editions", columns, rows)])


@app.command()
def show(edition: Code, *, as_json: AsJson = False) -> None:
    """Print an edition: every rule with its sentence, source, days in force and certainty."""
    with _told_in_words():
        found = Jurisdictions.installed().read(edition)
    if as_json:
        typer.echo(found.canonical())
    else:
        print_sheets(laid_out(found))


@app.command()
def dates(  # ruff: ignore[too-many-arguments] -- the options of one command
    *,
    edition: Annotated[str, typer.Option(metavar="EDITION", help="Under which rules.")],
    last_day: Day = "",
    first_day: Day = "",
    draft_received: Day = "",
    anchor: Pairs = None,
    recorded: Pairs = None,
    holiday: Days = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Print every date that follows from the told ones.

    Other dates that an edition counts from are told with --anchor; a date that was recorded in
    place of a derived one, with --recorded. Holidays count for working days only.
    """
    common = {LAST_DAY: last_day, FIRST_DAY: first_day, DRAFT_RECEIVED: draft_received}
    told = {name: _day(text) for name, text in common.items() if text} | _pairs(anchor)
    with _told_in_words():
        rules = Jurisdictions.installed().read(edition)
        _must_be_told(rules, told)
        holidays = [_day(text) for text in holiday or ()]
        due = due_dates(rules, told, holidays=holidays, recorded=_pairs(recorded))
    _print_dates(DateSheet(rules, told, due), as_json=as_json, as_csv=as_csv)


def _must_be_told(rules: Edition, told: Mapping[str, date]) -> None:
    if not told:
        known = ", ".join(each.id for each in rules.anchors) or "none"
        raise ImpossibleDateError(f"tell a date to count from ({rules.id} knows {known})")


def _print_dates(sheet: DateSheet, *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_as_json(sheet), indent=2, ensure_ascii=False))
    elif as_csv:
        columns = sheet.columns()
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(name for name, _ in columns)
        writer.writerow(value for _, value in columns)
    else:
        print_sheets(sheet.sheets())


def _as_json(sheet: DateSheet) -> Mapping[str, object]:
    return {
        "edition": sheet.edition.id,
        "content": sheet.edition.digest(),
        "told": {name: str(day) for name, day in sheet.told.items()},
        "columns": dict(sheet.columns()),
        "due": [due.model_dump(mode="json") for due in sheet.due],
    }


def _pairs(given: Sequence[str] | None) -> dict[str, date]:
    found: dict[str, date] = {}
    for pair in given or ():
        name, equals, text = pair.partition("=")
        if not equals:
            raise typer.BadParameter(f"write NAME=DATE, not {pair}")
        found[name] = _day(text)
    return found


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # ruff: ignore[call-datetime-strptime-without-zone] -- a calendar day
    except ValueError:
        raise typer.BadParameter(f"{text} is not a day; write one like 2009-03-13") from None


@contextmanager
def _told_in_words() -> Generator[None]:
    try:
        yield
    except (JurisdictionError, ImpossibleDateError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
