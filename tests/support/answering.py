"""A small HTTP server beside a test, in its process."""

from __future__ import annotations

import sys
from http.server import ThreadingHTTPServer
from typing import Any


class Quiet(ThreadingHTTPServer):
    """Says nothing of a caller that went away: it would say so in the midst of another test."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Only what is wrong here is said."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)
