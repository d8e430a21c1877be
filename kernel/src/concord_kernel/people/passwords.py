"""Passwords: argon2id with the advice of OWASP's password storage cheat sheet, and what is unfit.

No composition rules: length, and nothing that is guessed first. Called by ``accounts``.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

SHORTEST: Final = 15
LONGEST: Final = 256
"""Characters. Fifteen is what NIST SP 800-63B asks of a password that stands alone."""

FEWEST_KINDS: Final = 6
"""Different characters; fewer are a pattern."""

_HASHER: Final = PasswordHasher(
    time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, salt_len=16, type=Type.ID
)
NOBODYS: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$2dR2MgE70EuP7s9uME6hJA$"
    "tLT3bodw4yJfctiGyV/82Gzk7IQx9NhvAdPQNaZQmRo"
)
"""Of "nobody's": checked for names that are unknown, so that they take as long as known ones."""

MOST_READ: Final = 4 * LONGEST
"""Characters that are looked at, whatever is sent."""

_AT_ONCE: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
"""Each takes 19 MiB and a core; whoever tries more waits."""


class UnfitPasswordError(Exception):
    """Nobody should have this password; ``rule`` says why."""

    def __init__(self, rule: str) -> None:
        self.rule = rule
        super().__init__(rule)


def must_be_fit(password: str, *names: str) -> None:
    """Refuse what is guessed first.

    Args:
        password: What was chosen.
        names: Of the account and its agency, which a password may not be made of.

    Raises:
        UnfitPasswordError: it is too short, too long, a pattern, or made of the account's names.
    """
    plain = _same(password)
    if len(plain) < SHORTEST:
        raise UnfitPasswordError("account.password-too-short")
    if len(plain) > LONGEST:
        raise UnfitPasswordError("account.password-too-long")
    if len(set(plain.lower())) < FEWEST_KINDS or _is_made_of(plain.lower(), names):
        raise UnfitPasswordError("account.password-guessed-first")


async def sealed(password: str) -> str:
    """The argon2id string to keep."""
    return await asyncio.get_running_loop().run_in_executor(
        _AT_ONCE, _HASHER.hash, _bytes(password)
    )


async def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the kept one; it takes as long where none is kept."""
    right = await asyncio.get_running_loop().run_in_executor(
        _AT_ONCE, _matches, kept or NOBODYS, _bytes(password)
    )
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was sealed with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _matches(kept: str, password: bytes) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _same(password: str) -> str:
    """One form for what looks the same, whichever keyboard typed it."""
    return unicodedata.normalize("NFKC", password[:MOST_READ])


def _bytes(password: str) -> bytes:
    return _same(password)[: LONGEST + 1].encode(errors="replace")


def _is_made_of(plain: str, names: tuple[str, ...]) -> bool:
    """Whether little is left without the names and the name of the site."""
    for word in re.findall(r"\w{3,}", " ".join((*names, "concord", "password")).lower()):
        plain = plain.replace(word, "")
    return len(plain) < SHORTEST // 2
