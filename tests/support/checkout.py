"""The checkout that is tested: its files, and what the last commits held."""

from __future__ import annotations

import subprocess  # ruff: ignore[suspicious-subprocess-import] -- only git is asked, in words of ours
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
"""The checkout."""

MEMBERS: Final = (
    "contracts",
    "kernel",
    "services/review",
    "services/scheduling",
    "services/reporting",
    "plugins/california",
    "plugins/mississippi",
    "plugins/northcarolina",
    "demo",
)
"""The packages of the workspace, by their folders."""

PACKAGES: Final = {
    f"concord_{member.rpartition('/')[2]}": ROOT / member / "src" for member in MEMBERS
}
"""Import name to the folder that holds it."""

CORE: Final = ("contracts", "kernel", "services/")
"""Where what is written holds for every state."""


@cache
def files() -> tuple[Path, ...]:
    """Every file that is or would be committed, by its place in the checkout."""
    listed = _git("ls-files", "--cached", "--others", "--exclude-standard", "-z") or b""
    paths = (Path(name) for name in listed.decode().split("\0") if name)
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def python_files(*folders: str) -> tuple[Path, ...]:
    """Every Python file under some folders; of the whole checkout where none is named."""
    return tuple(
        path
        for path in files()
        if path.suffix == ".py" and (not folders or path.as_posix().startswith(folders))
    )


def committed(path: str, at: str = "HEAD") -> bytes | None:
    """A file as a commit has it; none where there is no such commit or file."""
    return _git("show", f"{at}:{path}")


def _git(*words: str) -> bytes | None:
    asked = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- words of ours only
        ["git", "-C", str(ROOT), *words],  # ruff: ignore[start-process-with-partial-path] -- whichever git runs here
        capture_output=True,
        check=False,
    )
    return asked.stdout if asked.returncode == 0 else None
