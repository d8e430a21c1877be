"""The unprivileged user that PostgreSQL runs as when we are root, and directories it can reach.

PostgreSQL refuses to run as root. Nothing here opens a directory to others: a path below a closed
directory is replaced by one under ``/var/lib/concord`` that a link leads to. ``postgres`` calls it.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from concord_kernel.servers.process import ServerFailedError, run_to_end

USER = "concord-postgres"
_ELSEWHERE = Path("/var/lib/concord")


@dataclass(frozen=True, slots=True)
class Owner:
    """A user of the operating system."""

    uid: int
    gid: int


def server_owner() -> Owner | None:
    """The user for PostgreSQL if we are root, made on first use; none if we are not root.

    Raises:
        ServerFailedError: the user cannot be made.
    """
    if os.geteuid() != 0:
        return None
    deadline = time.monotonic() + 10
    while (entry := _entry()) is None:
        complaint = _make_user()
        if complaint and time.monotonic() > deadline:
            raise ServerFailedError(f"PostgreSQL does not run as root, and {USER}: {complaint}")
    return Owner(entry.pw_uid, entry.pw_gid)


def _entry() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        return None


def _make_user() -> str:
    """What went wrong; where another process is doing the same, the entry appears all the same."""
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        time.sleep(0.1)
        return "there is no useradd"
    made = run_to_end([
        useradd,
        "--system",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        USER,
    ])
    if made.returncode != 0:
        time.sleep(0.1)
    return made.stderr.strip() if made.returncode else ""


def reachable(path: Path, owner: Owner | None) -> bool:
    """Whether the owner may pass through every directory that leads to ``path``."""
    return owner is None or all(_passes(parent, owner) for parent in path.resolve().parents)


def _passes(directory: Path, owner: Owner) -> bool:
    if not directory.exists():
        return True  # we shall make it
    status = directory.stat()
    if status.st_uid == owner.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    return bool(status.st_mode & (stat.S_IXGRP if status.st_gid == owner.gid else stat.S_IXOTH))


def room(path: Path, owner: Owner | None) -> Path:
    """A private directory of the owner's at ``path``, or elsewhere with a link at ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or not reachable(path, owner):
        return _elsewhere(path, owner)
    return _private(path, owner)


def _elsewhere(path: Path, owner: Owner | None) -> Path:
    if not path.is_symlink():
        _ELSEWHERE.mkdir(mode=0o755, parents=True, exist_ok=True)
        path.symlink_to(tempfile.mkdtemp(prefix=f"{path.name}-", dir=_ELSEWHERE))
    return _private(path.readlink(), owner)


def _private(path: Path, owner: Owner | None) -> Path:
    """Make it, or take it if it is the owner's: in a shared place a stranger may have been first.

    Raises:
        ServerFailedError: it is somebody else's.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if owner is not None and path.stat().st_uid == os.geteuid():
        os.chown(path, owner.uid, owner.gid)
    if path.stat().st_uid != (os.geteuid() if owner is None else owner.uid):
        raise ServerFailedError(f"{path} belongs to somebody else")
    path.chmod(0o700)
    return path.absolute()


def erase(path: Path) -> None:
    """Remove a room, also where a link leads."""
    if path.is_symlink():
        shutil.rmtree(path.readlink(), ignore_errors=True)
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)
