"""The ``concord`` command: what an operator asks of a deployment.

``serve`` ``read`` ``relay`` ``provision`` run the processes · ``agencies`` who joins and leaves ·
``accounts`` who may sign in · ``providers`` where else · ``tokens`` of programs · ``roles``
``grants`` who may do what · ``rules`` prints what a jurisdiction says · ``readers`` parked facts
and rebuilds · ``vault`` sweeps · ``docs`` writes the generated references.
"""

from concord_kernel.cli.command import main

__all__ = ["main"]
