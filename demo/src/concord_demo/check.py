"""Checks what came of the demonstration, from outside: what the site says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2

from concord_demo import durham, santa_cruz
from concord_demo.outcome import must

if TYPE_CHECKING:
    from concord_demo.stage import Stage

PAGES = ("/review/{0}/reviews", "/review/{0}/reviews/{1}", "/review/{0}/reviews/{1}/cases")
ALL_PAGES = (
    *PAGES,
    "/review/{0}/reviews/{1}/teams",
    "/review/{0}/reviews/{1}/themes",
    "/scheduling/{0}/reviews/{1}",
    "/reporting/{0}/reviews/{1}",
)
"""Every page of the thin line; a protocol that only samples has the first three."""


def check(stage: Stage, told: tuple[santa_cruz.Story, durham.Story]) -> None:
    """Look once more at everything that a visitor would.

    Raises:
        OutcomeError: something is not as it should be.
    """
    one, other = told
    with stage.visit() as http:
        front = http.get("/", follow_redirects=True)
        must("the front page answers", hold=front.status_code == httpx2.codes.OK)
        must("the front page shows its accounts", hold="Coordinator of Santa Cruz" in front.text)
        _check_pages(http, one.coordinator.token, ALL_PAGES, santa_cruz.AGENCY, one.review)
        _check_pages(http, other.coordinator.token, PAGES, durham.AGENCY, other.review)
        late = _page(
            http, one.coordinator.token, f"/reporting/{santa_cruz.AGENCY}/reviews/{one.review}"
        )
        must("the page of dates says nine days late", hold="9 days late" in late.text)


def _check_pages(
    http: httpx2.Client, token: str, pages: tuple[str, ...], agency: str, review: str
) -> None:
    for page in pages:
        answer = _page(http, token, page.format(agency, review))
        must(f"{page} answers", hold=answer.status_code == httpx2.codes.OK)
        must(f"{page} says that it is synthetic", hold="Synthetic" in answer.text)


def _page(http: httpx2.Client, token: str, path: str) -> httpx2.Response:
    return http.get(path, headers={"Authorization": f"Bearer {token}", "Accept": "text/html"})
