"""A program that receives webhooks, as a process of its own: it takes, fails, hangs or redirects.

Run as ``python -m tests.support.receiver PORTFILE [CERTIFICATE]``; with a certificate it speaks
TLS and is seen by nobody but its caller. What it is told is in the path: ``/200``,
``/503``, ``/hang``, ``/hang-once``, ``/redirect``, ``/flaky`` (refuses the first two of each id).
What came stands under ``GET /seen``.
"""

from __future__ import annotations

import json
import subprocess  # ruff: ignore[suspicious-subprocess-import] -- runs this very module
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from collections.abc import Generator

SEEN: list[dict[str, Any]] = []
TRIES: Counter[str] = Counter()


class Receiver(BaseHTTPRequestHandler):
    """Notes what comes, and answers as the path says."""

    def do_GET(self) -> None:
        """What came so far."""
        self._answer(200, json.dumps(SEEN).encode())

    def do_POST(self) -> None:
        """One delivery."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        name = self.headers.get("webhook-id", "")
        TRIES[name] += 1
        kept = {key.lower(): value for key, value in self.headers.items()}
        SEEN.append({"path": self.path, "headers": kept, "body": body.decode()})
        match self.path:
            case "/hang":
                time.sleep(20)
            case "/hang-once":
                if TRIES[name] == 1:
                    time.sleep(20)
                self._answer(200, b"")
            case "/redirect":
                self._answer(302, b"", location="/200")
            case "/flaky":
                self._answer(200 if TRIES[name] > 2 else 500, b"")
            case path:
                self._answer(int(path.strip("/")), b"x" * 100_000)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: bytes, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@dataclass(frozen=True)
class Program:
    """The running receiver."""

    port: int

    def url(self, path: str) -> str:
        return f"http://localhost:{self.port}{path}"

    def seen(self, path: str = "") -> list[dict[str, Any]]:
        """What came, at one path or at all."""
        found: list[dict[str, Any]] = httpx2.get(self.url("/seen"), trust_env=False).json()
        return [one for one in found if not path or one["path"] == path]


@contextmanager
def receiving(room: Path, certificate: Path | None = None) -> Generator[Program]:
    """A receiver for as long as the block lasts.

    Args:
        room: A directory of its own.
        certificate: A file with its certificate and key; none: it speaks plain HTTP.
    """
    told = room / "port"
    command = [sys.executable, "-m", "tests.support.receiver", str(told)]
    command += [str(certificate)] if certificate else []
    process = subprocess.Popen(command)  # ruff: ignore[subprocess-without-shell-equals-true] -- this very module
    try:
        deadline = time.monotonic() + 20
        while not told.exists() or not told.read_text("utf-8"):
            assert time.monotonic() < deadline, "the receiver did not start"
            time.sleep(0.02)
        yield Program(int(told.read_text("utf-8")))
    finally:
        process.kill()
        process.wait()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    if sys.argv[2:]:
        tls = SSLContext(PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(sys.argv[2])
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    Path(sys.argv[1]).write_text(str(server.server_address[1]), encoding="utf-8")
    server.serve_forever()
