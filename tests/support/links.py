"""Follows the links of a site, as one person, and tells which of them lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final
from urllib.parse import urldefrag, urljoin, urlsplit

if TYPE_CHECKING:
    import httpx2

MOST: Final = 400
"""Pages after which a crawl has lost its way."""

ALIKE: Final = 4
"""How many pages that differ by their query alone are opened."""

LEADING: Final = {"a": "href", "link": "href", "img": "src", "script": "src", "iframe": "src"}


class _Page(HTMLParser):
    """What one page links to, and the places in it that a link can lead to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.places: set[str] = {""}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.places.add(named.get("id") or "")
        self.links.add(named.get(LEADING.get(tag, "")) or "")


@dataclass
class Crawl:
    """A walk over everything that one person can reach by links.

    Attributes:
        http: A connection to the site, as that person.
        pages: The places in each page that was reached.
        dead: Each link that failed, with the page it is on.
    """

    http: httpx2.Client
    pages: dict[str, set[str]] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)

    def walk(self, start: str) -> None:
        """Open a page and whatever can be reached from it."""
        links = [(start, "nowhere")]
        jumps: list[tuple[str, str, str]] = []
        while links:
            path, origin = links.pop()
            if path in self.pages or self._saw_enough_of(path):
                continue
            assert len(self.pages) < MOST, sorted(self.pages)
            for link in self._open(path, origin):
                target, place = urldefrag(urljoin(path, link))
                if not urlsplit(target).scheme:
                    links.append((target, path))
                    jumps.append((target, place, path))
        self.dead += [
            f"#{place} of {target}, on {origin}"
            for target, place, origin in jumps
            if place not in self.pages.get(target, {place})
        ]

    def _saw_enough_of(self, path: str) -> bool:
        stem = path.partition("?")[0] + "?"
        return stem in path and sum(seen.startswith(stem) for seen in self.pages) >= ALIKE

    def _open(self, path: str, origin: str) -> set[str]:
        answer = self.http.get(path)
        if not answer.is_success:
            self.dead.append(f"{path} ({answer.status_code}), on {origin}")
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        page = _Page(answer.text if is_page else "")
        self.pages[path] = page.places
        return page.links
