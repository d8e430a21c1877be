"""Become a server's process: set limits, give up root, tie its life to its parent's, execute it.

A program of its own on the standard library, run by ``process`` in front of every server. It is
not imported: what it does must happen between fork and exec, and Python offers no safe place for
that in a process with threads.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
from typing import Any, NoReturn

_PR_SET_PDEATHSIG = 1


def main() -> NoReturn:
    """Apply the wishes in the first argument (JSON), then execute the rest."""
    wishes: dict[str, Any] = json.loads(sys.argv[1])
    os.umask(0o077)
    if wishes["file_size_limit"] is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (wishes["file_size_limit"],) * 2)
    if wishes["uid"] is not None:
        os.setgroups([])
        os.setgid(wishes["gid"])
        os.setuid(wishes["uid"])
    _die_with(wishes["parent"], wishes["signal"])
    os.execv(sys.argv[2], sys.argv[2:])  # ruff: ignore[start-process-with-no-shell] -- this program's one purpose


def _die_with(parent: int, signal: int) -> None:
    """Ask for a signal when the parent dies; giving up root would undo it, so it comes after."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal)
    if os.getppid() != parent:
        sys.exit("the process that started this one is gone")


if __name__ == "__main__":
    main()
