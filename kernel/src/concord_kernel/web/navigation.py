"""Where one can go from a page: the rooms of an agency and of a review, by what one may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from concord_kernel.web.language import to_say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from concord_kernel.web.desk import Desk


@dataclass(frozen=True, slots=True)
class Place:
    """A page that a menu leads to.

    Attributes:
        label: What it is called, in English.
        action: What one must be allowed to do there.
        path: Where it is; ``{agency}`` and ``{review}`` stand for themselves.
        group: With which other pages it stands; empty where it stands alone.
        covers: Where else pages lie that one comes to from here; those below it need not be named.
    """

    label: str
    action: str
    path: str
    group: str = ""
    covers: str = ""


OF_THE_AGENCY: Final = (
    Place(to_say("Reviews"), "see-reviews", "/review/{agency}/reviews"),
    Place(to_say("Who may enter"), "see-standing", "/door/{agency}/people"),
    Place(to_say("Who looked"), "see-access", "/door/{agency}/access"),
    Place(to_say("Webhooks"), "manage-webhooks", "/door/{agency}/webhooks"),
)
PLANNING: Final = to_say("Planning")
SAMPLE: Final = to_say("Sample")
WEEK: Final = to_say("Event week")
FINDINGS: Final = to_say("Findings")
REPORTING: Final = to_say("Reporting")
RECORD: Final = to_say("On record")
GUIDE: Final = to_say("Guide")

OF_A_REVIEW: Final = (
    Place(to_say("Overview"), "see-review", "/review/{agency}/reviews/{review}"),
    Place(
        to_say("Timeline"),
        "see-review",
        "/review/{agency}/reviews/{review}/timeline",
        PLANNING,
        covers="/review/{agency}/reviews/{review}/action-plans",
    ),
    Place(to_say("Tasks"), "see-review", "/review/{agency}/reviews/{review}/tasks", PLANNING),
    Place(to_say("Meetings"), "see-review", "/review/{agency}/reviews/{review}/meetings", PLANNING),
    Place(to_say("Who leads"), "see-plan", "/review/{agency}/reviews/{review}/leaders", PLANNING),
    Place(
        to_say("Agreements"), "see-plan", "/review/{agency}/reviews/{review}/agreements", PLANNING
    ),
    Place(
        to_say("What it rests on"),
        "see-plan",
        "/review/{agency}/reviews/{review}/grounds",
        PLANNING,
    ),
    Place(
        to_say("Literature"),
        "see-literature",
        "/review/{agency}/reviews/{review}/literature",
        PLANNING,
    ),
    Place(to_say("Questions"), "publish-tool", "/review/{agency}/reviews/{review}/tools", PLANNING),
    Place(
        to_say("Comment on the questions"),
        "comment-on-tool",
        "/review/{agency}/reviews/{review}/tools/comments",
        PLANNING,
    ),
    Place(
        to_say("Training record"),
        "see-people",
        "/review/{agency}/reviews/{review}/training",
        PLANNING,
    ),
    Place(
        to_say("Preparing interviewees"),
        "plan-schedule",
        "/review/{agency}/reviews/{review}/preparation",
        WEEK,
    ),
    Place(
        to_say("Cases"),
        "see-cases",
        "/review/{agency}/reviews/{review}/cases",
        SAMPLE,
        covers="/review/{agency}/reviews/{review}/frames",
    ),
    Place(
        to_say("Staff to be interviewed"),
        "see-cases",
        "/review/{agency}/reviews/{review}/staff",
        SAMPLE,
    ),
    Place(to_say("Teams"), "see-people", "/review/{agency}/reviews/{review}/teams", WEEK),
    Place(to_say("Schedule"), "see-schedule", "/scheduling/{agency}/reviews/{review}", WEEK),
    Place(
        to_say("Sites and rooms"),
        "see-schedule",
        "/scheduling/{agency}/reviews/{review}/sites",
        WEEK,
    ),
    Place(
        to_say("Releases and notices"),
        "see-schedule",
        "/scheduling/{agency}/reviews/{review}/releases",
        WEEK,
        covers="/scheduling/{agency}/reviews/{review}/packets",
    ),
    Place(
        to_say("Focus groups"),
        "see-schedule",
        "/review/{agency}/reviews/{review}/focus-groups",
        WEEK,
    ),
    Place(to_say("Today"), "see-interviews", "/review/{agency}/reviews/{review}/today", WEEK),
    Place(
        to_say("My interviews"),
        "see-interviews",
        "/review/{agency}/reviews/{review}/interviews",
        WEEK,
        covers="/review/{agency}/reviews/{review}/sessions",
    ),
    Place(to_say("Quick cards"), "see-schedule", "/review/{agency}/reviews/{review}/cards", WEEK),
    Place(
        to_say("Daily debrief"),
        "see-debriefs",
        "/review/{agency}/reviews/{review}/debriefs",
        FINDINGS,
    ),
    Place(
        to_say("Final day"), "see-report", "/review/{agency}/reviews/{review}/final-day", FINDINGS
    ),
    Place(to_say("Themes"), "see-themes", "/review/{agency}/reviews/{review}/themes", FINDINGS),
    Place(
        to_say("Report and dates"), "see-report", "/reporting/{agency}/reviews/{review}", REPORTING
    ),
    Place(to_say("Report"), "see-draft", "/reporting/{agency}/reviews/{review}/draft", REPORTING),
    Place(
        to_say("Recommendations"),
        "see-report",
        "/reporting/{agency}/reviews/{review}/recommendations",
        REPORTING,
    ),
    Place(to_say("Rules"), "see-review", "/review/{agency}/reviews/{review}/rules", GUIDE),
    Place(to_say("Words"), "see-review", "/review/{agency}/reviews/{review}/words", GUIDE),
    Place(
        to_say("Who may enter"), "see-standing", "/door/{agency}/reviews/{review}/people", RECORD
    ),
    Place(to_say("Replay"), "replay", "/review/{agency}/reviews/{review}/replay", RECORD),
    Place(to_say("Who looked"), "see-access", "/door/{agency}/reviews/{review}/access", RECORD),
)
"""The rooms of a review, in the order in which its work comes."""


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a menu.

    Attributes:
        label: What it says, in English.
        href: Where it leads.
        current: ``page`` where it leads to the page that is shown, ``true`` where that is one of
            the pages below it.
    """

    label: str
    href: str
    current: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Pages of a menu that stand together, under a name; a page that stands alone has none."""

    label: str
    links: tuple[Link, ...]

    @property
    def is_here(self) -> bool:
        """Whether the page that is shown is one of its pages, or below one."""
        return any(one.current for one in self.links)


def places(desk: Desk, review: str, path: str) -> Sequence[Group]:
    """The menu of an agency, or of a review where one is named: what this person may see."""
    rooms = OF_A_REVIEW if review else OF_THE_AGENCY
    by_group: dict[str, list[Place]] = {}
    for room in rooms:
        by_group.setdefault(room.group or room.label, []).append(room)
    around = _around(rooms, desk, review, path)
    groups = [(of[0].group, _links(of, desk, review, path, around)) for of in by_group.values()]
    return [
        Group(label if len(links) > 1 else "", tuple(links)) for label, links in groups if links
    ]


def above(desk: Desk, review: str, path: str) -> Sequence[Link]:
    """The pages above one: the agency's reviews, the review, and the room that the page lies in."""
    rooms = list(OF_THE_AGENCY[:1])
    if review:
        around = _around(OF_A_REVIEW, desk, review, path)
        named = (room for room in OF_A_REVIEW if _at(room.path, desk, review) == around)
        rooms += [OF_A_REVIEW[0], *named]
    return [one for one in _links(rooms, desk, review, path) if one.current != "page"]


def _links(
    rooms: Sequence[Place], desk: Desk, review: str, path: str, around: str = ""
) -> tuple[Link, ...]:
    found = []
    for room in rooms:
        if desk.can(room.action):
            href = _at(room.path, desk, review)
            current = "page" if path == href else "true" if href == around else ""
            found.append(Link(room.label, href, current))
    return tuple(found)


def _around(rooms: Sequence[Place], desk: Desk, review: str, path: str) -> str:
    """The room that a page lies in: the one whose path leads furthest towards it."""
    ways = {
        _at(way, desk, review): _at(room.path, desk, review)
        for room in rooms
        for way in (room.path, room.covers)
        if room.group and way
    }
    leading = [way for way in ways if path.startswith(f"{way}/")]
    is_one = path in ways.values()
    return ways[max(leading, key=len)] if leading and not is_one else ""


def _at(path: str, desk: Desk, review: str) -> str:
    return path.format(agency=desk.agency, review=review)
