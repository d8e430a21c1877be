"""What starts when a block begins and stops when it ends."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


class Startable(ABC):
    """A context manager of what can be started and stopped."""

    @abstractmethod
    def start(self) -> None:
        """Start it, and come back when it is ready."""

    @abstractmethod
    def stop(self) -> None:
        """Stop it; harmless when it does not run."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
