"""Who may open a raw note is a list, and it is here."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tests.support.source import calls, sources

if TYPE_CHECKING:
    from tests.support.source import Source

OPENERS = {
    "concord_review.answer_sheet.sheet",
    "concord_review.debrief_board.sheet",
    "concord_review.focus_group_list.sheet",
    "concord_review.interviews.page",
}
"""Modules that show a raw note to somebody whose reading was recorded."""


def imports(source: Source) -> set[tuple[str, str]]:
    return {
        (node.module or "", name.name)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }


def outside() -> list[Source]:
    packages = ("contracts/", "kernel/", "services/", "plugins/", "demo/")
    return [
        source
        for source in sources(*packages)
        if not source.module.startswith("concord_kernel.vault")
    ]


def test_notes_are_opened_where_the_list_says_and_nowhere_else() -> None:
    door = {("concord_kernel.vault", "opened"), ("concord_kernel.vault.opening", "opened")}
    found = {source.module for source in outside() if imports(source) & door}

    assert found == OPENERS


def test_only_the_vault_says_that_a_note_was_recorded_as_read() -> None:
    made = [
        source.at(call)
        for source in outside()
        for call in calls(source, "RawNote")
        if any(word.arg in {"read", None} for word in call.keywords)
    ]

    assert made == []


def test_the_vault_itself_logs_and_prints_nothing() -> None:
    loud = {"print", "getLogger", "get_logger", "warn"}
    found = [
        source.at(call)
        for source in sources("kernel/")
        if source.module.startswith("concord_kernel.vault")
        for call in calls(source, *loud)
    ]

    assert found == []
