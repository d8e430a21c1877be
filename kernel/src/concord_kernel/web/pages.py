"""Renders pages: the shell's templates and each service's own, with one way to speak of things."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined

if TYPE_CHECKING:
    from datetime import date

    from fastapi import Request


def _day(value: date) -> str:
    """A day as people write it: Friday 29 January 2010."""
    return f"{value:%A} {value.day} {value:%B %Y}"


def _words(code: str) -> str:
    """A code as words: placement-stability becomes Placement stability."""
    return code.replace("-", " ").replace(".", ", ").capitalize()


@cache
def _templates(package: str, prefix: str) -> Environment:
    """The shell's templates, and a service's own under its name."""
    own = PrefixLoader({prefix: PackageLoader(package, "templates")})
    templates = Environment(
        loader=ChoiceLoader([PackageLoader("concord_kernel.web", "templates"), own]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"day": _day, "words": _words}
    return templates


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """One page as an answer."""
    office = request.app.state.office
    page = _templates(office.service.package, office.service.name).get_template(template)
    seen = {"service": office.service, "path": request.url.path, "status": status} | values
    return HTMLResponse(page.render(seen), status_code=status)
