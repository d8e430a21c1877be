"""The API for whoever builds on it: one page that lists every operation of every service.

The document itself is at ``/door/openapi.json``, and each service's own at its path.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from concord_kernel import service as services
from concord_kernel.web.may import open_to_everyone
from concord_kernel.web.openapi import whole
from concord_kernel.web.pages import render

if TYPE_CHECKING:
    from collections.abc import Iterator

router = APIRouter(include_in_schema=False, dependencies=[Depends(open_to_everyone)])

UNTOLD = "other"


@router.get("/api")
async def page(request: Request) -> HTMLResponse:
    """What one may ask, by subject."""
    listed = sorted(_operations(), key=itemgetter("tag", "path", "method"))
    subjects = [(tag, list(some)) for tag, some in groupby(listed, key=itemgetter("tag"))]
    others = [name for name in services.installed_names() if name != "door"]
    return render(request, "door/api.html", subjects=subjects, services=others)


def _operations() -> Iterator[dict[str, Any]]:
    for path, item in whole()["paths"].items():
        for method, said in item.items():
            yield {
                "tag": said.get("tags", [UNTOLD])[0],
                "path": path,
                "method": method.upper(),
                "summary": said["summary"],
                "description": said.get("description", ""),
                "answers": ", ".join(said["responses"]),
            }
