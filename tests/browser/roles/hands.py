"""Two hands that do the same: one points and clicks, the other has nothing but a keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FARTHEST: Final = 150
"""How often somebody presses Tab, to get to one thing, before giving up."""

_IS_BEFORE: Final = """(one) => {
  const now = document.activeElement;
  const is = Node.DOCUMENT_POSITION_PRECEDING;
  return now !== document.body && Boolean(now.compareDocumentPosition(one) & is);
}"""

_IS_FAR: Final = """(one) => document.activeElement === document.body
  && !document.querySelector("dialog[open]") && Boolean(one.closest("main"))"""
"""Whether the way past the menus is shorter."""

_AT: Final = "(one) => one === document.activeElement"

_UNSEEN: Final = """(one) => {
  const drawn = [one, ...(one.labels ?? [])];
  const looks = (each) => ["", "::before"].map((part) => getComputedStyle(each, part));
  const marks = drawn.flatMap(looks);
  const isMarked = marks.some((look) => look.outlineStyle !== "none" || look.boxShadow !== "none");
  if (!isMarked) return "nothing shows that the focus is here";
  const mine = (each) => each && (drawn.some((own) => own.contains(each) || each.contains(own)));
  const boxes = drawn.flatMap((each) => [...each.getClientRects()]).filter((box) => box.width > 1);
  const isSeen = boxes.some((box) => [0.1, 0.5, 0.9].some((part) =>
    mine(document.elementFromPoint(box.left + box.width * part, box.top + box.height * 0.5))
    || mine(document.elementFromPoint(box.left + box.width * part, box.top + 2))));
  return isSeen ? "" : "the focus is off the window, or something covers it";
}"""
"""Why somebody does not see where the focus is (WCAG 2.4.7, 2.4.11); empty if they do."""


class Hand(Protocol):
    """How somebody works at a page."""

    name: str

    def reach(self, there: Locator) -> None:
        """Get to something, and do nothing yet."""

    def press(self, there: Locator) -> None:
        """Press a button, follow a link, open what is folded."""

    def write(self, field: Locator, text: str) -> None:
        """Fill in a field in place of what it holds; a day is written 2010-01-25, a time 09:00."""

    def choose(self, field: Locator, nth: int) -> None:
        """Choose the nth of a list that folds out."""

    def mark(self, box: Locator) -> None:
        """Mark a box, or one of several circles."""

    def carry(self, one: Locator, to: Locator, keys: tuple[str, ...]) -> None:
        """Take something somewhere else on a picture: by pulling it there, or by these keys."""


class Mouse:
    """Points at what is seen, and clicks."""

    name = "mouse"

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, there: Locator) -> None:
        """Whoever points is there at once."""

    def press(self, there: Locator) -> None:
        there.click()

    def write(self, field: Locator, text: str) -> None:
        field.click()
        field.fill(text)

    def choose(self, field: Locator, nth: int) -> None:
        field.select_option(index=nth)

    def mark(self, box: Locator) -> None:
        """By the label: the mark itself is drawn."""
        self.page.locator(f'label[for="{box.get_attribute("id")}"]').click()

    def carry(self, one: Locator, to: Locator, keys: tuple[str, ...]) -> None:  # ruff: ignore[unused-method-argument] -- the other hand's
        one.scroll_into_view_if_needed()
        start = one.bounding_box()
        assert start
        self.page.mouse.move(start["x"] + 20, start["y"] + 4)
        self.page.mouse.down()
        self.page.mouse.move(start["x"] + 24, start["y"] + 20, steps=3)
        to.scroll_into_view_if_needed()
        lane = to.bounding_box()
        assert lane
        self.page.mouse.move(lane["x"] + 20, lane["y"] + 8, steps=5)
        self.page.mouse.up()


class Keyboard:
    """Has no mouse: gets everywhere by Tab, back by Shift and Tab, and sees where the focus is."""

    name = "keyboard"

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, there: Locator) -> None:
        self._get_to(there)

    def press(self, there: Locator) -> None:
        self._get_to(there)
        self.page.keyboard.press("Enter")

    def write(self, field: Locator, text: str) -> None:
        self._get_to(field)
        kind = field.get_attribute("type")
        if kind in {"date", "time"}:
            self.page.keyboard.type(_keyed(text, kind))
        else:
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)

    def choose(self, field: Locator, nth: int) -> None:
        self._get_to(field)
        self.page.keyboard.press("Home")
        for _ in range(nth):
            self.page.keyboard.press("ArrowDown")

    def mark(self, box: Locator) -> None:
        """Circles of one question are one stop: from there by the arrows."""
        if box.get_attribute("type") == "checkbox":
            self._get_to(box)
            self.page.keyboard.press("Space")
            return
        name = box.get_attribute("name")
        circles = self.page.locator(f'input[type=radio][name="{name}"]')
        self._get_to(box, *circles.all())
        for _ in range(circles.count()):
            if box.evaluate(_AT):
                break
            self.page.keyboard.press("ArrowDown")
        if not box.is_checked():
            self.page.keyboard.press("Space")

    def carry(self, one: Locator, to: Locator, keys: tuple[str, ...]) -> None:  # ruff: ignore[unused-method-argument] -- the other hand's
        self._get_to(one)
        for key in ("Enter", *keys, "Enter"):
            self.page.keyboard.press(key)

    def _get_to(self, there: Locator, *others: Locator) -> None:
        """Press Tab until it has the focus, and see that it has.

        Args:
            there: Where to.
            others: What would do as well.

        Raises:
            AssertionError: it cannot be reached, or nobody sees where the focus is.
        """
        stops = [one.evaluate_handle("(one) => one") for one in (there, *others)]
        if there.evaluate(_IS_FAR):
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Enter")
        key = "Shift+Tab" if there.evaluate(_IS_BEFORE) else "Tab"
        for _ in range(FARTHEST):
            found = next((one for one in stops if one.evaluate(_AT)), None)
            if found:
                unseen = found.evaluate(_UNSEEN)
                assert not unseen, f"{there}: {unseen}"
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{there} cannot be reached by the keyboard")


def _keyed(text: str, kind: str) -> str:
    """What is typed into the browser's own fields of a day or a time, part by part."""
    if kind == "date":
        year, month, day = text.split("-")
        return f"{month}{day}{year}"
    hour, minute = text.split(":")
    return f"{(int(hour) - 1) % 12 + 1:02}{minute}{'AM' if int(hour) < 12 else 'PM'}"
