"""Somebody who has no mouse: gets everywhere by Tab, and sees where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FARTHEST: Final = 120
"""How often somebody presses Tab before giving up."""

_SHOWN: Final = """(one) => {
  const look = getComputedStyle(one);
  return look.outlineStyle !== "none" || look.boxShadow !== "none";
}"""


def tab_to(page: Page, there: Locator) -> None:
    """Press Tab until a field, link or button has the focus, and shows it.

    Raises:
        AssertionError: it cannot be reached, or nobody sees where the focus is.
    """
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if there.evaluate("(one) => one === document.activeElement"):
            assert there.evaluate(_SHOWN), "nobody sees where the focus is"
            return
    raise AssertionError(f"{there} cannot be reached by the keyboard")


def type_into(page: Page, field: Locator, text: str) -> None:
    """Get to a field and fill it, key by key."""
    tab_to(page, field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type(text)


def press(page: Page, there: Locator) -> None:
    """Get to a button or a link and press Enter."""
    tab_to(page, there)
    page.keyboard.press("Enter")
