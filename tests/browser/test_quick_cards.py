"""Quick cards on paper: each fits on half a sheet, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from concord_review.cards.page import ROLES

from tests.browser.places import BY_NAME

if TYPE_CHECKING:
    from tests.browser.people import Visits

pytestmark = [pytest.mark.xdist_group("stage"), pytest.mark.timeout(300)]

SHEET = re.compile(rb"/Type\s*/Page\b")
BOX = re.compile(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]")
A5 = (419.6, 595.3)
HALF_OF_LETTER = (396.0, 612.0)


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_card_fits_on_half_a_sheet(visit: Visits, language: str) -> None:
    someone = visit("reviewer", language=language)
    page = someone.go(visit.path(BY_NAME["cards"]))

    printed = page.pdf(prefer_css_page_size=True)

    (size,) = {tuple(map(float, one)) for one in BOX.findall(printed)}
    assert len(SHEET.findall(printed)) == page.locator("article").count() == len(ROLES)
    assert all(size[side] <= sheet[side] + 1 for sheet in (A5, HALF_OF_LETTER) for side in (0, 1))
