"""Event weeks of many counties at once, against the real processes: ``make rehearsal``.

``county`` gets a review ready for its week · ``callers`` are people with a browser, whose requests
are measured · ``week`` is what they do · ``figures`` keeps what was measured · ``judge`` looks in
the ledger for what was lost or doubled · ``page`` writes it down.
"""
