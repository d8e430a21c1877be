"""A team at the form of an interview: its members at browsers, and what the site has meanwhile."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from concord_contracts.facts.tool import AnswersSaved
from playwright.sync_api import expect

from tests.support import forms
from tests.support.axe import barriers
from tests.support.browser import Visitor, visitor

if TYPE_CHECKING:
    from contextlib import ExitStack

    from playwright.sync_api import Browser, Locator, Page

    from tests.support.hosted import Hosted
    from tests.support.story import Story

CANARY: Final = "Wombat seventeen said nobody rang."
SAVED: Final = re.compile(r"^Saved at \d{1,2}:\d\d ([AP]M)?")
OFFLINE: Final = "Not saved: no connection, kept on this computer"

STORED: Final = """async () => {
  const bytes = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      await new Promise((done) => { all.onsuccess = done; });
      for (const one of all.result) {
        if (one.sealed instanceof ArrayBuffer) bytes.push(...new Uint8Array(one.sealed));
        bytes.push(...new TextEncoder().encode(JSON.stringify(one)));
      }
    }
    db.close();
  }
  const pages = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const asked of await cache.keys())
      if (asked.url.endsWith("/form")) pages.push(await (await cache.match(asked)).text());
  }
  const plain = new TextDecoder("latin1").decode(new Uint8Array(bytes));
  return { plain, pages, more: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) };
}"""
"""Everything that the site's pages keep in this browser."""

KEY: Final = """async () => {
  const db = await new Promise((done) => {
    const asked = indexedDB.open("concord-drafts");
    asked.onsuccess = () => done(asked.result);
  });
  const all = db.transaction("keys").objectStore("keys").getAll();
  await new Promise((done) => { all.onsuccess = done; });
  db.close();
  const [{ sealing }] = all.result;
  const asked = crypto.subtle.exportKey("raw", sealing);
  const told = await asked.then(() => "read", (error) => error.name);
  return [sealing.extractable, told];
}"""


@dataclass
class Team:
    """A team with a form of its own, whose members come to browsers.

    Attributes:
        hosted: The site.
        browser: A running browser.
        visitors: Holds those who came until the test is over.
        one: The story so far.
    """

    hosted: Hosted
    browser: Browser
    visitors: ExitStack
    one: Story
    tokens: dict[int, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where the form is."""
        return f"/review/{self.one.site.agency}/reviews{forms.where(self.one)}/form"

    def token(self, member: int) -> str:
        """The session of a member."""
        if member not in self.tokens:
            self.tokens[member] = self.hosted.run(self.one.peers[member].shown()) or ""
        return self.tokens[member]

    def comes(self, member: int = 0, **wishes: Any) -> Visitor:
        """A member who has signed in, at a browser of their own."""
        someone = self.visitors.enter_context(
            visitor(self.browser, self.hosted.url, **{"locale": "en-US"} | wishes)
        )
        enter(someone, self.token(member))
        return someone

    def opens(self, member: int = 0, **wishes: Any) -> Visitor:
        """A member with the form open and everything kept that will be."""
        someone = self.comes(member, **wishes)
        self.open(someone)
        return someone

    def open(self, someone: Visitor) -> None:
        """Open the form."""
        someone.go(self.path)
        expect(someone.page.locator("#answers")).to_have_attribute("data-kept", "yes")

    def sheet(self, member: int = 2) -> dict[str, Any]:
        """What the site has."""
        found = self.hosted.run(forms.sheet(self.one, self.one.peers[member]))
        said: dict[str, Any] = found.json()
        return said

    def saves(self, answers: dict[str, Any], *, member: int = 1, **texts: str) -> None:
        """Another member saves something meanwhile, elsewhere."""
        now = self.sheet()["version"]
        who = self.one.peers[member]
        forms.saved(self.hosted.run(forms.save(self.one, who, answers, version=now, **texts)))

    def recorded(self, kind: type[Any] = AnswersSaved) -> int:
        """How many facts of a kind there are."""
        history = self.hosted.run(self.one.site.history())
        return sum(one.name == kind.NAME for one in history)


def enter(someone: Visitor, token: str) -> None:
    someone.context.add_cookies([{"name": "concord", "value": token, "url": someone.url}])


def state(page: Page) -> Locator:
    return page.locator("#save-state")


def without_barriers(page: Page) -> None:
    """Nothing keeps anybody out; seen from the top, where the line of the state covers nothing."""
    page.evaluate("scrollTo(0, 0)")
    found = barriers(page)
    assert found == [], "\n".join(found)


def photograph(someone: Visitor, name: str) -> None:
    """Keep a picture, from the top, where the line of the state covers nothing."""
    someone.page.evaluate("scrollTo(0, 0)")
    someone.photograph(name)


def forgive(someone: Visitor) -> None:
    """There was no connection, and the test is about that."""
    someone.troubles[:] = [one for one in someone.troubles if "net::ERR_" not in one]


def question(page: Page, code: str) -> Locator:
    return page.locator(f"#question-{code}")


def tick(page: Page, code: str, value: object) -> None:
    """Choose, as people do: by the label, since the mark is drawn."""
    page.locator(f'label[for="q-{code}-{value}"]').click()
