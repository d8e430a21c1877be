"""People at a browser, watched strictly: whatever the page complains about fails the test."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

SCREENSHOTS: Final = ROOT / ".run" / "screenshots"

DESKTOP: Final = 1280
PHONE: Final = 320
"""CSS pixels of the narrowest screen that a page must fit (WCAG 1.4.10)."""

HEIGHT: Final = 800

LEFT_BEHIND: Final = "net::ERR_ABORTED"
"""A request or a stream that was under way when the person went on to another page."""


_BEYOND: Final = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  const beyond = [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > wide + 1);
  return ["the page", ...beyond.map((one) => `${one.tagName}.${one.className}`)].slice(0, 12);
}"""


_GALLERY: Final = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pages</title>
<style>body { display: flex; flex-wrap: wrap; gap: 1em; font: 1em sans-serif }
figure { margin: 0 } img { border: 1px solid; height: 20em; object-fit: cover;
  object-position: top }
</style>
%s
</html>
"""


@dataclass
class Visitor:
    """Somebody at a browser of their own.

    Attributes:
        context: Cookies and storage.
        page: The first tab.
        url: The site.
        troubles: What went wrong that the test did not say would.
        expected: Answers of 400 and more that the test is about.
    """

    context: BrowserContext
    page: Page
    url: str
    troubles: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def go(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.url + path)
        return self.page

    def another_tab(self) -> Page:
        """One more page with the same cookies."""
        return self.context.new_page()

    def expects(self, *statuses: int) -> None:
        """Some answers are refusals, and the test is about them."""
        self.expected.update(statuses)

    def narrow(self) -> None:
        """Make the window as narrow as a phone."""
        self.page.set_viewport_size({"width": PHONE, "height": HEIGHT})

    def overflowing(self) -> list[str]:
        """What makes the page wider than its window, if it is."""
        found: list[str] = self.page.evaluate(_BEYOND)
        return found

    def photograph(self, name: str, *, whole: bool = True) -> None:
        """Keep a picture for those who look: of the whole page, or of what the window shows."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(
            path=SCREENSHOTS / f"{name}.jpg", type="jpeg", quality=80, full_page=whole
        )

    def watch(self, page: Page) -> None:
        """Note each complaint of a tab."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.troubles.append(f"error on the page: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _said(self, message: ConsoleMessage) -> None:
        refusal = "Failed to load resource: the server responded with a status of"
        if message.type in {"error", "warning"} and not message.text.startswith(refusal):
            self.troubles.append(f"console: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT_BEHIND:
            self.troubles.append(f"no answer: {request.url} ({request.failure})")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.troubles.append(f"{response.status}: {response.url}")


def hang_pictures() -> None:
    """Write a page that shows every picture there is."""
    pictures = sorted(one.name for one in SCREENSHOTS.glob("*.jpg"))
    figures = "\n".join(
        f'<figure><a href="{one}"><img src="{one}" alt="" width="320" loading="lazy"></a>'
        f"<figcaption>{one.removesuffix('.jpg')}</figcaption></figure>"
        for one in pictures
    )
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    (SCREENSHOTS / "index.html").write_text(_GALLERY % figures, "utf-8")


@contextmanager
def visitor(browser: Browser, url: str, width: int = DESKTOP, **wishes: Any) -> Generator[Visitor]:
    """Somebody new, whose page may not complain.

    Args:
        browser: A running browser.
        url: The site.
        width: Of the window, in CSS pixels.
        wishes: More of Playwright's, such as ``locale``, ``storage_state``, ``forced_colors``.
    """
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, **wishes)
    try:
        context.set_default_timeout(15_000)
        someone = Visitor(context, page=context.new_page(), url=url)
        someone.watch(someone.page)
        context.on("page", someone.watch)
        yield someone
    finally:
        context.close()
    assert someone.troubles == [], "\n".join(someone.troubles)
