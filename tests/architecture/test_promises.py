"""What the documents promise is there: hooks, settings, commands, licence, readmes."""

from __future__ import annotations

import ast
import re
import tomllib

import pytest
import typer.main
from concord_contracts.hooks import Jurisdiction
from concord_kernel.cli.command import assembled
from concord_kernel.jurisdictions import Jurisdictions
from concord_kernel.reference.commands import commands
from concord_kernel.reference.hooks import answered_by, hooks
from concord_kernel.service import installed_names
from concord_kernel.settings import KINDS, known_variables

from tests.support.checkout import MEMBERS, ROOT
from tests.support.source import names, sources

pytestmark = pytest.mark.xdist_group("source")

REFERENCE = ROOT / "docs" / "reference"
COMMANDS = dict(commands(typer.main.get_command(assembled())))
LICENSE_OF_ALL = "Apache-2.0"
VAULT = "concord_kernel.vault"


def page(name: str) -> str:
    """One page of the reference as it is committed."""
    return (REFERENCE / name).read_text("utf-8")


@pytest.mark.parametrize("hook", hooks())
def test_every_hook_is_answered_by_a_real_plugin_and_documented(hook: str) -> None:
    assert answered_by(hook)
    assert f"\n## {hook}\n" in page("hooks.md")
    assert ".. versionadded::" in (hooks()[hook].__doc__ or "")


def test_every_plugin_answers_every_hook() -> None:
    states = Jurisdictions.installed().all()
    answers = {hook: set(answered_by(hook)) for hook in hooks()}

    assert [state.problem for state in states if state.problem] == []
    assert all(found == {state.name for state in states} for found in answers.values())


def test_every_field_of_an_answer_is_documented() -> None:
    for field in Jurisdiction.model_fields:
        assert f"| `{field}` |" in page("hooks.md")


def test_every_setting_is_documented_with_its_meaning() -> None:
    said = page("settings.md")
    assert [name for name in known_variables() if f"`{name}`" not in said] == []
    for kind in KINDS.values():
        assert [name for name, field in kind.model_fields.items() if not field.description] == []


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_is_documented_and_says_what_it_does(words: str) -> None:
    command = COMMANDS[words]
    assert f"\n## {words}\n" in page("commands.md")
    assert re.match(r"[A-Z].+[.!]", command.help or "")
    assert "Raises:" not in (command.help or "")


@pytest.mark.parametrize("words", COMMANDS)
def test_every_parameter_of_a_command_says_what_it_is(words: str) -> None:
    silent = [
        each.name
        for each in COMMANDS[words].params
        if each.name != "help" and not getattr(each, "help", None)
    ]

    assert silent == []


def test_only_the_kernel_runs_pluggys_manager() -> None:
    elsewhere = [
        source.at(node)
        for source in sources(*MEMBERS)
        if source.path.parts[0] != "kernel"
        for node, name in names(source.tree)
        if name == "PluginManager"
    ]

    assert elsewhere == []


def test_reporting_takes_and_shows_narratives_and_names_and_never_a_note() -> None:
    """A report is made of what people wrote to be read; no interview's note has a way into it."""
    asked = [
        source.at(node)
        for source in sources("services/reporting/")
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Attribute) and node.attr == "reveal")
        or (isinstance(node, ast.alias) and node.name in {"opened", "NoteIn", "RawNote", "Reading"})
    ]

    assert asked == []


def test_a_raw_notes_text_is_opened_in_known_places_only() -> None:
    """Where a text is read back to the team that typed it; whoever adds a place adds it here."""
    opening = [
        source.module
        for source in sources("services/", "kernel/", "demo/")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(VAULT)
        if any(alias.name == "opened" for alias in node.names)
    ]

    assert opening == [
        "concord_kernel.vault",
        "concord_review.answer_sheet.sheet",
        "concord_review.debrief_board.sheet",
        "concord_review.focus_group_list.sheet",
        "concord_review.interviews.page",
    ]


def test_the_licence_is_here_whole() -> None:
    said = (ROOT / "LICENSE").read_text("utf-8")

    assert said.lstrip().startswith("Apache License")
    assert "END OF TERMS AND CONDITIONS" in said


@pytest.mark.parametrize("member", MEMBERS)
def test_every_member_has_its_licence_its_purpose_and_its_readme(member: str) -> None:
    project = tomllib.loads((ROOT / member / "pyproject.toml").read_text("utf-8"))["project"]

    assert project["license"] == LICENSE_OF_ALL
    assert project["description"]
    assert project["requires-python"] == ">=3.11"
    assert (ROOT / member / "README.md").read_text("utf-8").startswith("# ")


def test_every_member_of_the_workspace_is_known_here() -> None:
    found = {
        path.parent.relative_to(ROOT).as_posix()
        for pattern in ("*/pyproject.toml", "services/*/pyproject.toml", "plugins/*/pyproject.toml")
        for path in ROOT.glob(pattern)
    }

    assert found == set(MEMBERS)


def test_the_deployments_services_are_those_of_the_workspace() -> None:
    assert {f"services/{name}" for name in installed_names() if name != "door"} == {
        member for member in MEMBERS if member.startswith("services/")
    }
