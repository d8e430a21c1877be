"""What every service stands on.

``decider`` ``context`` ``handle`` how a command becomes facts · ``ledger`` where facts are kept ·
``bus`` how they travel · ``readers`` how rows and reactions are made of them · ``vault`` where text
is kept · ``jurisdictions`` whose rules bind · ``directory`` which agencies there are · ``identity``
who is asking · ``service`` ``office`` what a service is and what its process works with · ``web``
the shell of pages and API · ``observe`` logs and metrics · ``servers`` everything on one machine ·
``cli`` the ``concord`` command · ``reference`` pages that are made from the code.
"""
