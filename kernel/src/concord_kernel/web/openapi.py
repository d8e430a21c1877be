"""OpenAPI 3.1 documents: one of each service, and one of all of them.

The framework's document is mended: refusals are what is really answered, an event stream is
described in words of 3.1, and summaries are the sentences of the routes. No application has to run.
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from concord_kernel import service as services
from concord_kernel.web import answers, live
from concord_kernel.web.may import is_for_everyone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from concord_kernel.service import Service

Document = dict[str, Any]

VERSION: Final = "1"
"""Of the API; it stands in every path."""

REFERENCE: Final = "#/components/schemas/{model}"
DOOR: Final = "door"
"""The service that has everything's document, at the deployment's front."""

MODEL_LINK: Final = "#/components/schemas/"
NOT_OURS: Final = ("HTTPValidationError", "ValidationError")
RAISES: Final = re.compile(r"\n+Raises:\n.*", re.DOTALL)
ATTRIBUTE: Final = re.compile(r"^ {4}(\w+): (.+(?:\n {5,}.+)*)", re.MULTILINE)
COMMAND_HEADERS: Final = ("idempotency-key", "if-match")

SCHEMES: Final = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-concord",
        "description": "A person's session, from signing in.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "The token of the page's forms; commands with a session cookie need it.",
    },
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A scoped token of a service or script.",
    },
}
READS: Final[list[dict[str, list[str]]]] = [{"bearer": []}, {"session": []}]
COMMANDS: Final[list[dict[str, list[str]]]] = [{"bearer": []}, {"session": [], "csrf": []}]


def operation_id(route: APIRoute) -> str:
    """The route's function in camel case: ``open_review`` becomes ``openReview``."""
    first, *rest = route.name.split("_")
    return first + "".join(map(_first_large, rest))


def _first_large(word: str) -> str:
    return word[:1].upper() + word[1:]


def install(app: FastAPI, service: Service) -> None:
    """Let an application answer with its service's document; the door's has everything."""
    told = whole if service.name == DOOR else partial(document, service)
    app.openapi = told  # type: ignore[method-assign]  # the framework's own way


@cache
def _bare(service: str) -> FastAPI:
    """The service's routes in an application that never runs."""
    app = FastAPI(generate_unique_id_function=operation_id)
    found = services.installed(service)
    for router in found.routers:
        app.include_router(router, prefix=f"/{service}")
    live.install(app, found)
    return app


def document(service: Service) -> Document:
    """What a service's API is; made once, for nobody to change."""
    return _document(service.name)


@cache
def _document(name: str) -> Document:
    service = services.installed(name)
    found = get_openapi(
        title=f"Concord {service.title}",
        version=VERSION,
        routes=_bare(name).routes,
        description=(
            f"The {service.title} service of Concord, which runs child-welfare quality case "
            "reviews. Every path names the agency in whose log it reads or writes."
        ),
    )
    for path, item in found["paths"].items():
        if path.endswith("/live"):
            item["get"]["operationId"] = name + _first_large(item["get"]["operationId"])
    for item in found["paths"].values():
        for operation in item.values():
            operation.setdefault("tags", [name])
    return _mended(found, _open_operations(service))


def _open_operations(service: Service) -> set[str]:
    """Operations that need nobody to be signed in."""
    routes = [one for router in service.routers for one in router.routes]
    return {
        operation_id(route)
        for route in routes
        if isinstance(route, APIRoute) and is_for_everyone(route)
    }


@cache
def whole() -> Document:
    """All services' documents as one; made once, for nobody to change."""
    names = services.installed_names()
    documents = {name: document(services.installed(name)) for name in names}
    return merged(documents)


def merged(documents: Mapping[str, Document]) -> Document:
    """Documents as one; a model that another service calls by the same name gets its service's."""
    paths: Document = {}
    schemas: Document = {}
    for service, one in documents.items():
        own = one["components"]["schemas"]
        taken = {name for name, said in own.items() if schemas.get(name, said) != said}
        renamed = {name: f"{service.capitalize()}{name}" for name in taken}
        moved = _renamed({"paths": one["paths"], "schemas": own}, renamed)
        paths |= moved["paths"]
        schemas |= {renamed.get(name, name): said for name, said in moved["schemas"].items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Concord",
            "version": VERSION,
            "description": "Every service of Concord: quality case reviews of child welfare.",
        },
        "servers": [{"url": "/"}],
        "tags": _tags(paths),
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": SCHEMES},
    }


def _tags(paths: Document) -> list[dict[str, str]]:
    """Every tag of these paths' operations."""
    operations = [one for item in paths.values() for one in item.values()]
    found = {tag for one in operations for tag in one.get("tags", ())}
    return [{"name": tag} for tag in sorted(found)]


def _renamed(part: Any, names: Mapping[str, str]) -> Any:
    """A document's part with references to other names."""
    if isinstance(part, list):
        return [_renamed(one, names) for one in part]
    if not isinstance(part, dict):
        return part
    found = {key: _renamed(one, names) for key, one in part.items()}
    link = found.get("$ref")
    if isinstance(link, str) and link.startswith(MODEL_LINK):
        name = link.removeprefix(MODEL_LINK)
        found["$ref"] = MODEL_LINK + names.get(name, name)
    return found


def _mended(found: Document, for_everyone: set[str]) -> Document:
    for item in found["paths"].values():
        for method, operation in item.items():
            _mend(method, operation, is_open=operation["operationId"] in for_everyone)
    schemas = found.setdefault("components", {}).setdefault("schemas", {})
    for name in NOT_OURS:
        schemas.pop(name, None)
    problem = [(answers.Problem, "serialization"), (answers.Place, "serialization")]
    schemas |= models_json_schema(problem, ref_template=REFERENCE)[1]["$defs"]  # type: ignore[arg-type]  # literals widen
    found["components"]["securitySchemes"] = SCHEMES
    own = {"openapi": "3.1.0", "servers": [{"url": "/"}], "tags": _tags(found["paths"])}
    for model in schemas.values():
        _mend_model(model)
    return found | own


def _mend(method: str, operation: Document, *, is_open: bool) -> None:
    """Make one operation say what it answers."""
    is_safe = method in answers.SAFE
    operation["security"] = [] if is_open else READS if is_safe else COMMANDS
    _mend_words(operation)
    if is_safe:
        _drop_parameters(operation, COMMAND_HEADERS)
    named = {one["name"].lower() for one in operation.get("parameters", ())}
    responses = operation["responses"]
    stated = {int(status) for status in responses if int(status) >= 400}  # ruff: ignore[magic-value-comparison] -- refusals
    kind = answers.refusals(
        is_safe=is_safe,
        is_open=is_open,
        is_command="if-match" in named,
        has_body="requestBody" in operation,
    )
    responses |= {str(status): answers.refusal(status) for status in sorted(kind | stated)}
    for response in responses.values():
        _mend_stream(response)


def _mend_words(operation: Document) -> None:
    """The first sentence of a route's docstring is its summary, what follows its description."""
    said = RAISES.sub("", operation.get("description", "")).replace("``", "`")
    first, _, rest = said.partition("\n")
    operation["summary"] = first.rstrip(".")
    operation["description"] = rest.strip()
    if not operation["description"]:
        del operation["description"]


def _mend_model(model: Document) -> None:
    """What a model's docstring says of its attributes goes to the attributes."""
    said, _, listed = model.get("description", "").replace("``", "`").partition("\nAttributes:\n")
    if said:
        model["description"] = said.strip()
    for name, words in ATTRIBUTE.findall(listed):
        if name in model.get("properties", {}):
            model["properties"][name].setdefault("description", " ".join(words.split()))


def _drop_parameters(operation: Document, names: tuple[str, ...]) -> None:
    kept = [
        one
        for one in operation.get("parameters", [])
        if one["in"] != "header" or one["name"].lower() not in names
    ]
    operation["parameters"] = kept


def _mend_stream(response: Document) -> None:
    """An event stream in words of 3.1, which has no item of a stream."""
    stream = response.get("content", {}).get("text/event-stream")
    if stream is not None:
        stream.pop("itemSchema", None)
        stream["schema"] = {"type": "string", "description": "Server-sent events."}
