"""Finds things on a page by what they say, in the language that somebody reads."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.browser.roles.words import Words, begins, say

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Locator, Page

    from tests.support.browser import Visitor


@dataclass
class Eyes:
    """What somebody sees who looks for something.

    Attributes:
        someone: Who looks.
        language: What they read.
    """

    someone: Visitor
    language: str
    scopes: list[Locator] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """The page they look at."""
        return self.someone.page

    @property
    def here(self) -> Locator:
        """Where they look: in a dialog that asks, else in a part of the page, else in all of it."""
        dialog = self.page.locator("dialog[open]")
        if dialog.count():
            return dialog
        return self.scopes[-1] if self.scopes else self.page.locator("main")

    @contextmanager
    def within(self, part: Locator) -> Generator[None]:
        """For a while, look only at a part of the page."""
        self.scopes.append(part)
        try:
            yield
        finally:
            self.scopes.pop()

    def say(self, words: Words) -> str:
        """A text as they read it."""
        return say(words, self.language, urlsplit(self.page.url).path.split("/")[1])

    def row(self, text: str) -> Locator:
        """The row of a table that says something."""
        return self.page.locator("main tr", has_text=text)

    def link(self, label: Words, *, exact: bool = True) -> Locator:
        """A link by what it says, or by how that begins."""
        name = self.say(label) if exact else begins(self.say(label))
        return self.here.get_by_role("link", name=name, exact=exact).first

    def room(self, label: Words) -> Locator:
        """A page in the menu, shown now or not."""
        return self._saying(self.page.locator("#menu").locator("a"), label).last

    def group(self, label: Words) -> Locator:
        """A group of pages in the menu."""
        return self._saying(self.page.locator("#menu > ul > .menu__group > a"), label).first

    def fold(self, label: Words) -> Locator:
        """What is folded away."""
        return self._saying(self.here.locator("summary"), label).first

    def field(self, label: Words) -> Locator:
        """A field by its label."""
        named = self.here.get_by_label(begins(self.say(label)))
        fields = named.and_(self.page.locator("input, select, textarea"))
        return fields.filter(visible=True).first

    def box(self, label: Words, of: Words = "") -> Locator:
        """A box or a circle; of one question, where several are called the same."""
        whole = self.here
        if of:
            asked = self.page.locator("legend", has_text=begins(self.say(of)))
            whole = whole.locator("fieldset").filter(has=asked).last
        named = whole.get_by_label(begins(self.say(label)))
        return named.and_(self.page.locator("[type=checkbox], [type=radio]")).first

    def button(self, label: Words) -> Locator:
        """A button by what it says."""
        found = self.here.get_by_role("button", name=self.say(label), exact=True)
        return found.filter(visible=True).first

    def _saying(self, some: Locator, label: Words) -> Locator:
        return some.filter(has_text=re.compile(rf"^\s*{re.escape(self.say(label))}\s*$"))
