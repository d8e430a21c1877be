"""One browser, and people who come in through the sign-in page of the deployment."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tests.browser.people import People, Visits
from tests.support import forms
from tests.support.browser import hang_pictures
from tests.support.chromium import chromium
from tests.support.filling import Team
from tests.support.hosted import hosting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from concord_demo import durham, santa_cruz
    from concord_demo.stage import Stage
    from playwright.sync_api import Browser

    from tests.support.hosted import Hosted
    from tests.support.servers import Cluster


@pytest.fixture(scope="session")
def people(stage: Stage, told: tuple[santa_cruz.Story, durham.Story]) -> People:
    """An account for each role, and what each brings along after signing in once."""
    return People(stage, told[0].review)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Its event loop counts as running, so nothing in this package is tested asynchronously."""
    with chromium() as browser:
        yield browser
    hang_pictures()


@pytest.fixture
def visit(browser: Browser, people: People) -> Iterator[Visits]:
    """Lets people in, each at a browser of their own; at the end no page may have complained."""
    with ExitStack() as visitors:
        yield Visits(browser, people, visitors)


@pytest.fixture(scope="package")
def hosted(cluster: Cluster) -> Iterator[Hosted]:
    """The services in this process, at a port: cheaper than a deployment, and open to questions."""
    with hosting(cluster) as hosted:
        yield hosted


@pytest.fixture
def team(hosted: Hosted, browser: Browser, new_agency: Callable[[], str]) -> Iterator[Team]:
    """A team with a form to fill in, in an agency of its own."""
    site = hosted.run(hosted.house.join(new_agency()))
    one = hosted.run(forms.with_a_form(site))
    with ExitStack() as visitors:
        yield Team(hosted, browser, visitors, one)
