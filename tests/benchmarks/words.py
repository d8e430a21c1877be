"""The sentences of the page on performance; numbers come from ``page``."""

from __future__ import annotations

from typing import Final

COMPARED: Final = {
    "concord": "Concord",
    "library": "eventsourcing",
    "umadb": "UmaDB",
    "insert": "plain INSERT",
}
RATIOS: Final = ("Concord / eventsourcing", "Concord / UmaDB")

READERS: Final = {
    "concord": "Concord: `Ledger.after` in pages of 5,000, facts decoded (pydantic)",
    "library": "eventsourcing: `select_notifications` in pages of 5,000, and its mapper",
    "copy": "COPY of position, stream, version, name and data, facts decoded (pydantic)",
    "concord-undecoded": "Concord, data left as text",
    "copy-undecoded": "COPY, bytes received and thrown away",
}
REBUILDERS: Final = {
    "counting": "a reader that counts facts by name",
    "decoding": "a reader that decodes every fact and counts by home agency",
}
ARRIVALS: Final = {"one": "one agency", "eight": "eight agencies in turn"}

HEAD: Final = """\
# Performance

Measured on {day} by `make bench`, in one run ({run}); the page is written by it.
A figure is the median of its rounds ({rounds} where nothing else is said).
Rounds of what is compared alternate, so that whatever else the machine does meets all alike.
Ratios are computed round by round within the run.
`bench.json` holds every round.

- Machine: {machine.processor}, {machine.cores} cores, {machine.memory_gb:g} GB, {machine.system}.
  Callers and servers share it.
- Software: {software}.
- Disk: an `fdatasync` of 4 kB takes {machine.sync_ms:g} ms (median).
- Durability: PostgreSQL runs with {durable}.
  UmaDB runs with its own settings, under which it calls `fdatasync` before it answers.
- Payload: a fact of {payload} bytes as canonical JSON, the same size for all.
"""

AIMS: Final = """\
## Aims

{table}
"""

APPENDS: Final = """\
## Durable appends a second

{rates}

How long a caller waits, p50 / p99 in milliseconds (for the plain INSERT: a batch):

{waits}

{agencies} callers over {agencies} agencies of Concord make {spread} appends a second,
p50 {spread_p50} ms, p99 {spread_p99} ms.
Each log commits by itself there, so no two appends share a commit.

- **Concord**: `Ledger.append` by asyncio callers of one process (uvloop), to one agency.
  Each append opens a stream, is guarded by a stream that it only reads,
  and leaves a receipt, an entry and its leaf.
  It runs under the service's own role with forced row-level security and append-only triggers.
- **eventsourcing**: the library's PostgreSQL recorder with its own settings, called by threads.
  Events are handed over as bytes, so its mapper costs nothing here.
  No guard, no receipt, no entry, no agencies apart.
- **UmaDB**: server and client of its wheel, called by threads that share a client.
  Each append carries a condition on the stream it writes and the stream it read.
  No receipt, no entry, no agencies apart.
- **plain INSERT**: one connection inserts the same rows in batches of as many,
  one statement each, with entries that were computed before.
  No lock, no guard, no receipt, no security: what the server itself costs.
"""

READ: Final = """\
## Bulk read of {facts:,} facts

{table}

Each fact is about another reviewer, so that none was decoded before.
Concord's pages hold whole envelopes, eleven columns; COPY fetches the five that it names.
"""

REBUILD: Final = """\
## Rebuild from {facts:,} facts

{table}

As `concord rebuild` does it: new tables beside the live ones, filled, swapped in, the old removed.
"""

ARRIVAL: Final = """\
## Commit to row at {sizes.rate} facts a second

{table}

Facts evenly spaced in time, {sizes.arrival_rounds} rounds of {sizes.arrival_seconds:g} seconds.
Facts of one agency that wait together share a transaction; those of several agencies never do.
Writer, relay and reader are processes of their own beside PostgreSQL and NATS.
The clock runs from the moment the writer's ledger is told that the commit is on disk
to the moment the reader is told that the row is committed.
"""

GROWTH: Final = """\
## Appends a second to a small and a large log

{table}

Two servers; both logs were copied in, row by row as the ledger makes them,
then vacuumed, followed by a checkpoint and {sizes.growth_appends:,} appends that do not count.
{sizes.growth_rounds} rounds, short ones, so that the small log stays small;
its server also holds the facts that were measured from commit to row.
Streams and commands have random ids, so each append to the large log meets other index pages,
and the first change of a page after a checkpoint is written to the WAL with the whole page.
All rows are of one size, so that none fits into what is left free in an older page of the table.
A row that does fit goes there once vacuum has noted the room, and that page is written whole too:
a run whose copied rows were of two sizes wrote 12,600 bytes an append to the large log,
and took 1.3 times as long (2026-11-23).
"""

LIMITS: Final = """\
## What is not measured

- More than one machine, a network between processes, replicas of PostgreSQL or NATS.
- A disk that takes long to sync: every figure on appends rests on the one given above.
- HTTP, decisions and pages; the vault; large facts; several services at once.
- Clients of the others in languages other than Python.
- Hours on end: vacuum, checkpoints, and growth past the sizes given.
"""
