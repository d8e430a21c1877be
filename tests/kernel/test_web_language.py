"""Which language a page is in, what is said in it, and how it is chosen."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import pytest
from concord_kernel.web import language, speaking
from concord_kernel.web.faults import FAULTS, fault
from jinja2 import Environment
from starlette.requests import Request

from tests.support import story

if TYPE_CHECKING:
    import httpx2

    from tests.support.site import Site, Visitor


def asking(accept: str = "", chosen: str = "") -> Request:
    headers = [(b"accept-language", accept.encode()), (b"cookie", chosen.encode())]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize(
    ("accept", "spoken"),
    [
        ("", "en"),
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("es-419", "es"),
        ("en;q=0.3, es;q=0.7", "es"),
        ("es;q=0.3, en;q=0.7", "en"),
        ("fr-FR, fr;q=0.9, es;q=0.1", "es"),
        ("fr", "en"),
        ("es;q=0, en", "en"),
        ("es;q=0", "en"),
        ("es;q=much", "en"),
        ("es;level=1", "en"),
        ("*", "en"),
        (";;;=,,,q", "en"),
        ("ES", "es"),
    ],
)
def test_a_browser_is_answered_in_the_language_it_likes_best(accept: str, spoken: str) -> None:
    assert language.asked(asking(accept)) == spoken


@pytest.mark.parametrize(
    ("cookie", "spoken"),
    [
        ("concord-language=es", "es"),
        ("concord-language=en", "en"),
        ("concord-language=xx", "es"),
        ("concord-language=../../es", "es"),
    ],
)
def test_the_chosen_language_counts_before_the_browsers(cookie: str, spoken: str) -> None:
    assert language.asked(asking("es", cookie)) == spoken


def said(template: str, spoken: str, **values: object) -> str:
    templates = Environment(autoescape=True)
    speaking.teach(templates, "concord_review", spoken)
    return templates.from_string(template).render(values)


@pytest.mark.parametrize(
    ("template", "value", "english", "spanish"),
    [
        (
            "{{ x | day }}",
            date(2010, 1, 29),
            "Friday, January 29, 2010",
            "viernes, 29 de enero de 2010",
        ),
        ("{{ x | date }}", date(2010, 3, 1), "Mar 1, 2010", "1 mar 2010"),
        ("{{ x | time }}", time(14, 5), "2:05\u202fPM", "2:05\u202fp.m."),
        ("{{ x | number }}", 12345, "12,345", "12,345"),
        ("{{ x | label }}", "child-welfare", "Child welfare", "Bienestar infantil"),
        ("{{ x | label }}", "placement-stability", "Placement stability", "Placement stability"),
        ("{{ x | words }}", "interview.minutes", "Interview, minutes", "Interview, minutes"),
        (
            "{{ x | in_english }}",
            "Training <Needs>",
            "Training &lt;Needs&gt;",
            '<span lang="en">Training &lt;Needs&gt;</span>',
        ),
        ("{{ _('Team %(number)s', number=x) }}", "<b>", "Team &lt;b&gt;", "Equipo &lt;b&gt;"),
    ],
)
def test_values_are_written_as_people_of_the_language_write_them(
    template: str, value: object, english: str, spanish: str
) -> None:
    assert said(template, "en", x=value) == english
    assert said(template, "es", x=value) == spanish


def test_a_moment_is_written_with_its_time() -> None:
    moment = datetime(2010, 1, 29, 9, 30, tzinfo=UTC)

    assert said("{{ x | moment }}", "en", x=moment).startswith("Jan 29, 2010")
    assert said("{{ x | moment }}", "es", x=moment).startswith("29 ene 2010")


def test_one_and_many_are_told_apart() -> None:
    template = "{{ ngettext('%(num)s minute', '%(num)s minutes', x) }}"
    templates = Environment(autoescape=True)
    speaking.teach(templates, "concord_scheduling", "es")

    assert templates.from_string(template).render(x=1) == "1 minuto"
    assert templates.from_string(template).render(x=45) == "45 minutos"


def test_a_service_speaks_the_shells_words_too() -> None:
    said_by = language.translations("concord_review", "es").gettext

    assert said_by("Sign out") == "Cerrar sesión"
    assert said_by("Cases of the review") == "Casos de la revisión"
    assert language.translations("concord_review", "en").gettext("Sign out") == "Sign out"


def test_every_fault_of_a_field_is_said_in_both_languages() -> None:
    for kind in (*FAULTS, "never-heard-of"):
        assert fault(kind, "en") != fault(kind, "es")


def reading(who: Visitor, spoken: str) -> dict[str, str]:
    """Headers of a browser that asks for a language."""
    token = who.house.admitted[who.guest] if who.guest else ""
    return {
        "Accept": "text/html",
        "Accept-Language": spoken,
        "Authorization": f"Bearer {token}",
    }


@pytest.mark.anyio
async def test_a_page_is_in_the_language_that_is_asked_for(site: Site) -> None:
    one = await story.opened(site)
    path = f"/review/{site.agency}/reviews{one.where}"

    spanish = await one.coordinator.ask("GET", path, headers=reading(one.coordinator, "es-US"))
    english = await one.coordinator.ask("GET", path, headers=reading(one.coordinator, "fr"))

    assert '<html lang="es">' in spanish.text
    assert spanish.headers["content-language"] == "es"
    assert "Zona de enfoque" in spanish.text
    assert '<span lang="en">Peer Quality Case Review' in spanish.text
    assert '<html lang="en">' in english.text
    assert english.headers["content-language"] == "en"


@pytest.mark.anyio
async def test_a_refusal_is_said_in_the_language_that_is_asked_for(site: Site) -> None:
    one = await story.opened(site)
    spoken = {"Accept-Language": "es"}

    refused = await one.coordinator.api(
        "POST", "scheduling", f"{one.where}/releases", headers=spoken
    )
    invalid = await one.coordinator.api(
        "POST", "scheduling", f"{one.where}/event-week", json={"first_day": "x"}, headers=spoken
    )

    assert refused.json()["title"] == "Fije primero la semana del evento."
    assert refused.json()["rule"] == "week.set-first"
    assert refused.headers["content-language"] == "es"
    assert {one["pointer"]: one["sentence"] for one in invalid.json()["errors"]} == {
        "/body/first_day": "Esto no es una fecha.",
        "/body/last_day": "Complete este campo.",
    }


async def choose(site: Site, language: str, to: str, **more: str) -> httpx2.Response:
    body = {"language": language, "next": to}
    return await site.visitor(None).ask("POST", "/door/language", data=body, headers=more)


@pytest.mark.anyio
async def test_choosing_a_language_remembers_it_and_goes_back(site: Site) -> None:
    answer = await choose(site, "es", "/review/ca-x/reviews?at=7")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/review/ca-x/reviews?at=7"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("concord-language=es; HttpOnly; Max-Age=31536000; Path=/")
    assert "SameSite=lax" in cookie


@pytest.mark.anyio
@pytest.mark.parametrize(
    "to", ["", "//elsewhere.test/x", "https://elsewhere.test", "/\\elsewhere.test", "/a\nb", "x"]
)
async def test_choosing_a_language_leads_nowhere_else(site: Site, to: str) -> None:
    assert (await choose(site, "es", to)).headers["location"] == "/door/"


@pytest.mark.anyio
async def test_a_language_the_site_does_not_speak_is_refused(site: Site) -> None:
    answer = await choose(site, "fr", "/door/")

    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers
