"""Every page that people see, and who may see it. A new page is one line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Place:
    """A page.

    Attributes:
        name: Its picture's name.
        path: Where it is; ``{agency}`` and ``{review}`` stand for those of the demonstration.
        roles: Who may see it; the first sees most of it. Nobody: who has not signed in.
    """

    name: str
    path: str
    roles: tuple[str, ...] = ("",)


EVERYBODY: Final = (
    "coordinator",
    "administrator",
    "co-chair",
    "reviewer",
    "observer",
    "site-lead",
    "quality-assurance",
    "consultant",
    "auditor",
    "manager",
)

PLACES: Final = (
    Place("front", "/door/"),
    Place("sign-in", "/door/sign-in"),
    Place("places", "/door/", ("reviewer", "coordinator")),
    Place("account", "/door/account", ("coordinator", "reviewer")),
    Place("api", "/door/api", ("coordinator",)),
    Place("people", "/door/{agency}/people", ("administrator", "coordinator")),
    Place("people-of-a-review", "/door/{agency}/reviews/{review}/people", ("coordinator",)),
    Place("access", "/door/{agency}/access", ("administrator", "auditor")),
    Place("access-of-a-review", "/door/{agency}/reviews/{review}/access", ("auditor",)),
    Place("webhooks", "/door/{agency}/webhooks", ("administrator",)),
    Place("reviews", "/review/{agency}/reviews", EVERYBODY),
    Place("review", "/review/{agency}/reviews/{review}", EVERYBODY),
    Place(
        "cases",
        "/review/{agency}/reviews/{review}/cases",
        ("coordinator", "co-chair", "site-lead", "quality-assurance"),
    ),
    Place(
        "teams",
        "/review/{agency}/reviews/{review}/teams",
        ("coordinator", "reviewer", "consultant"),
    ),
    Place("interviews", "/review/{agency}/reviews/{review}/interviews", ("reviewer",)),
    Place("themes", "/review/{agency}/reviews/{review}/themes", ("reviewer", "coordinator")),
    Place(
        "schedule",
        "/scheduling/{agency}/reviews/{review}",
        ("coordinator", "reviewer", "observer", "manager"),
    ),
    Place(
        "report",
        "/reporting/{agency}/reviews/{review}",
        ("coordinator", "consultant", "manager"),
    ),
    Place("replay", "/review/{agency}/reviews/{review}/replay", ("auditor", "coordinator")),
)
"""The pages, with those who look at them in the tests."""

BY_NAME: Final = {place.name: place for place in PLACES}
