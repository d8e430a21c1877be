"""The documents are valid OpenAPI 3.1 and say exactly what is answered, in the field's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_kernel import service as services
from concord_kernel.web import answers, openapi
from concord_kernel.web.words import sentences
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.support import story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.site import Site

NAMES = services.installed_names()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def all_operations() -> list[tuple[str, str, dict[str, Any]]]:
    return list(operations(openapi.whole()))


@pytest.mark.parametrize("name", [*NAMES, "whole"])
def test_a_document_is_valid(name: str) -> None:
    document = openapi.whole() if name == "whole" else openapi.document(services.installed(name))

    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_the_whole_holds_every_service_s_operations() -> None:
    whole = {(path, method) for path, method, _ in all_operations()}
    for name in NAMES:
        own = openapi.document(services.installed(name))
        assert {(path, method) for path, method, _ in operations(own)} <= whole


def test_each_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for _, _, operation in all_operations()]

    assert len(names) == len(set(names))
    assert all(name.isalnum() and name[0].islower() for name in names)


def test_each_operation_has_a_summary_and_a_subject() -> None:
    for path, method, operation in all_operations():
        assert 3 < len(operation["summary"]) <= 100, (path, method)
        assert operation["tags"], (path, method)
        words = operation["summary"] + operation.get("description", "")
        assert not [mark for mark in ("``", "Raises:", "Attributes:") if mark in words]


def test_a_refusal_is_a_problem_and_each_is_explained() -> None:
    for path, method, operation in all_operations():
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == [answers.MEDIA], (path, method, status)
                assert response["description"] in answers.SENTENCES.values()


def test_what_is_answered_has_a_shape_of_its_own() -> None:
    for path, method, operation in all_operations():
        for status, response in operation["responses"].items():
            for kind, content in response.get("content", {}).items():
                if kind == "application/json":
                    assert "$ref" in content["schema"], (path, method, status)


def test_a_command_takes_a_key_and_a_version_and_may_be_refused_for_either() -> None:
    for path, method, operation in all_operations():
        named = {one["name"].lower() for one in operation.get("parameters", ())}
        if "{agency}" in path and method == "post":
            assert {"idempotency-key", "if-match"} <= named, path
            assert {"400", "401", "403", "404", "409", "412", "422", "429"} <= set(
                operation["responses"]
            )
        if method == "get":
            assert not {"idempotency-key", "if-match"} & named, path


def test_who_must_sign_in_is_told_how() -> None:
    for path, method, operation in all_operations():
        if "{agency}" in path:
            assert operation["security"], (path, method)
        for way in operation["security"]:
            assert set(way) <= set(openapi.SCHEMES)
        if operation["security"] and method != "get":
            assert {"session": [], "csrf": []} in operation["security"]


def test_what_is_shown_with_a_version_says_so() -> None:
    for _, _, operation in all_operations():
        if "304" in operation["responses"]:
            assert "ETag" in operation["responses"]["200"]["headers"]
            assert "ETag" in operation["responses"]["304"]["headers"]
    waits = [one["responses"]["429"]["headers"] for _, _, one in all_operations()]
    assert all("Retry-After" in one for one in waits)


def test_models_that_differ_keep_apart_when_documents_meet() -> None:
    def one(name: str, kind: str) -> dict[str, Any]:
        link = {"schema": {"$ref": "#/components/schemas/Thing"}}
        answer = {"200": {"description": "ok", "content": {"application/json": link}}}
        get = {"operationId": name, "tags": [name], "responses": answer}
        return {
            "paths": {f"/{name}": {"get": get}},
            "components": {"schemas": {"Thing": {"type": kind}}},
        }

    found = openapi.merged({"a": one("a", "string"), "b": one("b", "object")})

    assert found["components"]["schemas"] == {
        "Thing": {"type": "string"},
        "BThing": {"type": "object"},
    }
    content = found["paths"]["/b"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/BThing"}


def test_every_refusal_of_the_api_has_a_sentence() -> None:
    for rule in ("command.moved-meanwhile", "page.not-a-cursor", "request.too-many"):
        assert rule in sentences()


@pytest.mark.anyio
async def test_the_documents_are_served_and_the_page_lists_every_operation(site: Site) -> None:
    nobody = site.visitor(None)
    for name in NAMES:
        answer = await nobody.ask("GET", f"/{name}/openapi.json")
        assert answer.status_code == 200
        assert answer.json()["openapi"] == "3.1.0"

    page = await nobody.ask("GET", "/door/api", headers={"Accept": "text/html"})

    assert (await nobody.ask("GET", "/door/openapi.json")).json() == openapi.whole()
    assert page.status_code == 200
    for path, method, _ in all_operations():
        assert f"{method.upper()} {path}" in page.text.replace("&#39;", "'")


@pytest.mark.anyio
async def test_a_method_that_is_not_there_is_refused_with_those_that_are(site: Site) -> None:
    one = await story.opened(site)

    answer = await one.coordinator.api("DELETE", "review", "")

    assert answer.status_code == 405
    assert answer.headers["allow"]
