"""The door: one address, services by path, copies that come and go."""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
import pytest
from concord_kernel.servers import CaddyServer, ServerFailedError
from concord_kernel.servers.caddy import caddy
from concord_kernel.servers.caddyfile import AWAY, REVISION_PATH, one_machine, production
from concord_kernel.servers.ports import free_port
from concord_kernel.servers.process import Circumstances, ServerProcess, run_to_end
from concord_kernel.service import installed_names

from tests.support.answering import Quiet

if TYPE_CHECKING:
    from collections.abc import Generator


class Copy(BaseHTTPRequestHandler):
    """A copy of a service that says who it is."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.endswith("/stream"):
            self._stream()
        elif self.path.endswith("/whence"):
            said = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded")
            self._answer(200, repr([self.headers.get_all(name) for name in said]).encode())
        else:
            self._answer(200, f"{self.connection.getsockname()[1]} {self.path}".encode())

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self._answer(200, str(len(self.rfile.read(length))).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"data: first\n\n")
        self.wfile.flush()
        go_on.wait(10)

    def log_message(self, format: str, *args: object) -> None:  # ruff: ignore[builtin-argument-shadowing] -- the library's name
        """Say nothing."""


go_on = threading.Event()


@contextmanager
def copy(port: int = 0) -> Generator[str]:
    server = Quiet(("127.0.0.1", port), Copy)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def door(tmp_path: Path) -> Generator[CaddyServer]:
    with CaddyServer(tmp_path / "caddy", {"/review": ()}, root="/review/") as running:
        yield running


def said_by(answer: httpx2.Response) -> str:
    return answer.text.split(" ", maxsplit=1)[0].rpartition(":")[2]


def test_paths_lead_to_services(door: CaddyServer) -> None:
    with copy() as review, copy() as reporting:
        door.reroute({"/review": [review], "/reporting": [reporting]})
        for prefix, address in (("/review", review), ("/reporting", reporting)):
            answer = httpx2.get(f"{door.url}{prefix}/a?b=c")
            assert answer.text == f"{address.rpartition(':')[2]} {prefix}/a?b=c"
        assert httpx2.get(f"{door.url}/readyz").status_code == 404
        assert httpx2.get(f"{door.url}/metrics").status_code == 404
        root = httpx2.get(f"{door.url}/")
        assert (root.status_code, root.headers["Location"]) == (303, "/review/")
        assert httpx2.get(f"{door.url}/review").headers["Location"] == "/review/"


def test_what_a_client_says_of_where_it_comes_from_is_not_passed_on(door: CaddyServer) -> None:
    lies = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}
    with copy() as review:
        door.reroute({"/review": [review]})
        answer = httpx2.get(f"{door.url}/review/whence", headers=lies)
    host = door.url.removeprefix("http://")
    assert answer.text == repr([["127.0.0.1"], ["http"], [host], None])


def test_a_copy_that_is_away_is_passed_over(door: CaddyServer) -> None:
    away = f"127.0.0.1:{free_port()}"
    with copy() as alive:
        door.reroute({"/review": [away, alive]})
        for _ in range(6):
            answer = httpx2.post(f"{door.url}/review/", content=b"once")
            assert (answer.status_code, answer.text) == (200, "4")


def test_copies_share_the_work(door: CaddyServer) -> None:
    with copy() as one, copy() as other, httpx2.Client(base_url=door.url) as client:
        door.reroute({"/review": [one, other]})
        seen = {said_by(client.get("/review/")) for _ in range(60)}
    assert seen == {one.rpartition(":")[2], other.rpartition(":")[2]}


def test_pages_that_stay_open_do_not_send_everybody_else_to_a_new_copy(door: CaddyServer) -> None:
    go_on.clear()
    with copy() as one, copy() as new, ExitStack() as held:
        door.reroute({"/review": [one]})
        for _ in range(5):
            held.enter_context(httpx2.stream("GET", f"{door.url}/review/stream", timeout=5))
        held.callback(go_on.set)
        door.reroute({"/review": [one, new]})
        seen = [said_by(httpx2.get(f"{door.url}/review/")) for _ in range(20)]
    assert set(seen) == {one.rpartition(":")[2], new.rpartition(":")[2]}


def test_a_service_that_is_away_is_said_in_words(door: CaddyServer) -> None:
    answer = httpx2.get(f"{door.url}/review/")
    assert (answer.status_code, answer.text) == (503, AWAY)
    assert answer.headers["Retry-After"] == "5"


def test_events_are_passed_on_at_once(door: CaddyServer) -> None:
    go_on.clear()
    with copy() as review:
        door.reroute({"/review": [review]})
        with httpx2.stream("GET", f"{door.url}/review/stream", timeout=5) as answer:
            assert next(answer.iter_lines()) == "data: first"
            go_on.set()


def test_a_body_has_a_limit(door: CaddyServer) -> None:
    with copy() as review:
        door.reroute({"/review": [review]})
        fits = httpx2.post(f"{door.url}/review/", content=b"x" * 20_000_000)
        assert (fits.status_code, fits.text) == (200, "20000000")
        too_large = httpx2.post(f"{door.url}/review/", content=b"x" * 25_000_001)
        assert too_large.status_code == 413


def test_no_query_and_no_header_reaches_the_log(tmp_path: Path) -> None:
    port = free_port()
    with copy() as review:
        text = one_machine(port, {"/review": [review]}, "/review/")
        file = tmp_path / "Caddyfile"
        file.write_text(text.replace("level WARN", "level DEBUG"))
        command = [caddy(), "run", "--adapter", "caddyfile", "--config", str(file)]
        how = Circumstances(environment={"HOME": str(tmp_path)})
        talkative = ServerProcess("Caddy", command, tmp_path / "log", how)
        talkative.start()
        talkative.wait_until(lambda: answers(f"http://127.0.0.1:{port}{REVISION_PATH}"), 10)
        httpx2.get(
            f"http://127.0.0.1:{port}/review/secret?token=canary-query",
            headers={"Cookie": "session=canary-cookie", "X-Other": "canary-header"},
        )
        talkative.stop()
    log = (tmp_path / "log").read_text()
    assert "/review/secret" in log
    assert "canary" not in log


def answers(url: str) -> bool:
    try:
        return bool(httpx2.get(url).is_success)
    except httpx2.TransportError:
        return False


def test_nothing_but_the_door_is_open(door: CaddyServer) -> None:
    assert door.alive
    with pytest.raises(httpx2.ConnectError):
        httpx2.get("http://127.0.0.1:2019/config/")


def test_it_comes_back_at_the_same_address(door: CaddyServer) -> None:
    url = door.url
    door.kill()
    assert not door.alive
    door.start()
    assert door.url == url
    assert httpx2.get(f"{url}/review/").status_code == 503


def test_a_taken_port_is_said(door: CaddyServer, tmp_path: Path) -> None:
    port = int(door.url.rpartition(":")[2])
    rival = CaddyServer(tmp_path / "rival", {}, root="", port=port)
    with pytest.raises(ServerFailedError, match=f"Caddy cannot listen on .*:{port}"):
        rival.start()


def test_the_production_file_is_what_the_template_says() -> None:
    kept = Path(__file__).parents[2] / "ops" / "Caddyfile"
    assert kept.read_text() == production(installed_names(), "/door/")


def test_the_production_file_is_valid(tmp_path: Path) -> None:
    file = tmp_path / "Caddyfile"
    file.write_text(production(["review"], "/review/"))
    environment = {"CONCORD_SITE": "concord.example.org", "HOME": str(tmp_path)}
    command = [caddy(), "validate", "--adapter", "caddyfile", "--config", str(file)]
    checked = run_to_end(command, Circumstances(environment=environment))
    assert checked.returncode == 0, checked.stderr
