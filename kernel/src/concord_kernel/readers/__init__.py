"""Readers: from facts to rows and to further commands, each fact once, in order, for each agency.

| module | what it is |
|---|---|
| ``reader``, ``policy`` | what a service declares |
| ``rows`` | its database: pages read, readers write, one agency at a time |
| ``schema``, ``rebuild`` | a reader's tables made, and built anew beside the live ones |
| ``applying``, ``parked``, ``trouble`` | one transaction, and what happens when it fails |
| ``inlet``, ``drain``, ``following``, ``compare`` | from the bus, and the rest from the ledger |
| ``run`` | all of it, as ``concord read`` runs it |
"""

from concord_kernel.readers.policy import Policy
from concord_kernel.readers.reader import Connection, Reader
from concord_kernel.readers.rows import Rows
from concord_kernel.readers.trouble import RowsChangedError, RowsNotReadyError

__all__ = ["Connection", "Policy", "Reader", "Rows", "RowsChangedError", "RowsNotReadyError"]
