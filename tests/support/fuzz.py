"""Made-up requests to every operation of the documents, as several people, held against them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import anyio.from_thread
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.core.result import Ok

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import httpx2

    from tests.support.site import Visitor

CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
"""No server error, and nothing that the document does not say: status, kind, headers, shape."""

STREAMS: Final = "text/event-stream"
NOBODYS: Final = ("host", "connection", "content-length", "cookie", "authorization")
"""Headers that the visitor sends, or the connection."""


@dataclass
class Fuzz:
    """Sends made-up requests from a thread into the loop in which the services run.

    Attributes:
        document: What the services say that they answer.
        examples: How many requests are made up for each operation, of each kind.
        answered: How often each operation was answered with each status.
    """

    document: Mapping[str, Any]
    examples: int
    answered: dict[tuple[str, int], int] = field(default_factory=dict)

    def operations(self, prefix: str) -> Iterator[Any]:
        """The operations below a path that answer and end."""
        schema = schemathesis.openapi.from_dict(dict(self.document))
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            operation = found.ok()
            if operation.path.startswith(prefix) and not _streams(operation):
                yield operation

    def try_all(self, prefix: str, people: Sequence[Visitor], known: Mapping[str, str]) -> None:
        """Send every operation below a path requests that fit its document, and some that do not.

        Args:
            prefix: Where the operations are.
            people: Who send each of them, one after the other.
            known: Parts of paths that exist; others are made up.
        """
        for operation in self.operations(prefix):
            for mode in GenerationMode:
                self.try_one(operation, mode, people, known)

    def try_one(
        self,
        operation: Any,
        mode: GenerationMode,
        people: Sequence[Visitor],
        known: Mapping[str, str],
    ) -> None:
        """Send one operation so many requests from everybody.

        Raises:
            AssertionError: an answer is a server's error, or is not in the document.
        """
        numbers = count()
        parameters = {one.name for one in operation.path_parameters}
        fixed = {name: value for name, value in known.items() if name in parameters}

        @settings(
            max_examples=self.examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=False,
        )
        @given(case=operation.as_strategy(mode, path_parameters=fixed or None))
        def send(case: Any) -> None:
            for who in people:
                answer = anyio.from_thread.run(_send, who, case)
                told = (operation.definition.raw["operationId"], answer.status_code)
                self.answered[told] = self.answered.get(told, 0) + 1
                case.validate_response(answer, checks=CHECKS)
                next(numbers)

        try:
            send()
        except Unsatisfiable:
            assert mode is GenerationMode.NEGATIVE  # with nothing to fill in, nothing is wrong
            return
        except BaseExceptionGroup as failed:  # a group would end the loop's own tasks too
            raise AssertionError(str(failed)) from None
        assert next(numbers)


async def _send(who: Visitor, case: Any) -> httpx2.Response:
    """One made-up request exactly as it would go over the wire."""
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://concord.test")).prepare()
    headers = {name: value for name, value in asked.headers.items() if name.lower() not in NOBODYS}
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    assert isinstance(body, bytes)
    return await who.ask(asked.method or "GET", asked.path_url, content=body, headers=headers)


def _streams(operation: Any) -> bool:
    responses = operation.definition.raw["responses"].values()
    return any(STREAMS in one.get("content", {}) for one in responses)
