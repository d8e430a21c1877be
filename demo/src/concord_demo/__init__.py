"""Plays synthetic reviews through the public API, as the people in them would.

``play`` is the command · ``santa_cruz`` and ``durham`` are the stories · ``made_up`` makes people
and cases · ``client`` speaks HTTP · ``cast`` lets everybody in. Nothing here touches a database, a
bus or a service's code; whatever it does, anybody can do over HTTP.
"""
