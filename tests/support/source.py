"""Python source as trees, with places for people: what the house rules are checked on."""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tests.support.checkout import ROOT, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Source(NamedTuple):
    """One Python file."""

    path: Path
    text: str
    tree: ast.Module

    def at(self, node: ast.AST) -> str:
        """Where something stands: ``file:line``."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    @property
    def module(self) -> str:
        """The module's name, as far as it lies in a package's ``src``."""
        _, _, inside = self.path.as_posix().rpartition("/src/")
        return inside.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def sources(*folders: str) -> Iterator[Source]:
    """Every Python file under some folders, parsed."""
    yield from map(parsed, python_files(*folders))


@cache
def parsed(path: Path) -> Source:
    """One file of the checkout, parsed."""
    text = (ROOT / path).read_text("utf-8")
    return Source(path, text, ast.parse(text))


def calls(source: Source, *names: str) -> Iterator[ast.Call]:
    """Calls of functions or methods of these names."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and called(node) in names:
            yield node


def called(call: ast.Call) -> str:
    """The last name of what is called."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def strings(node: ast.AST) -> Iterator[tuple[ast.Constant, str]]:
    """Every string in code: no docstring, and no part of an f-string."""
    skipped = {id(one) for one in docstrings(node)}
    for each in ast.walk(node):
        if isinstance(each, ast.JoinedStr):
            skipped |= {id(part) for part in each.values}
    for each in ast.walk(node):
        if (
            isinstance(each, ast.Constant)
            and isinstance(each.value, str)
            and id(each) not in skipped
        ):
            yield each, each.value


def docstrings(node: ast.AST) -> Iterator[ast.Constant]:
    """Every docstring, of assignments too."""
    for each in ast.walk(node):
        match each:
            case ast.Expr(value=ast.Constant(value=str()) as said):
                yield said
            case _:
                pass


def names(node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every name that code gives or uses."""
    for each in ast.walk(node):
        match each:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield each, name
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                yield each, name
            case ast.alias(name=name):
                yield each, name
            case _:
                pass


def functions(source: Source) -> Iterator[Function]:
    """Every function, nested ones too."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
