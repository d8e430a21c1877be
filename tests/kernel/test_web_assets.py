"""Files that pages load: an address a version, kept for good; anything else is asked for again."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from concord_kernel.web import assets
from concord_kernel.web.assets import ASK_AGAIN, FOLDER, FOR_GOOD, NotSetUpError, asset, versions
from fastapi import FastAPI

if TYPE_CHECKING:
    from tests.support.site import Site

IMPORTED = re.compile(r"""(?:from|import)\s*\(?["']\./([^"']+)["']""")


def test_an_address_changes_with_the_content() -> None:
    version = sha256((FOLDER / "app.css").read_bytes()).hexdigest()[:16]

    assert asset("app.css") == f"/door/static/app.css?v={version}"


def test_a_file_that_is_not_there_has_no_address() -> None:
    with pytest.raises(KeyError):
        asset("../pages.py")


def test_what_modules_import_is_there() -> None:
    modules = list(FOLDER.glob("*.js"))
    imported = {name for path in modules for name in IMPORTED.findall(path.read_text("utf-8"))}

    assert "page.js" in imported
    assert sorted(imported - versions().keys()) == []


def test_a_project_that_is_not_set_up_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "versions", lambda: {"app.css": "0"})

    with pytest.raises(NotSetUpError, match="make setup"):
        assets.install(FastAPI())


@pytest.mark.anyio
async def test_a_version_is_kept_for_good(site: Site) -> None:
    kinds = {"app.css": "text/css", "forms.js": "text/javascript", "mark.svg": "image/svg+xml"}
    kinds["vendor/fonts/public-sans/PublicSans-Regular.woff2"] = "font/woff2"
    for name, kind in kinds.items():
        answer = await site.visitor(None).ask("GET", asset(name))

        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["cache-control"] == FOR_GOOD
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.anyio
@pytest.mark.parametrize("query", ["", "?v=", "?v=0", "?v=0&v=1", "?w=1"])
async def test_without_its_version_a_file_is_asked_for_again(site: Site, query: str) -> None:
    answer = await site.visitor(None).ask("GET", f"/door/static/app.css{query}")
    same = {"If-None-Match": answer.headers["etag"]}
    again = await site.visitor(None).ask("GET", f"/door/static/app.css{query}", headers=same)

    assert answer.headers["cache-control"] == ASK_AGAIN
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == ASK_AGAIN


@pytest.mark.anyio
async def test_what_is_not_there_is_not_kept(site: Site) -> None:
    answer = await site.visitor(None).ask("GET", "/door/static/nothing.css?v=0")

    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-store"
