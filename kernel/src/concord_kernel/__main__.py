"""``python -m concord_kernel`` is the ``concord`` command."""

from concord_kernel.cli import main

main()
