"""A client generated from the running deployment's own document plays the demonstration's story."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest
from concord_demo import santa_cruz
from concord_demo.cast import Cast
from concord_kernel import clock

from tests.support.generated_client import Generated

if TYPE_CHECKING:
    from pathlib import Path

    from concord_demo.stage import Stage

pytestmark = pytest.mark.xdist_group("scenarios")


def test_a_generated_client_plays_the_whole_review(stage: Stage, tmp_path: Path) -> None:
    with stage.visit() as http:
        document = http.get("/door/openapi.json").json()

    with (
        Generated.of(document, tmp_path, stage.deployment.url) as generated,
        httpx2.Client(transport=generated, base_url=stage.deployment.url) as http,
    ):
        story = santa_cruz.Story(Cast(http, stage.passwords, str(clock.new_command_id())))
        for step in santa_cruz.steps(story):
            step()

    assert story.themes
    assert {
        "signInByScript",
        "openReview",
        "chooseFocusArea",
        "importFrame",
        "drawSample",
        "listCases",
        "formTeam",
        "bookInterview",
        "releaseSchedule",
        "recordInterview",
        "agreeTheme",
        "submitDocument",
        "getDates",
    } <= set(generated.called)
