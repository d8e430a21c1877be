"""What somebody does at the site in a day, by either hand, at any width, in either language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from playwright.sync_api import expect

from tests.browser.roles.finding import Eyes
from tests.support.axe import barriers

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Response

    from tests.browser.roles.hands import Hand
    from tests.browser.roles.words import Words
    from tests.support.shifts import Shifts


_FROM_THE_TOP: Final = """() => {
  if (document.querySelector(".saving")) scrollTo(0, 0);
  document.querySelector("dialog[open]")?.scrollTo(0, 0);
}"""


@dataclass(kw_only=True)
class Day(Eyes):
    """A day of somebody, who is at a browser.

    Attributes:
        hand: How they work.
        name: What their pictures are called.
        shifts: What moved under their eyes.
        read: Brings the readers up to what was recorded, as they do by themselves elsewhere.
        asks: Whether axe is asked at each picture.
        whole: Whether pictures are of whole pages, else of what the window shows.
    """

    hand: Hand
    name: str
    shifts: Shifts
    read: Callable[[], None]
    asks: bool
    whole: bool
    pictures: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("response", self._answered)

    def opens(self, path: str) -> None:
        """By an address, as from a bookmark."""
        self.someone.go(path)

    def goes(self, room: Words, group: Words = "") -> None:
        """By the menu to a page, which stands in a group; nowhere, if it is this one."""
        if self.room(room).get_attribute("aria-current") == "page":
            return
        opener = self.page.locator(".menu__open")
        if opener.is_visible():
            self.hand.press(opener)
        if group and self.room(room).is_hidden():
            self.leaves_by(self.group(group))
        if self.room(room).get_attribute("aria-current") != "page":
            self.leaves_by(self.room(room))

    def follows(self, link: Words, *, exact: bool = True) -> None:
        """By a link of the page."""
        self.leaves_by(self.link(link, exact=exact))

    def leaves_by(self, way: Locator) -> None:
        """By whatever leads to another page."""
        self.hand.reach(way)
        with self.page.expect_navigation():
            self.hand.press(way)
        expect(self.page.locator("h1")).to_be_visible()

    def unfolds(self, label: Words) -> None:
        """Open what is folded away, unless it is open."""
        if not self.fold(label).evaluate("(one) => one.parentElement.open"):
            self.hand.press(self.fold(label))

    def writes(self, label: Words, text: str) -> None:
        """Fill in a field; a day is written 2010-01-25, a time 09:00."""
        self.hand.write(self.field(label), text)

    def chooses(self, label: Words, option: Words) -> None:
        """Choose from a list that folds out."""
        offered = self.field(label).locator("option").all_text_contents()
        self.hand.choose(self.field(label), _nth(offered, self.say(option)))

    def marks(self, label: Words, of: Words = "") -> None:
        """Mark a box or a circle; of one question, where several are called the same."""
        self.hand.mark(self.box(label, of))

    def presses(self, label: Words) -> None:
        """Press a button that does not lead away."""
        self.hand.press(self.button(label))

    def sends(self, label: Words) -> None:
        """Press a button, and see the page that follows."""
        self.leaves_by(self.button(label))

    def reads(self, words: Words) -> None:
        """Something is said on the page."""
        expect(self.page.locator("body")).to_contain_text(self.say(words))

    def looks(self, what: str) -> None:
        """Nothing keeps anybody out, nothing is wider than the window, nothing moves; a picture.

        A form that is saved by itself, and a dialog, are looked at from their top: there nothing
        covers anything.
        """
        expect(self.page.locator("h1")).to_be_visible()
        expect(self.page.locator("[data-filled][hidden]")).to_have_count(0, timeout=15_000)
        self.page.evaluate(_FROM_THE_TOP)
        assert self.someone.overflowing() == []
        found = barriers(self.page) if self.asks else []
        assert not found, "\n".join(found)
        self.shifts.check()
        self.pictures.append(what)
        self.someone.photograph(f"{self.name}-{len(self.pictures):02}-{what}", whole=self.whole)

    def _answered(self, response: Response) -> None:
        writes = response.request.method in {"POST", "PUT", "DELETE"}
        if writes and response.status < 400 and "/api/" in response.url:
            self.read()


def _nth(offered: list[str], option: str) -> int:
    """Which one of a list is meant: the very words, else one that begins with them."""
    shown = [one.strip() for one in offered]
    if option in shown:
        return shown.index(option)
    return next(nth for nth, one in enumerate(shown) if one.startswith(option))
