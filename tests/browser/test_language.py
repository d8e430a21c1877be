"""English and Spanish: chosen by the browser, switched on any page, kept on every page after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.places import BY_NAME

if TYPE_CHECKING:
    from tests.browser.people import Visits

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]


@pytest.mark.parametrize("role", ["", "coordinator"], ids=["nobody", "somebody"])
def test_another_language_keeps_the_page_and_stays(visit: Visits, role: str) -> None:
    someone = visit(role)
    path = visit.path(BY_NAME["cases" if role else "sign-in"])
    page = someone.go(path)
    page.get_by_role("button", name="Español").click()
    page.locator("html[lang=es]").wait_for()

    assert page.url == someone.url + path
    assert someone.go("/door/").locator("html").get_attribute("lang") == "es"
    page.get_by_role("button", name="English").click()
    page.locator("html[lang=en]").wait_for()


def test_what_was_refused_is_said_in_the_language_of_the_page(visit: Visits) -> None:
    someone = visit(language="es")
    someone.expects(401)
    page = someone.go("/door/sign-in")
    page.fill("#name", "nobody")
    page.fill("#password", "not a password of anybody")
    page.keyboard.press("Enter")

    assert "contraseña" in page.get_by_role("alert").inner_text()
    assert not page.input_value("#password")
    someone.photograph("sign-in-refused-es-1280")
