"""Files that pages load: scripts, styles, fonts. An address changes with the content behind it.

So a browser keeps what it has for good, and never shows an old page's style. Ours are
in ``static``; those of others come into ``static/vendor`` when the project is set up.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from fastapi.staticfiles import StaticFiles

if TYPE_CHECKING:
    from os import PathLike, stat_result

    from fastapi import FastAPI
    from starlette.responses import Response
    from starlette.types import Scope

PREFIX: Final = "/door/static"
FOLDER: Final = Path(str(files("concord_kernel.web") / "static"))
FOR_GOOD: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
_VENDORED: Final = "vendor/VENDORED.json"


class NotSetUpError(Exception):
    """Files of others that pages need were not built: the project is not set up."""


def install(app: FastAPI) -> None:
    """Serve the files; the door does it for every service, and each one for itself when alone.

    Raises:
        NotSetUpError: The files of others are not there.
    """
    if _VENDORED not in versions():
        raise NotSetUpError("pages have no style sheet yet: run `make setup`")
    app.mount(PREFIX, _Static(directory=FOLDER), name="static")


def asset(name: str) -> str:
    """The address of a file of ``static``, such as ``app.css``, with its version.

    Raises:
        KeyError: There is no such file.
    """
    return f"{PREFIX}/{name}?v={versions()[name]}"


@cache
def versions() -> dict[str, str]:
    """Every file's version: the beginning of its content's hash."""
    return {
        path.relative_to(FOLDER).as_posix(): sha256(path.read_bytes()).hexdigest()[:16]
        for path in FOLDER.rglob("*")
        if path.is_file()
    }


class _Static(StaticFiles):
    """Files, with the headers that say how long each may be kept."""

    def file_response(
        self,
        full_path: str | PathLike[str],
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        answer = super().file_response(full_path, stat_result, scope, status_code)
        answer.headers["Cache-Control"] = FOR_GOOD if _is_current(full_path, scope) else ASK_AGAIN
        return answer


def _is_current(path: str | PathLike[str], scope: Scope) -> bool:
    """Whether the address names the version that is served."""
    name = Path(path).relative_to(FOLDER.resolve()).as_posix()
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("v", [""])
    return asked == [versions().get(name)]
