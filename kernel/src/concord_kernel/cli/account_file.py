"""Reads the file of ``concord accounts import``: a JSON list, or CSV with a heading."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from concord_kernel.people import NewAccount

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class WantedAccount:
    """An account to be, with its password or none."""

    new: NewAccount
    password: str


class UnfitFileError(Exception):
    """The file cannot be taken; each line says where and why, without what stood there."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        super().__init__(*lines)


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    name: str
    display: str
    home: str
    password: str = ""
    actor: str = ""


def wanted_in(file: Path) -> list[WantedAccount]:
    """Every account of a file.

    Raises:
        UnfitFileError: it cannot be read, or some of its rows cannot be accounts.
    """
    try:
        rows = _rows(file.read_text("utf-8-sig"))
    except (OSError, ValueError, csv.Error):
        raise UnfitFileError(["the file is neither a JSON list nor CSV in UTF-8"]) from None
    wanted: list[WantedAccount] = []
    wrong: list[str] = []
    for number, row in enumerate(rows, start=1):
        try:
            wanted.append(_wanted(row))
        except ValidationError as error:
            fields = {str(one["loc"][0]) for one in error.errors(include_input=False)}
            wrong.append(f"row {number}: {', '.join(sorted(fields))}: not of the right form")
    if wrong:
        raise UnfitFileError(wrong)
    return wanted


def _rows(text: str) -> list[Any]:
    if not text.lstrip().startswith("["):
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    rows = json.loads(text)
    return list(rows)


def _wanted(row: Any) -> WantedAccount:
    read = _Row.model_validate(row)
    fields = read.model_dump(exclude={"password"})
    return WantedAccount(NewAccount.model_validate(fields), read.password)
