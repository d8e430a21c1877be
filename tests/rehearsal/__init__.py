"""Event weeks of many counties at once, against the real processes: ``make rehearsal``.

``operating`` lets counties join · ``county`` gets their reviews ready for the week · ``past``
stores the reviews that were held before · ``callers`` are people with a browser, whose requests are
measured · ``week`` is what they do on the ``days`` · ``processes`` says what is done to the
deployment meanwhile · ``arrivals`` measures the way from commit to row · ``figures`` keeps what was
measured · ``judge`` looks in the ledger for what was lost or doubled · ``page`` writes it down ·
``progress`` says how far it is.
"""
