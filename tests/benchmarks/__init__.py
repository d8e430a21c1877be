"""How fast the ledger, the bus and the readers are, beside what else could be used.

``python -m tests.benchmarks`` measures everything in one run, on servers that it starts itself,
prints a table, and writes ``bench.json`` and ``docs/reference/performance.md``.

| module | what it is |
|---|---|
| ``sizes``, ``figures``, ``load`` | how much is measured, what comes out, and the callers |
| ``ground``, ``payload``, ``preload``, ``machine`` | servers, facts, filled logs, where it ran |
| ``concord_appends``, ``library_appends``, ``umadb_appends``, ``plain_inserts`` | who is compared |
| ``appends``, ``bulk_read``, ``rebuilding``, ``arrivals``, ``growth`` | the five parts |
| ``reader_process`` | the reader that ``arrivals`` runs beside a relay |
| ``aims``, ``page``, ``words`` | what was hoped for, and the page |
| ``library_events`` | the library's own event, for the bulk read |
"""
