"""The pages of rules: an index of installed editions, and one page an edition with every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from concord_kernel.reference.markdown import code, page, table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from concord_contracts.rules import Edition

    from concord_kernel.jurisdictions import Jurisdictions

HEAD: Final = """# Rules

A jurisdiction's rules come from its plugin, as editions: one dated version of one protocol's rules.
Every parameter, date, list and quota carries the sentence that it was read in,
where that stands, since when it binds, and how sure the reading is.

- *certain* was read in the source
- *inferred* is a reading of a silent, garbled or contradictory text
- *unconfirmed* has no source text, and its note says what is missing

How hard a rule binds is its level.

- `block` refuses
- `block-release` keeps a release back
- `warn` can be gone past by a named person with a reason, which is recorded
- `info` and `ignore` refuse nothing
"""


class Laid(Protocol):
    """A table of an edition, as the command line lays it out."""

    @property
    def title(self) -> str:
        """What it shows."""

    @property
    def columns(self) -> Sequence[str]:
        """The headings."""

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        """The cells."""


def rules_pages(
    jurisdictions: Jurisdictions, lay_out: Callable[[Edition], Iterable[Laid]]
) -> dict[str, str]:
    """The index and a page for each edition, by their place under the reference."""
    editions = [
        jurisdictions.read(code)
        for state in jurisdictions.all()
        if state.jurisdiction is not None
        for code in state.jurisdiction.editions
    ]
    pages = {place(each): _edition(each, lay_out(each)) for each in editions}
    return {"rules.md": page(HEAD.splitlines(), [""], _index(editions)), **pages}


def place(edition: Edition) -> str:
    """The page of an edition."""
    return f"rules/{edition.id.replace('/', '-').replace('@', '-')}.md"


def _index(editions: Iterable[Edition]) -> Iterator[str]:
    rows = [
        (
            f"[`{each.id}`]({place(each)})",
            each.title,
            f"since {each.since}",
            str(len(each.parameters)),
            str(len(each.dates)),
            str(len(each.lists)),
            str(len(each.quotas)),
        )
        for each in editions
    ]
    columns = ("edition", "what", "in force", "parameters", "dates", "lists", "quotas")
    yield from table(columns, rows)


def _edition(edition: Edition, sheets: Iterable[Laid]) -> str:
    return page(
        (f"# {code(edition.id)}", "", "[All editions](../rules.md).", ""),
        *(_sheet(each, edition) for each in sheets if each.rows),
    )


def _sheet(sheet: Laid, edition: Edition) -> Iterator[str]:
    """The head of an edition has no heading of its own; every other table has."""
    if sheet.title != edition.id:
        yield from (f"## {sheet.title}", "")
    yield from table(sheet.columns, sheet.rows)
