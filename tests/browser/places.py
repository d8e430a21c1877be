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
    Place("your-reviews", "/review/home", ("coordinator",)),
    Place("next-in-review", "/review/{agency}/reviews/{review}/next", ("administrator",)),
    Place("next-in-schedule", "/scheduling/{agency}/reviews/{review}/next", ("site-lead",)),
    Place("next-in-report", "/reporting/{agency}/reviews/{review}/next", ("manager",)),
    Place(
        "timeline",
        "/review/{agency}/reviews/{review}/timeline?as_of=2009-12-28",
        ("coordinator", "reviewer", "consultant", "manager"),
    ),
    Place("tasks", "/review/{agency}/reviews/{review}/tasks", ("coordinator", "observer")),
    Place(
        "tasks-of-a-list",
        "/review/{agency}/reviews/{review}/tasks?of=tasks.co-chairs",
        ("coordinator", "reviewer"),
    ),
    Place("meetings", "/review/{agency}/reviews/{review}/meetings", ("coordinator", "consultant")),
    Place("training", "/review/{agency}/reviews/{review}/training", ("coordinator", "reviewer")),
    Place("tools", "/review/{agency}/reviews/{review}/tools", ("coordinator",)),
    Place(
        "tool-comments",
        "/review/{agency}/reviews/{review}/tools/comments",
        ("site-lead", "coordinator"),
    ),
    Place("preparation", "/review/{agency}/reviews/{review}/preparation", ("coordinator",)),
    Place(
        "preparation-messages",
        "/review/{agency}/reviews/{review}/preparation/messages",
        ("coordinator",),
    ),
    Place(
        "cases",
        "/review/{agency}/reviews/{review}/cases",
        ("coordinator", "co-chair", "site-lead", "quality-assurance"),
    ),
    Place("cases-import", "/review/{agency}/reviews/{review}/cases/import", ("coordinator",)),
    Place(
        "staff",
        "/review/{agency}/reviews/{review}/staff",
        ("coordinator", "co-chair", "site-lead"),
    ),
    Place(
        "teams",
        "/review/{agency}/reviews/{review}/teams",
        ("coordinator", "reviewer", "consultant"),
    ),
    Place(
        "rules", "/review/{agency}/reviews/{review}/rules", ("coordinator", "observer", "manager")
    ),
    Place("words", "/review/{agency}/reviews/{review}/words", ("coordinator", "reviewer")),
    Place("leaders", "/review/{agency}/reviews/{review}/leaders", ("coordinator", "consultant")),
    Place(
        "agreements",
        "/review/{agency}/reviews/{review}/agreements",
        ("coordinator", "consultant", "reviewer"),
    ),
    Place("grounds", "/review/{agency}/reviews/{review}/grounds", ("coordinator", "consultant")),
    Place("interviews", "/review/{agency}/reviews/{review}/interviews", ("reviewer",)),
    Place(
        "focus-groups",
        "/review/{agency}/reviews/{review}/focus-groups",
        ("coordinator", "reviewer", "observer"),
    ),
    Place("today", "/review/{agency}/reviews/{review}/today", ("reviewer",)),
    Place("cards", "/review/{agency}/reviews/{review}/cards", ("site-lead", "reviewer")),
    Place("debriefs", "/review/{agency}/reviews/{review}/debriefs", ("reviewer", "consultant")),
    Place("final-debrief", "/review/{agency}/reviews/{review}/debriefs/final", ("reviewer",)),
    Place(
        "final-day",
        "/review/{agency}/reviews/{review}/final-day",
        ("coordinator", "reviewer", "manager"),
    ),
    Place("themes", "/review/{agency}/reviews/{review}/themes", ("reviewer", "coordinator")),
    Place(
        "literature",
        "/review/{agency}/reviews/{review}/literature",
        ("consultant", "reviewer", "coordinator"),
    ),
    Place(
        "schedule",
        "/scheduling/{agency}/reviews/{review}",
        ("coordinator", "reviewer", "observer", "manager"),
    ),
    Place(
        "proposals",
        "/scheduling/{agency}/reviews/{review}/proposals",
        ("coordinator", "site-lead"),
    ),
    Place("sites", "/scheduling/{agency}/reviews/{review}/sites", ("coordinator", "observer")),
    Place(
        "releases", "/scheduling/{agency}/reviews/{review}/releases", ("coordinator", "observer")
    ),
    Place("packets", "/scheduling/{agency}/reviews/{review}/packets", ("coordinator", "reviewer")),
    Place(
        "report",
        "/reporting/{agency}/reviews/{review}",
        ("coordinator", "consultant", "manager"),
    ),
    Place(
        "report-draft",
        "/reporting/{agency}/reviews/{review}/draft",
        ("coordinator", "consultant", "manager"),
    ),
    Place(
        "recommendations",
        "/reporting/{agency}/reviews/{review}/recommendations",
        ("coordinator", "observer"),
    ),
    Place("replay", "/review/{agency}/reviews/{review}/replay", ("auditor", "coordinator")),
)
"""The pages, with those who look at them in the tests."""

BY_NAME: Final = {place.name: place for place in PLACES}
