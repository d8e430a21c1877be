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
    """

    label: str
    action: str
    path: str


OF_THE_AGENCY: Final = (
    Place(to_say("Reviews"), "see-reviews", "/review/{agency}/reviews"),
    Place(to_say("Who may enter"), "see-standing", "/door/{agency}/people"),
    Place(to_say("Who looked"), "see-access", "/door/{agency}/access"),
    Place(to_say("Webhooks"), "manage-webhooks", "/door/{agency}/webhooks"),
)
OF_A_REVIEW: Final = (
    Place(to_say("Overview"), "see-review", "/review/{agency}/reviews/{review}"),
    Place(to_say("Cases"), "see-cases", "/review/{agency}/reviews/{review}/cases"),
    Place(to_say("Teams"), "see-people", "/review/{agency}/reviews/{review}/teams"),
    Place(to_say("Questions"), "publish-tool", "/review/{agency}/reviews/{review}/tools"),
    Place(to_say("Schedule"), "see-schedule", "/scheduling/{agency}/reviews/{review}"),
    Place(
        to_say("My interviews"), "see-interviews", "/review/{agency}/reviews/{review}/interviews"
    ),
    Place(to_say("Themes"), "see-themes", "/review/{agency}/reviews/{review}/themes"),
    Place(to_say("Report and dates"), "see-report", "/reporting/{agency}/reviews/{review}"),
    Place(to_say("Who may enter"), "see-standing", "/door/{agency}/reviews/{review}/people"),
    Place(to_say("Replay"), "replay", "/review/{agency}/reviews/{review}/replay"),
    Place(to_say("Who looked"), "see-access", "/door/{agency}/reviews/{review}/access"),
)
"""The rooms of a review, in the order in which its work comes."""


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a menu."""

    label: str
    href: str
    is_here: bool


def places(desk: Desk, review: str, path: str) -> Sequence[Link]:
    """The menu of an agency, or of a review where one is named: what this person may see."""
    return _links(OF_A_REVIEW if review else OF_THE_AGENCY, desk, review, path)


def above(desk: Desk, review: str, path: str) -> Sequence[Link]:
    """The pages above one: the agency's reviews, and the review where one is named."""
    rooms = (OF_THE_AGENCY[0], OF_A_REVIEW[0]) if review else OF_THE_AGENCY[:1]
    return [one for one in _links(rooms, desk, review, path) if not one.is_here]


def _links(rooms: Sequence[Place], desk: Desk, review: str, path: str) -> Sequence[Link]:
    leads = [(room, room.path.format(agency=desk.agency, review=review)) for room in rooms]
    return [Link(room.label, href, path == href) for room, href in leads if desk.can(room.action)]
