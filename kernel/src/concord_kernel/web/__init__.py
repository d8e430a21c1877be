"""The shell of pages and API that every service wears.

``app`` builds the application · ``may`` is the one way in to a route, ``asker`` who comes, ``desk``
what a route works at.

Pages: ``pages`` renders · ``place`` which review a page is of · ``navigation`` where one can go ·
``assets`` what pages load · ``language``, ``speaking`` and ``labels`` how they speak · ``live``,
``streams`` and ``watching`` keep them up to date · ``drafts`` a browser's key for them ·
``secret_address`` opens one to whoever has its link.

API: ``openapi`` describes it · ``answers``, ``paging`` and ``versions`` shape what it answers.

No: ``problem`` says it, in the sentences of ``words``, with the places of ``faults``.

Guards of every answer and request: ``headers``, ``csrf``, ``bodies``, ``limits``. And ``upkeep``:
health, readiness, metrics.
"""
