"""The bus: carries facts from the ledger to whoever reads them; it may lose everything.

| module | what it is |
|---|---|
| ``subjects``, ``message`` | where a fact travels and what it looks like there |
| ``address`` | where the bus is, and as whom a process speaks |
| ``accounts`` | users and what each may do |
| ``stream``, ``keeper`` | the stream and its consumers, made and made again |
| ``relay``, ``lease``, ``carrier``, ``window`` | ledger to stream |
| ``poke`` | tells the relays after a commit |
"""
