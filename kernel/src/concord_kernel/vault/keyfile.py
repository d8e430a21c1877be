"""One key in one file: made once and whole, by whichever of several processes comes first.

A file is written beside its place, made durable, and linked into it, so that nobody ever reads half
of one and nobody overwrites another's. Owner-only, like its directory. Called by ``keys``.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FEW: Final = 64
"""Up to so many files are made durable one by one; more by one flush of the file systems."""


def private_directory(path: Path) -> Path:
    """The directory, made for the owner alone where it is missing."""
    if not path.is_dir():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
    return path


def read(path: Path) -> bytes | None:
    """The file's bytes, or none where there is no file."""
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return None


def make(path: Path, content: bytes) -> bytes:
    """Make a file unless there is one; the bytes that stand in it afterwards."""
    return make_all({path: content})[path]


def make_all(contents: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """Make files of one directory, each unless there is one; durable when this returns."""
    few = len(contents) <= FEW
    drafts = {path: _draft(path, content, durable=few) for path, content in contents.items()}
    if not few:
        os.sync()
    standing = {path: _linked(drafts[path], path, content) for path, content in contents.items()}
    make_durable({path.parent for path in contents})
    return standing


def _draft(path: Path, content: bytes, *, durable: bool) -> Path:
    draft = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        if durable:
            os.fsync(handle)
    finally:
        os.close(handle)
    return draft


def _linked(draft: Path, path: Path, content: bytes) -> bytes:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return path.read_bytes()
    else:
        return content
    finally:
        draft.unlink(missing_ok=True)


def remove(path: Path) -> None:
    """Overwrite a file and unlink it; what a file system keeps besides is not in our hands."""
    with suppress(FileNotFoundError), path.open("r+b", buffering=0) as file:
        file.write(bytes(path.stat().st_size))
        os.fsync(file.fileno())
        path.unlink()


def make_durable(directories: Iterable[Path]) -> None:
    """Make the names in directories durable."""
    for directory in directories:
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
