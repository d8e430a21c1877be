"""Takes a picture of any page: ``python -m tests.support.look URL picture.png``.

``--token`` signs in with a session's token, ``--language es``, ``--width 320``, ``--axe`` tells
what axe finds. What the page complains about is printed.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.support.axe import barriers
from tests.support.browser import DESKTOP, HEIGHT, Visitor
from tests.support.chromium import chromium

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("picture")
    parser.add_argument("--token", default="")
    parser.add_argument("--cookie", action="append", default=[], help="name=value")
    parser.add_argument("--language", default="en")
    parser.add_argument("--width", type=int, default=DESKTOP)
    parser.add_argument("--print", action="store_true", help="as on paper")
    parser.add_argument("--axe", action="store_true")
    given = parser.parse_args()
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": given.width, "height": HEIGHT}, locale=given.language
        )
        context.add_cookies(_cookies(given))
        someone = Visitor(context, context.new_page(), "")
        someone.watch(someone.page)
        if given.print:
            someone.page.emulate_media(media="print")
        someone.page.goto(given.url)
        someone.page.screenshot(path=given.picture, full_page=True)
        wide = someone.page.evaluate("document.documentElement.scrollWidth")
        found = someone.troubles + (barriers(someone.page) if given.axe else [])
    sys.stdout.write("\n".join([*found, f"{given.picture}, {wide} px wide", ""]))


def _cookies(given: argparse.Namespace) -> list[SetCookieParam]:
    where = urlsplit(given.url)
    site = f"{where.scheme}://{where.netloc}"
    cookies = [f"concord-language={given.language}", *given.cookie]
    if given.token:
        cookies.append(f"concord={given.token}")
    named = (one.partition("=") for one in cookies if where.netloc)
    return [{"name": name, "value": value, "url": site} for name, _, value in named]


if __name__ == "__main__":
    main()
