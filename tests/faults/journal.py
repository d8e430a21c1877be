"""What callers asked for and were told, a line each, in files that outlive a killed caller."""

from __future__ import annotations

import json
import os
import time
from itertools import starmap
from typing import TYPE_CHECKING, Any

from tests.faults.checker import Attempt, Outcome, Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from concord_kernel.ledger import Append


def said(wish: Append) -> list[Said]:
    """The facts of a wish, each with the version it will have."""
    versions = {stream: version or 0 for stream, version in wish.expected.items()}
    facts = []
    for stream, fact in wish.facts:
        versions[stream] += 1
        facts.append(Said(stream, versions[stream], fact.NAME, fact.canonical()))
    return facts


class Journal:
    """One process's file; each line is with the system before the next thing happens."""

    def __init__(self, directory: Path, name: str) -> None:
        path = directory / f"{name}.jsonl"
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def invoke(self, agency: str, command: object, facts: Sequence[Said] | None = None) -> None:
        """A caller is about to ask."""
        self._write(do="invoke", agency=agency, command=str(command), facts=facts)

    def ok(self, agency: str, command: object, first: int, last: int) -> None:
        """A receipt came."""
        self._write(do="ok", agency=agency, command=str(command), first=first, last=last)

    def fail(self, agency: str, command: object, why: str) -> None:
        """It was refused: nothing was recorded."""
        self._write(do="fail", agency=agency, command=str(command), why=why)

    def unknown(self, agency: str, command: object, why: str) -> None:
        """No answer, or none that says what came of it."""
        self._write(do="unknown", agency=agency, command=str(command), why=why)

    def _write(self, **line: Any) -> None:
        said = json.dumps({"at": time.monotonic(), **line}, ensure_ascii=False)
        os.write(self._file, f"{said}\n".encode())


def attempts(directory: Path) -> list[Attempt]:
    """Every attempt in every file of a directory."""
    told: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for line in _lines(sorted(directory.glob("*.jsonl"))):
        told.setdefault((line["agency"], line["command"]), []).append(line)
    return [_attempt(*key, lines) for key, lines in told.items()]


def reasons(directory: Path) -> list[str]:
    """Why attempts were refused or have no known outcome."""
    return [line["why"] for line in _lines(sorted(directory.glob("*.jsonl"))) if "why" in line]


def _lines(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for path in paths:
        for line in path.read_bytes().split(b"\n"):
            if line.endswith(b"}"):  # a killed caller may leave half a line
                yield json.loads(line)


def _attempt(agency: str, command: str, lines: Sequence[dict[str, Any]]) -> Attempt:
    invokes = [line for line in lines if line["do"] == "invoke"]
    oks = [line for line in lines if line["do"] == "ok"]
    facts = invokes[0]["facts"]
    return Attempt(
        agency=agency,
        command=command,
        invoked=min(line["at"] for line in invokes),
        outcome=_outcome(lines, len(invokes)),
        ended=min((line["at"] for line in oks), default=0.0),
        receipts=tuple((line["first"], line["last"]) for line in oks),
        facts=None if facts is None else tuple(starmap(Said, facts)),
    )


def _outcome(lines: Sequence[dict[str, Any]], invoked: int) -> Outcome:
    said = [line["do"] for line in lines]
    if "ok" in said:
        return "ok"
    return "fail" if said.count("fail") == invoked else "unknown"
