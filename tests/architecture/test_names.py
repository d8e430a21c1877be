"""Names come from the field or from the engine, never from the drawer where the rest goes."""

from __future__ import annotations

import re

import pytest
from concord_kernel.service import installed, installed_names

from tests.support.checkout import ROOT, files, python_files
from tests.support.source import sources

pytestmark = pytest.mark.xdist_group("source")

DRAWERS = re.compile(
    r"(utils?|helpers?|commons?|misc|base|managers?|dtos?|service_layer|services?|repository|"
    r"repositories|controllers?|handlers?|interfaces?|adapters?|core|lib|shared|stuff)"
)
SERVICES = frozenset(
    {f"services/{name}/src/concord_{name}/service.py" for name in installed_names()}
    | {"kernel/src/concord_kernel/service.py", "kernel/src/concord_kernel/door/service.py"}
)
SENTENCE = re.compile(r"[a-z]+(_[a-z]+){3,}")
SAYS_WHEN = re.compile(r"_(when|after|before|once|if)_")


def test_no_module_or_package_is_a_drawer() -> None:
    drawers = [
        str(path)
        for path in python_files()
        if path.as_posix() not in SERVICES
        for part in path.with_suffix("").parts[
            path.parts.index("src") + 1 if "src" in path.parts else 0 :
        ]
        if DRAWERS.fullmatch(part) and part != "services"
    ]

    assert drawers == []


def test_a_policys_file_is_a_sentence() -> None:
    unsaid = [
        str(path)
        for path in python_files("services/")
        if path.parent.name == "policies" and path.stem != "__init__"
        if not (SENTENCE.fullmatch(path.stem) and SAYS_WHEN.search(path.stem))
    ]

    assert unsaid == []


def test_a_service_is_found_under_its_own_name() -> None:
    for name in installed_names():
        service = installed(name)
        assert service.name == name
        assert service.package in {f"concord_{name}", f"concord_kernel.{name}"}


def test_a_reader_is_named_like_its_slice() -> None:
    """Slice ``case_list``, reader ``case-list``, or with the service's name before it."""
    strange = [
        f"{name}: {reader.name}"
        for name in installed_names()
        for reader in installed(name).readers
        if _slice_of(reader.apply.__module__)
        not in {
            reader.name.replace("-", "_"),
            reader.name.removeprefix(f"{name}-").replace("-", "_"),
        }
    ]

    assert strange == []


def _slice_of(module: str) -> str:
    """A slice is a package of its service, or a module of the door."""
    parts = module.split(".")
    return parts[2] if parts[0] == "concord_kernel" else parts[1]


def test_every_package_has_types_for_those_who_install_it() -> None:
    untyped = [
        str(path.parent)
        for path in files()
        if path.name == "__init__.py" and len(path.parts) >= 4 and path.parts[-3] == "src"
        if not (ROOT / path.parent / "py.typed").exists()
    ]

    assert untyped == []


def test_every_test_is_named_as_a_rule() -> None:
    """A sentence: at least three words, and no number to tell it from its neighbour."""
    short = [
        f"{source.path}: {name}"
        for source in sources("tests/")
        for name in re.findall(r"^(?:async )?def (test_\w+)", source.text, re.MULTILINE)
        if name.count("_") < 3 or re.search(r"_\d{1,2}$", name)
    ]

    assert short == []
