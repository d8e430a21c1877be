"""A package's ``__init__`` is its card: what it is, and for a slice what it is made of, exactly."""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from concord_contracts.catalog import FACTS
from concord_contracts.event import Event
from concord_kernel.command import Command
from concord_kernel.reference.cards import card, cards_of
from concord_kernel.reference.hearers import policies
from concord_kernel.service import DOOR, installed, installed_names

from tests.support.checkout import MEMBERS, PACKAGES
from tests.support.source import parsed, sources

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.xdist_group("source")

SERVICES = [name for name in installed_names() if installed(name).package == f"concord_{name}"]
"""Services that are packages of their own; the door is a room of the kernel."""

SLICED = [service for service in installed_names() if service != DOOR]
"""Services that are made of slices; the door is a room of the kernel."""

SLICES = [
    pytest.param(f"concord_{service}.{name}", found, id=f"{service}/{name}")
    for service in SERVICES
    for name, found in cards_of(f"concord_{service}")
    if name not in {"policies", "paper", "planner"}
]


def test_an_init_holds_only_its_card_and_what_it_hands_on() -> None:
    more = [
        source.at(statement)
        for source in sources()
        if source.path.name == "__init__.py"
        for statement in source.tree.body
        if not _is_card_or_handing_on(statement)
    ]

    assert more == []


def _is_card_or_handing_on(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case ast.ImportFrom():
            return True
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return True
        case _:
            return False


def test_every_package_and_every_module_says_what_it_is() -> None:
    silent = [
        str(source.path) for source in sources(*MEMBERS) if not ast.get_docstring(source.tree)
    ]

    assert silent == []


def test_a_card_is_read_by_its_labels() -> None:
    said = (
        "A thing.\n\nStreams: ``a-<id>``,\n    ``b-<id>``.\nCommands: DoThis, DoThat.\nFacts: Done."
    )

    assert card(said) == {
        "streams": ("a-<id>", "b-<id>"),
        "commands": ("DoThis", "DoThat"),
        "facts": ("Done",),
    }


@pytest.mark.parametrize(("package", "found"), SLICES)
def test_a_slices_card_is_what_the_slice_is(
    package: str, found: Mapping[str, tuple[str, ...]]
) -> None:
    folder = PACKAGES[package.split(".", maxsplit=1)[0]] / package.replace(".", "/")
    if (folder / "decide.py").exists():
        assert set(found) == {"streams", "commands", "facts"}
        assert sorted(found["commands"]) == sorted(_commands(package))
        assert sorted(found["facts"]) == sorted(_facts(package))
        assert set(found["streams"]) == _streams(package)
    elif (folder / "projection.py").exists():
        assert set(found) == {"readers", "screens"}
        assert set(found["readers"]) == _readers(package)
    else:  # it shows what rows of the slices below it hold
        assert set(found) == {"screens"}


def _commands(package: str) -> list[str]:
    module = import_module(f"{package}.commands")
    return [
        name
        for name, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, Command) and one.__module__ == module.__name__
    ]


def _facts(package: str) -> set[str]:
    """The facts that the slice's decisions make: classes of facts that are called there."""
    made: set[str] = set()
    for source in sources("services/"):
        if source.module.startswith(f"{package}.") and not source.module.endswith(".commands"):
            known = vars(import_module(source.module))
            calls = (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))
            named = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
            made |= {name for name in named if _is_fact(known.get(name))}
    return made


def _is_fact(one: object) -> bool:
    return inspect.isclass(one) and issubclass(one, Event) and one.NAME in FACTS


def _streams(package: str) -> set[str]:
    """The streams that its decider writes, as patterns: the id's field stands for the id."""
    decide = next(each for each in sources("services/") if each.module == f"{package}.decide")
    written: set[str] = set()
    for node in ast.walk(decide.tree):
        match node:
            case ast.Call(func=ast.Name(id="Streams"), args=[ast.JoinedStr() as stream, *_]):
                written.add(_pattern(stream))
            case _:
                pass
    return written


def _pattern(stream: ast.JoinedStr) -> str:
    kind, field = stream.values[0], ast.unparse(stream.values[1]).strip("f'\"{}")
    own = field.rpartition(".")[2]
    match kind:
        case ast.Constant(value=str(before)):
            return f"{before}<{'id' if f'{own}-' == before else own}>"
        case _:
            raise AssertionError(f"a stream begins with its kind: {ast.unparse(stream)}")


def _readers(package: str) -> set[str]:
    service = installed(package.split(".", maxsplit=1)[0].removeprefix("concord_"))
    return {
        each.name for each in service.readers if each.apply.__module__ == f"{package}.projection"
    }


@pytest.mark.parametrize("service", SERVICES)
def test_a_services_card_lists_its_slices(service: str) -> None:
    said = import_module(f"concord_{service}").__doc__ or ""
    listed = re.findall(r"^\| ``(\w+)`` \|", said, re.MULTILINE)

    assert sorted(listed) == sorted(name for name, _ in cards_of(f"concord_{service}"))


@pytest.mark.parametrize("service", SERVICES)
def test_every_policy_of_a_service_is_a_file_of_its_policies(service: str) -> None:
    folder = PACKAGES[f"concord_{service}"] / f"concord_{service}" / "policies"
    sentences = [path for path in folder.glob("*.py") if path.stem != "__init__"]

    assert len(policies(installed(service))) == len(sentences)


def test_every_slice_is_reachable() -> None:
    """A page that no service serves would be dead."""
    for service in SERVICES:
        package = Path(f"services/{service}/src/concord_{service}")
        text = "".join(parsed(package / one).text for one in ("service.py", "routes.py"))
        unserved = [name for name, _ in cards_of(f"concord_{service}") if name not in text]
        assert unserved == []
