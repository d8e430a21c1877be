"""Files and functions stay small enough to be read at once."""

from __future__ import annotations

import ast

import pytest

from tests.support.checkout import ROOT, files
from tests.support.source import Function, functions, sources

pytestmark = pytest.mark.xdist_group("source")

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40
WRITTEN_BY_PEOPLE = {".py", ".sql", ".html", ".css", ".js", ".md"}


def own_lines(function: Function) -> int:
    """Lines of a function without its docstring and without the functions inside it."""
    documented = ast.get_docstring(function, clean=False)
    first = function.body[0] if documented else None
    inside = [
        each
        for each in ast.walk(function)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each is not function
    ]
    outermost = [each for each in inside if not any(_holds(other, each) for other in inside)]
    return _length(function) - sum(map(_length, outermost)) - (_length(first) if first else 0)


def _length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _holds(outer: ast.AST, inner: ast.AST) -> bool:
    return outer is not inner and any(each is inner for each in ast.walk(outer))


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    lengths = {
        path: len((ROOT / path).read_text("utf-8").splitlines())
        for path in files()
        if path.suffix in WRITTEN_BY_PEOPLE and not path.as_posix().startswith("docs/reference/")
    }
    too_long = [
        f"{path}: {lines} lines" for path, lines in lengths.items() if lines > LINES_OF_A_FILE
    ]

    assert too_long == []


def test_no_function_is_longer_than_forty_lines() -> None:
    too_long = [
        f"{source.at(function)} {function.name}: {own_lines(function)} lines"
        for source in sources()
        for function in functions(source)
        if own_lines(function) > LINES_OF_A_FUNCTION
    ]

    assert too_long == []


def test_a_function_is_measured_without_its_docstring_and_what_is_inside_it() -> None:
    source = ast.parse(
        'def f():\n    """Say.\n\n    More.\n    """\n    def g():\n        pass\n    return g'
    )
    (function, *_) = [each for each in ast.walk(source) if isinstance(each, ast.FunctionDef)]

    assert own_lines(function) == len(("def f():", "    return g"))
