"""Renders pages: the shell's templates and each service's own, in the language of who asks."""

from __future__ import annotations

from contextlib import suppress
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemBytecodeCache,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)

from concord_kernel.web import language, navigation, speaking
from concord_kernel.web.assets import asset

if TYPE_CHECKING:
    from fastapi import Request

_TAKEN: Final[ContextVar[dict[str, int]]] = ContextVar("taken")
"""Ids on the page that is being made."""


def begin() -> None:
    """Begin a page, on which no id is taken yet."""
    _TAKEN.set({})


def fresh_id(name: str) -> str:
    """An id that no other element of the page has: the name, or the name with a number."""
    taken = _TAKEN.get()
    plain = "-".join(name.replace(".", " ").split()) or "field"
    taken[plain] = count = taken.get(plain, 0) + 1
    return plain if count == 1 else f"{plain}--{count}"


@cache
def templates(package: str, prefix: str, spoken: str) -> Environment:
    """The shell's templates with its macros, and a service's own, in one language."""
    own = PrefixLoader({prefix: PackageLoader(package, "templates")})
    made = Environment(
        loader=ChoiceLoader([PackageLoader("concord_kernel.web", "templates"), own]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
        optimized=False,  # else what one language's filters make of a constant is kept for all
        bytecode_cache=_compiled(),
        auto_reload=False,  # else each page looks at the files of all that it is made of
    )
    made.globals |= {"asset": asset, "fresh_id": fresh_id}
    made.globals |= {"places": navigation.places, "above": navigation.above}
    speaking.teach(made, package, spoken)
    return made


@cache
def _compiled() -> FileSystemBytecodeCache | None:
    """Where compiled templates outlive a process: a directory of this user alone, or nowhere."""
    with suppress(RuntimeError, OSError):
        return FileSystemBytecodeCache()
    return None


def load_all(package: str, prefix: str) -> None:
    """Load a service's templates in each language, before anybody waits for one."""
    for spoken in language.LANGUAGES:
        known = templates(package, prefix, spoken)
        for name in known.list_templates(extensions=["html"]):
            known.get_template(name)


def render(
    request: Request, template: str, *, status: int = 200, spoken: str = "", **values: Any
) -> HTMLResponse:
    """One page as an answer; who is signed in, and the proof their forms send, stand on it.

    Args:
        request: What is answered.
        template: Whose page.
        status: Of the answer.
        spoken: The language, where the address says so; else what the person asks for.
        values: What the page says.
    """
    office = request.app.state.office
    spoken = spoken or language.asked(request)
    page = templates(office.service.package, office.service.name, spoken).get_template(template)
    seen = {
        "service": office.service,
        "path": request.url.path,
        "status": status,
        "session": getattr(request.state, "session", None),
        "csrf": getattr(request.state, "csrf", ""),
    }
    begin()
    headers = {"Content-Language": spoken}
    return HTMLResponse(page.render(seen | values), status_code=status, headers=headers)
