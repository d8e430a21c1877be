from __future__ import annotations

import json
from datetime import date  # ruff: ignore[typing-only-standard-library-import] -- a field of a model
from typing import Annotated, Any

import pytest
from concord_kernel.vault.intake import (
    LONGEST_NAME,
    LONGEST_NARRATIVE,
    LONGEST_NOTE,
    NameIn,
    NoteIn,
    TextIn,
    TypedForm,
)
from concord_kernel.vault.opening import spoken_by
from concord_kernel.vault.problems import as_problems, names_in
from concord_kernel.vault.texts import DirectoryText, NarrativeText, RawNote, Text
from fastapi import FastAPI, Form, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

CANARY = "quoven-zatti told me"


class RecordInterview(TypedForm):
    minutes: int
    on: date
    notes: NoteIn
    name: NameIn | None = None
    opening: TextIn | None = None


class Plain(BaseModel):
    minutes: int
    notes: NoteIn


FULL = {"minutes": 45, "on": "2010-01-27", "notes": CANARY}


def test_a_request_brings_its_texts_as_opaque_values() -> None:
    form = RecordInterview.model_validate(FULL | {"name": "Ana", "opening": "We heard"})

    assert type(form.notes) is RawNote
    assert spoken_by(form.notes) == CANARY
    assert (type(form.name), type(form.opening)) == (DirectoryText, NarrativeText)
    assert "quoven" not in f"{form!r} {form}"


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (None, "text.not-text"),
        (17, "text.not-text"),
        ([CANARY], "text.not-text"),
        ({"quoven": CANARY}, "text.not-text"),
        (CANARY.encode(), "text.not-text"),
        ("", "text.empty"),
        (" \t\n", "text.empty"),
        (f"{CANARY}\x00", "text.not-characters"),
        (f"{CANARY}\ud800", "text.not-characters"),
        (f"\udfff{CANARY}", "text.not-characters"),
        (CANARY.ljust(LONGEST_NOTE + 1, "."), "text.too-long"),
    ],
)
def test_what_is_no_note_is_refused_by_rule(value: object, rule: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        TypeAdapter(NoteIn).validate_python(value)

    assert [one["type"] for one in refusal.value.errors()] == [rule]
    assert "quoven" not in str(refusal.value) + repr(refusal.value.errors())


@pytest.mark.parametrize(
    ("adapter", "longest"),
    [
        (TypeAdapter(NoteIn), LONGEST_NOTE),
        (TypeAdapter(TextIn), LONGEST_NARRATIVE),
        (TypeAdapter(NameIn), LONGEST_NAME),
    ],
)
def test_a_text_may_be_as_long_as_its_limit(adapter: TypeAdapter[Text], longest: int) -> None:
    assert spoken_by(adapter.validate_python("å" * longest)) == "å" * longest
    with pytest.raises(ValidationError, match="too long"):
        adapter.validate_python("å" * (longest + 1))


BROKEN = [
    FULL | {"notes": CANARY + "\x00"},
    FULL | {"minutes": CANARY},
    FULL | {"on": CANARY},
    FULL | {CANARY: 1},
    FULL | {"name": [CANARY]},
    {"notes": CANARY},
    {"minutes": CANARY, "notes": 7},
    {},
]


@pytest.mark.parametrize("sent", BROKEN)
def test_no_error_of_a_form_says_what_was_typed(sent: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refusal:
        RecordInterview.model_validate(sent)

    error = refusal.value
    told = f"{error!s} {error!r} {error.errors()!r} {error.json()} {error.__context__!r}"
    assert "quoven" not in told


def test_errors_of_a_plain_model_would_say_it_and_are_rendered_without() -> None:
    with pytest.raises(ValidationError) as refusal:
        Plain.model_validate({"notes": CANARY})

    assert "quoven" in repr(refusal.value.errors())
    assert as_problems(refusal.value.errors(), {"minutes"}) == [
        {"pointer": "/minutes", "rule": "missing"}
    ]


def test_a_place_that_somebody_made_up_is_a_star() -> None:
    errors: list[dict[str, Any]] = [
        {"loc": ("body", "notes", CANARY), "type": "extra_forbidden", "input": CANARY},
        {"loc": ("body", "rows", 7, "on/at~"), "type": "date_parsing", "msg": CANARY},
    ]

    assert as_problems(errors, {"notes", "rows", "on/at~"}) == [
        {"pointer": "/body/notes/*", "rule": "extra_forbidden"},
        {"pointer": "/body/rows/7/on~1at~0", "rule": "date_parsing"},
    ]
    assert as_problems(errors)[0]["pointer"] == "/body/*/*"


def test_a_rule_that_is_no_rule_is_not_shown() -> None:
    assert as_problems([{"loc": (), "type": CANARY}]) == [{"pointer": "", "rule": "not-valid"}]


@given(
    st.recursive(
        st.text() | st.integers() | st.none(),
        lambda one: st.lists(one) | st.dictionaries(st.text(), one),
    )
)
def test_whatever_is_sent_the_rendered_errors_hold_only_known_words(sent: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        Plain.model_validate(sent)

    known = {"", "/minutes", "/notes"}
    assert {
        one["pointer"] for one in as_problems(refusal.value.errors(), {"minutes", "notes"})
    } <= known


def test_a_model_with_a_note_is_not_dumped() -> None:
    form = RecordInterview.model_validate(FULL)

    for dump in (form.model_dump, form.model_dump_json, lambda: form.model_dump(mode="json")):
        with pytest.raises(PydanticSerializationError, match="stays in the vault"):
            dump()
    with pytest.raises(TypeError, match="stays in the vault"):
        form.model_copy(deep=True)


def test_the_schema_of_a_note_says_its_limit_and_that_it_is_not_read_back() -> None:
    schema = RecordInterview.model_json_schema()["properties"]["notes"]

    assert schema == {
        "title": "Notes", "type": "string", "minLength": 1, "maxLength": 100_000, "writeOnly": True
    }  # fmt: skip


def test_names_are_found_in_an_openapi_document() -> None:
    found = names_in(_app().openapi())

    assert {"minutes", "on", "notes", "name", "opening", "review"} <= found
    assert "quoven" not in found


def _app() -> FastAPI:
    app = FastAPI()

    @app.post("/{review}/json")
    async def by_json(review: str, form: RecordInterview) -> dict[str, str]:
        return {"notes": f"{form.notes}", "review": review}

    @app.post("/{review}/form")
    async def by_form(review: str, form: Annotated[RecordInterview, Form()]) -> dict[str, str]:
        return {"notes": f"{form.notes}", "review": review}

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        known = names_in(app.openapi())
        return JSONResponse({"errors": as_problems(error.errors(), known)}, 422)

    return app


@pytest.mark.parametrize("sent", [*BROKEN, [CANARY], CANARY, FULL | {"notes": {"a": CANARY}}])
def test_a_web_framework_answers_with_places_and_rules_alone(sent: object) -> None:
    with TestClient(_app()) as client:
        said = json.dumps(sent)
        answers = [
            client.post("/r/json", content=said),
            client.post("/r/json", content=said, headers={"content-type": "application/json"}),
            client.post("/r/json", content=f'{{"notes": "{CANARY}'),
            client.post("/r/json", content=said, headers={"content-type": "text/plain"}),
            client.post("/r/form", data=sent if isinstance(sent, dict) else {CANARY: CANARY}),
        ]

    assert [answer.status_code for answer in answers[:4]] == [422] * 4
    assert "quoven" not in "".join(answer.text for answer in answers)


def test_a_form_that_is_right_comes_through() -> None:
    with TestClient(_app()) as client:
        answers = [client.post("/r/json", json=FULL), client.post("/r/form", data=FULL)]

    assert [answer.json() for answer in answers] == [
        {"notes": "<raw note withheld>", "review": "r"}
    ] * 2
