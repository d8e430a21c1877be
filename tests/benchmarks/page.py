"""The page on performance: what was measured, where, against what, and what came of the aims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.aims import verdicts
from tests.benchmarks.figures import digits
from tests.benchmarks.payload import DATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tests.benchmarks.figures import Figures
    from tests.benchmarks.machine import Machine
    from tests.benchmarks.sizes import Sizes

COMPARED = {
    "concord": "Concord",
    "library": "eventsourcing",
    "umadb": "UmaDB",
    "insert": "plain INSERT",
}


def page(sizes: Sizes, figures: Figures, machine: Machine, day: date) -> str:
    """The page in Markdown.

    Args:
        sizes: Of the run.
        figures: What it measured.
        machine: Where.
        day: When.
    """
    sections = (
        _head(sizes, machine, day),
        _aims(figures),
        _appends(sizes, figures),
        _reads(sizes, figures),
        _rebuild(sizes, figures),
        _arrivals(sizes, figures),
        _growth(sizes, figures),
        _LIMITS,
    )
    return "\n".join("\n".join(section) for section in sections)


def _head(sizes: Sizes, machine: Machine, day: date) -> Sequence[str]:
    software = ", ".join(f"{name} {number}" for name, number in machine.software.items())
    durable = ", ".join(f"`{name} = {value}`" for name, value in machine.postgres.items())
    return (
        "# Performance",
        "",
        f"Measured on {day.isoformat()} by `make bench` in one run ({sizes.name}).",
        "A figure is the median of its rounds; `bench.json` holds every round.",
        "Rounds of what is compared alternate, so that whatever else the machine does meets all.",
        "",
        f"- Machine: {machine.processor}, {machine.cores} cores, {machine.memory_gb:g} GB,"
        f" {machine.system}. Callers and servers share it.",
        f"- Software: {software}.",
        f"- Disk: `fdatasync` of 4 kB takes {machine.sync_ms:g} ms (median).",
        f"- Durability: PostgreSQL runs with {durable}; UmaDB with its own settings,"
        " under which it calls `fdatasync` before it answers.",
        f"- Payload: a fact of {len(DATA)} bytes as canonical JSON, the same size for all.",
        "",
    )


def _aims(figures: Figures) -> Sequence[str]:
    rows = (
        (
            one.aim,
            f"{'at least' if one.higher else 'at most'} {_number(one.limit)} {one.unit}",
            f"{_number(one.measured)} {one.unit}",
            one.words,
        )
        for one in verdicts(figures)
    )
    return ("## Aims", "", *_table(("aim", "limit", "this run", "verdict"), rows), "")


def _appends(sizes: Sizes, figures: Figures) -> Sequence[str]:
    rates = ([str(n), *_of_each(figures, "append", n), *_times(figures, n)] for n in sizes.callers)
    waits = (
        [str(n), *(f"{p50} / {p99}" for p50, p99 in zip(
            _of_each(figures, "append-p50", n), _of_each(figures, "append-p99", n), strict=True
        ))]
        for n in sizes.callers
    )
    spread = f"concord-spread/{sizes.agencies}"
    return (
        "## Durable appends a second",
        "",
        *_table(
            ("callers", *COMPARED.values(), "Concord / eventsourcing", "Concord / UmaDB"), rates
        ),
        "",
        "How long a caller waits, p50 / p99 in milliseconds (for the plain INSERT: a batch):",
        "",
        *_table(("callers", *COMPARED.values()), waits),
        "",
        f"{sizes.agencies} callers over {sizes.agencies} agencies of Concord make"
        f" {_number(figures.value(f'append/{spread}'))} appends a second"
        f" (p50 {_number(figures.value(f'append-p50/{spread}'))} ms,"
        f" p99 {_number(figures.value(f'append-p99/{spread}'))} ms):"
        " each log commits by itself, so nothing is shared between callers.",
        "",
        *_WHO,
    )


_WHO = (
    "- **Concord**: `Ledger.append` by asyncio callers of one process (uvloop), one agency."
    " Each append opens a stream, is guarded by a stream that it only reads,"
    " and leaves a receipt, an entry and its leaf."
    " The service's own role, forced row-level security, append-only triggers.",
    "- **eventsourcing**: the library's PostgreSQL recorder with its own settings,"
    " called by threads, events handed over as bytes."
    " No guard, no receipt, no entry, no agencies apart.",
    "- **UmaDB**: the server and client of its wheel, called by threads that share a client,"
    " each append under a condition on the written and the read stream."
    " No receipt, no entry, no agencies apart.",
    "- **plain INSERT**: one connection inserts the same rows in batches of that size,"
    " one statement each, entries computed before."
    " No lock, no guard, no receipt, no security: what the server itself costs.",
    "",
)


def _reads(sizes: Sizes, figures: Figures) -> Sequence[str]:
    said = {
        "concord": "Concord: `Ledger.after` in pages of 5,000, facts decoded (pydantic)",
        "library": "eventsourcing: `select_notifications` in pages of 5,000 and its mapper",
        "copy": "COPY of position, stream, version, name and data, facts decoded (pydantic)",
        "concord-undecoded": "Concord, data left as text",
        "copy-undecoded": "COPY, bytes received and thrown away",
    }
    rows = ((words, _number(figures.value(f"read/{name}"))) for name, words in said.items())
    return (
        f"## Bulk read of {sizes.read_facts:,} facts",
        "",
        *_table(("how", "facts/s"), rows),
        "",
        "Concord's pages hold whole envelopes, eleven columns; COPY fetches five.",
        "",
    )


def _rebuild(sizes: Sizes, figures: Figures) -> Sequence[str]:
    said = {
        "counting": "counts facts by name",
        "decoding": "decodes every fact and counts by home agency",
    }
    rows = ((words, _number(figures.value(f"rebuild/{name}"))) for name, words in said.items())
    return (
        f"## Rebuild of a reader from {sizes.read_facts:,} facts",
        "",
        *_table(("a reader that", "facts/s"), rows),
        "",
        "As `concord rebuild` does it: beside the live rows, swapped in at the end, all included.",
        "",
    )


def _arrivals(sizes: Sizes, figures: Figures) -> Sequence[str]:
    names = ("p50", "p99", "longest")
    row = [_number(figures.value(f"arrival/{name}")) for name in names]
    return (
        f"## Commit to row at {sizes.rate} facts a second",
        "",
        *_table([f"{name}, ms" for name in names], [row]),
        "",
        "Facts of eight agencies, evenly spaced; writer, relay and reader are processes of their"
        " own beside PostgreSQL and NATS.",
        "From the moment the writer is told that its fact is on disk"
        " to the commit of the transaction with the row.",
        "",
    )


def _growth(sizes: Sizes, figures: Figures) -> Sequence[str]:
    rows = (
        (
            str(callers),
            _number(figures.value(f"growth/small/{callers}")),
            _number(figures.value(f"growth/large/{callers}")),
            f"{figures.ratio(f'growth/small/{callers}', f'growth/large/{callers}'):.2f}",
        )
        for callers in (1, 32)
    )
    header = ("callers", f"log of {sizes.small:,}", f"log of {sizes.large:,}", "times as long")
    return (
        "## Appends a second to a small and a large log",
        "",
        *_table(header, rows),
        "",
        "Two servers, one log each, copied in row by row as the ledger makes them,"
        " then vacuumed and warmed up.",
        "",
    )


_LIMITS = (
    "## What is not measured",
    "",
    "- More than one machine, a network between processes, replicas of PostgreSQL or NATS.",
    "- A disk that takes long to sync: every figure on appends rests on the one given above.",
    "- HTTP, decisions and pages; vault and encryption; large facts; several services at once.",
    "- Callers of the others in languages other than Python.",
    "- Hours on end: vacuum, checkpoints and growth past the sizes given.",
    "",
)


def _of_each(figures: Figures, part: str, callers: int) -> list[str]:
    return [_number(figures.value(f"{part}/{name}/{callers}")) for name in COMPARED]


def _times(figures: Figures, callers: int) -> list[str]:
    own = f"append/concord/{callers}"
    others = (f"append/{name}/{callers}" for name in ("library", "umadb"))
    return [f"{figures.ratio(own, other):.1f}" for other in others]


def _number(value: float) -> str:
    return f"{value:,.{digits(value)}f}" if value % 1 else f"{value:,.0f}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *rows)]
