"""The sentences of the page on reliability."""

from __future__ import annotations

from typing import Final

HEAD: Final = """# Reliability

Written by `make soak`; do not edit. What is done to real servers, and what must hold after each
fault:

- what a caller was acknowledged is in the log: once, whole, where the receipt says;
- what a caller was not acknowledged is there once, whole, or not at all;
- positions of a log and versions of a stream are dense, and what was acknowledged before another
  command was sent stands before it;
- the rows of four readers equal a pure fold of the log up to the reader's position, at any time,
  and in the end the position is the log's last.

The program that decides this reads the log as the auditor and knows neither the ledger's code nor
the readers'; `tests/faults/test_checker.py` gives it histories made bad by hand, which it must
find. A finding stops the campaign, and this page is then not written: every zero here is a check
that passed.
"""

SUMMARY: Final = """## The last campaign

{on}, seed {seed}, {minutes:.1f} minutes, {done} faults of {kinds} kinds.
Machine: {where}
(the campaign's own load among others': a busy machine catches up later).
Load: {agencies} agencies, {callers} callers in {writers} processes that go on calling during every
fault; most append with the service's role, one of each agency in each process asks through the
door.
"""

FAULTS: Final = """## Faults

Catch-up is the time from the end of the fault until every process runs and every reader stands
where the logs ended then. `tally-1` is a process with two readers made for this: one counts, one
chains the hashes of all facts, so a fact twice, never or out of order shows. Each kill hits a
process and its children twice in a row. Each fact that a reader cannot apply parks that reader of
that agency with a reason; the others go on meanwhile, which is checked; after the reader is mended
and the operator lets it try again, its rows equal the fold.
"""

FULL: Final = """## A full disk

On a PostgreSQL of its own whose files may not grow (`RLIMIT_FSIZE`): {acknowledged:,} facts were
acknowledged, then {refused} callers were told `{reason}`. The server stayed alive; with room again
it took the next command, and all that was acknowledged was there, once.
"""

REST: Final = """## What was not tried

- Power loss, and disks that lie about `fsync`: `kill -9` leaves what the kernel holds. The servers
  run with `fsync` and `full_page_writes` on.
- Network partitions, slow and lossy lines: everything runs on one machine, over loopback. SIGSTOP
  stands in for a peer that does not answer.
- A cluster of several NATS nodes, a PostgreSQL standby and its promotion.
- A full disk under NATS; damaged files; clocks that jump; out of memory.
- A backup that is put back.
- A fact of a known name and a wrong shape in the services' own readers; a relay that lies about
  positions: here messages are untrue in their body or their subject.
"""
