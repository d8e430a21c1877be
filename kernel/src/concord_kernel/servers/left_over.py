"""What an earlier run on the same directory left behind, and who holds the directory now.

A process is known by its id and its start, so that a stranger with a reused id is never touched.
Called by ``deployment`` and ``supervisor``.
"""

from __future__ import annotations

import fcntl
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import psutil

from concord_kernel.servers.process import ServerFailedError, end_all, wait_for_all

if TYPE_CHECKING:
    from pathlib import Path

GRACE: Final = 5.0
"""Seconds that a left-over process has to end by itself."""


SAME_START: Final = 0.5
"""Seconds by which two readings of one process's start may differ."""


class Lock:
    """A directory that one deployment at a time may use; let go when the process ends, however."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1

    def take(self) -> None:
        """Take it.

        Raises:
            ServerFailedError: a living deployment has it.
        """
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(file, 32).decode()
            os.close(file)
            where = self._path.parent
            raise ServerFailedError(f"{where} is in use by process {holder}") from None
        os.truncate(file, 0)
        os.write(file, str(os.getpid()).encode())
        self._file = file

    def release(self) -> None:
        """Let it go."""
        if self._file != -1:
            os.close(self._file)
            self._file = -1


class PidFiles:
    """A file for each process that runs: its id and when it started."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def note(self, name: str, pid: int) -> None:
        """A process runs."""
        with suppress(psutil.NoSuchProcess):
            known = {"pid": pid, "started": psutil.Process(pid).create_time()}
            self._directory.mkdir(parents=True, exist_ok=True)
            (self._directory / name).write_text(json.dumps(known), encoding="utf-8")

    def forget(self, name: str) -> None:
        """A process was stopped."""
        (self._directory / name).unlink(missing_ok=True)

    def end_what_is_left(self, grace: float = GRACE) -> list[str]:
        """End every noted process that still runs, gently and then hard; gives their names."""
        noted = sorted(self._directory.glob("*")) if self._directory.exists() else []
        left = {path.name: process for path in noted if (process := _ours(path)) is not None}
        families = [one for process in left.values() for one in _family(process)]
        for process in left.values():
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        wait_for_all(families, grace)
        end_all(families)
        for path in noted:
            path.unlink(missing_ok=True)
        return list(left)


def _ours(path: Path) -> psutil.Process | None:
    """The process that a file notes, if it is still that one."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        process = psutil.Process(known["pid"])
        return process if abs(process.create_time() - known["started"]) < SAME_START else None
    except (ValueError, KeyError, OSError, psutil.NoSuchProcess):
        return None


def _family(process: psutil.Process) -> list[psutil.Process]:
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
