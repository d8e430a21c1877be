"""The net holds: what is spoilt on a page is found, so that finding nothing means something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.axe import barriers

if TYPE_CHECKING:
    from tests.browser.people import Visits

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]

SPOILT = {
    "label": "document.querySelector('form input:not([type=hidden])').labels[0].remove()",
    "color-contrast": "document.querySelector('h1').style.color = '#bbb'",
    "html-has-lang": "document.documentElement.removeAttribute('lang')",
}


@pytest.mark.parametrize(("rule", "spoil"), SPOILT.items(), ids=SPOILT)
def test_what_keeps_somebody_out_is_found(visit: Visits, rule: str, spoil: str) -> None:
    page = visit().go("/door/sign-in")
    page.evaluate(spoil)

    assert [one for one in barriers(page) if one.startswith(f"{rule} at")]


INLINE = """document.head.append(
  Object.assign(document.createElement("script"), { textContent: "window.itRan = true" }))"""

HARMS = {
    "inline-script": (INLINE, "Content Security Policy"),
    "page-error": ("setTimeout(() => { throw new Error('spoilt') })", "spoilt"),
    "console": ("console.error('spoilt')", "spoilt"),
    "missing": ("fetch('/door/nothing-here')", "404"),
    "elsewhere": ("fetch('http://127.0.0.1:9/').catch(() => 0)", "Content Security Policy"),
}


@pytest.mark.parametrize(("harm", "said"), HARMS.values(), ids=HARMS)
def test_what_a_page_complains_about_is_noted(visit: Visits, harm: str, said: str) -> None:
    someone = visit()
    page = someone.go("/door/sign-in")
    page.evaluate(f"void ({harm})")
    for _ in range(40):
        if someone.troubles:
            break
        page.wait_for_timeout(50)

    assert said in " ".join(someone.troubles)
    assert page.evaluate("window.itRan === undefined")
    someone.troubles.clear()


def test_a_page_that_is_too_wide_is_found(visit: Visits) -> None:
    someone = visit()
    page = someone.go("/door/sign-in")
    someone.narrow()
    page.evaluate("document.querySelector('h1').style.width = '600px'")

    assert someone.overflowing()
