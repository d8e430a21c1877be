"""What a browser is called in a list of sessions: coarse, so that nobody is traced by it."""

from __future__ import annotations

from typing import Final

_NAMES: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """Such as ``Firefox, Windows``; empty where nothing is known."""
    found = (_first(_NAMES, user_agent), _first(_SYSTEMS, user_agent))
    return ", ".join(filter(None, found))


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for mark, name in known if mark in said), "")
