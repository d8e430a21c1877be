"""The tutorial as a script: its text, read word by word by the test that performs it; its pictures.

``python -m tests.support.tutorial`` takes the pictures that the last run of the test left behind,
makes them small, and puts them beside the text. ``make pictures`` does both.
"""

from __future__ import annotations

import base64
import re
import struct
import sys
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from tests.support.checkout import ROOT
from tests.support.chromium import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGE: Final = ROOT / "docs" / "tutorial" / "run-your-first-review.md"
PICTURES: Final = PAGE.parent / "pictures"
TAKEN: Final = ROOT / ".run" / "tutorial"
"""Where the test leaves its pictures."""

COLOURS: Final = 64
_STEP: Final = re.compile(r"^## (\d+\. .+)$", re.MULTILINE)
_FENCE: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_TOKEN: Final = re.compile(
    r"\*\*(?P<word>[^*]+)\*\*|`(?P<typed>[^`]+)`|!\[[^\]]+\]\(pictures/(?P<picture>[\w-]+)\.png\)"
    r"|row of \*(?P<row>[^*]+)\*"
)
_REDUCE: Final = """async ([picture, most]) => {
  const blob = await (await fetch("data:image/png;base64," + picture)).blob();
  const bitmap = await createImageBitmap(blob);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const pixels = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  const key = (at) => [0, 1, 2].reduce((sum, nth) => (sum << 5) | (pixels[at + nth] >> 3), 0);
  const seen = new Map();
  for (let at = 0; at < pixels.length; at += 4) {
    const one = seen.get(key(at)) ?? [0, pixels[at], pixels[at + 1], pixels[at + 2]];
    one[0] += 1;
    seen.set(key(at), one);
  }
  const kept = [...seen.values()].sort((a, b) => b[0] - a[0]).slice(0, most);
  const nearest = new Map();
  for (const [named, one] of seen) {
    const far = (other) => [1, 2, 3].reduce((sum, n) => sum + (one[n] - other[n]) ** 2, 0);
    let best = 0;
    kept.forEach((other, nth) => { if (far(other) < far(kept[best])) best = nth; });
    nearest.set(named, best);
  }
  const indices = [];
  for (let at = 0; at < pixels.length; at += 4) indices.push(nearest.get(key(at)));
  const written = indices.map((one) => String.fromCharCode(one)).join("");
  return [bitmap.width, bitmap.height, kept.map((one) => one.slice(1)), btoa(written)];
}"""


@dataclass
class Book:
    """The text, from its first step to its last; whoever performs it asks for each word in turn.

    Attributes:
        steps: Each step's title and what stands in it: kind and text.
        ahead: What is left of the step that is open.
    """

    steps: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    ahead: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def read(cls) -> Book:
        """The tutorial as it stands."""
        parts = _STEP.split(_FENCE.sub("", PAGE.read_text("utf-8")))
        last = parts[-1].partition("\n## ")[0]
        told = zip(parts[1::2], [*parts[2:-1:2], last], strict=True)
        return cls([(title, _tokens(text)) for title, text in told])

    def turns_to(self, title: str) -> None:
        """Open the next step; everything of the one before was done."""
        assert self.ahead == [], "the text says more than was done"
        found, self.ahead = self.steps.pop(0)
        assert found.split(". ", 1)[1] == title

    def word(self, expected: str) -> str:
        """The next words of a page, which are these."""
        assert self._next("word") == expected
        return expected

    def typed(self) -> str:
        """What is typed next."""
        return self._next("typed")

    def row(self) -> str:
        """What the next row of a table is called."""
        return self._next("row")

    def picture(self) -> str:
        """The name of the next picture."""
        return self._next("picture")

    def ends(self) -> None:
        """Everything was done."""
        assert (self.ahead, self.steps) == ([], [])

    def _next(self, kind: str) -> str:
        found, said = self.ahead.pop(0)
        assert found == kind, f"the text goes on with {said!r}"
        return said


def _tokens(text: str) -> list[tuple[str, str]]:
    return [(one.lastgroup or "", one[one.lastgroup or 0]) for one in _TOKEN.finditer(text)]


def named() -> list[str]:
    """The pictures that the text shows."""
    text = _FENCE.sub("", PAGE.read_text("utf-8"))
    return [one["picture"] for one in _TOKEN.finditer(text) if one["picture"]]


def main() -> None:
    """Bring the pictures beside the text up to the last run of the test.

    Raises:
        SystemExit: a picture that the text shows was not taken.
    """
    missing = [name for name in named() if not (TAKEN / f"{name}.png").exists()]
    if missing:
        raise SystemExit(f"not taken yet: {', '.join(missing)}; run tests/browser/test_tutorial.py")
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with chromium() as browser:
        page = browser.new_page()
        for name in named():
            small = reduced(page, (TAKEN / f"{name}.png").read_bytes())
            (PICTURES / f"{name}.png").write_bytes(small)
            sys.stdout.write(f"{name}.png: {len(small) // 1024} kB\n")


def reduced(page: Page, picture: bytes) -> bytes:
    """The same picture with fewer colours, as a PNG with a palette."""
    sent = [base64.b64encode(picture).decode(), COLOURS]
    width, height, colours, indices = page.evaluate(_REDUCE, sent)
    pixels = base64.b64decode(indices)
    lines = b"".join(b"\0" + pixels[at : at + width] for at in range(0, len(pixels), width))
    palette = bytes(one for colour in colours for one in colour)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = (
        _chunk(b"IHDR", head),
        _chunk(b"PLTE", palette),
        _chunk(b"IDAT", zlib.compress(lines, 9)),
        _chunk(b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


if __name__ == "__main__":
    main()
