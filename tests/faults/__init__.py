"""What can happen to real servers, done to them on purpose; and whether every promise still holds.

``python -m tests.faults.campaign`` runs it for minutes and writes
``docs/reference/reliability.md``; ``test_sample.py`` is the short form in ``make test``.

| module | what it is |
|---|---|
| ``checker``, ``folds`` | what must hold of a history and of rows: pure functions |
| ``journal`` | what callers asked for and were told, in files that outlive them |
| ``writer``, ``tally`` | processes: callers, and a reader whose rows show every mistake |
| ``ground``, ``witness`` | a whole deployment to hurt, and what an auditor and the rows say |
| ``kills``, ``bus_lies``, ``poison``, ``full_disk`` | the faults |
| ``plan``, ``campaign``, ``page`` | which faults, one after the other, and the page about it |
"""
