"""What is counted while readers run; the process connects it to its metrics."""

from __future__ import annotations

from typing import Protocol


class ReaderObserver(Protocol):
    """Told what readers do; labels are readers' names only."""

    def applied(self, reader: str, facts: int) -> None:
        """Facts were applied."""

    def dropped(self, reader: str, facts: int) -> None:
        """Facts had been applied before."""

    def filled(self, reader: str, facts: int) -> None:
        """Facts were missing on the bus and came from the ledger."""

    def lag(self, reader: str, facts: int) -> None:
        """So many facts are recorded and not applied, all agencies together."""

    def parked(self, reader: str, agencies: int) -> None:
        """So many agencies wait for the operator."""


class Unobserved:
    """Counts nothing."""

    def applied(self, reader: str, facts: int) -> None:
        """Facts were applied."""

    def dropped(self, reader: str, facts: int) -> None:
        """Facts had been applied before."""

    def filled(self, reader: str, facts: int) -> None:
        """Facts were missing on the bus and came from the ledger."""

    def lag(self, reader: str, facts: int) -> None:
        """So many facts are recorded and not applied, all agencies together."""

    def parked(self, reader: str, agencies: int) -> None:
        """So many agencies wait for the operator."""
