"""A script in a field that takes codes, days or ids is refused in words, and never repeated."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from concord_kernel.access import ROLES
from concord_kernel.web.limits import ADDRESS, PERSON, Buckets, Limits

from tests.support import story
from tests.support.fields import Field, fields
from tests.support.hostile import SCRIPT
from tests.support.site import facts

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site, Visitor

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

EXAMPLES = int(os.environ.get("CONCORD_API_EXAMPLES", "1"))
EACH = 1 if EXAMPLES > 1 else 6
"""Of so many fields one is tried; ``make soak`` tries all."""


async def send(who: Visitor, one: Field, review: str) -> httpx2.Response:
    """One body in which one field is an attack."""
    for app in who.house.apps.values():
        app.state.limits = Limits(Buckets(PERSON), Buckets(ADDRESS))
    known = {"agency": who.agency, "review": review}
    path = one.path
    for part in path.split("{")[1:]:
        name = part.partition("}")[0]
        path = path.replace(f"{{{name}}}", known.get(name, "2010-01-25" if name == "day" else "1"))
    path = path.replace("/1", "/some-1") if "versions" not in path else path
    headers = {"If-Match": '"0"'}
    return await who.ask(one.method, path, json=one.filled(SCRIPT), headers=headers)


async def test_a_script_where_a_code_a_day_or_an_id_belongs_is_refused_in_words(site: Site) -> None:
    opened = await story.opened(site)
    of_all = site.enter("everyone-1", *ROLES)
    before = facts(await site.history())
    answered: dict[int, list[Field]] = {}

    for one in [one for one in fields() if not one.is_free][::EACH]:
        answer = await send(of_all, one, opened.review)
        answered.setdefault(answer.status_code, []).append(one)
        assert "alert(1)" not in answer.text, one
        if answer.status_code == 422:
            told = answer.json()
            assert told["title"].endswith("."), one
            assert all(each["sentence"] for each in told.get("errors", ())), one

    assert set(answered) <= {404, 422}, {key: ones[:5] for key, ones in answered.items()}
    assert len(answered[422]) > 240 // EACH
    assert facts(await site.history()) == before
