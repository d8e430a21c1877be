from __future__ import annotations

import copy
import dataclasses
import inspect
import io
import json
import logging
import operator
import pickle  # ruff: ignore[suspicious-pickle-import] -- to see it refused
import traceback
from typing import TYPE_CHECKING, Any

import jinja2
import orjson
import psycopg
import pytest
import structlog
from concord_kernel.vault.opening import UnrecordedReadingError, opened, spoken_by
from concord_kernel.vault.texts import DirectoryText, NarrativeText, RawNote, Text, WithheldError
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic_core import PydanticSerializationError

if TYPE_CHECKING:
    from collections.abc import Callable

SAID = "the mother said that nobody called her for six weeks"
TEXTS = [RawNote(SAID), DirectoryText(SAID), NarrativeText(SAID)]
NOTE = RawNote(SAID)


@dataclasses.dataclass
class Holder:
    note: Text


def told(text: Text) -> str:
    """What everything that only prints makes of a text, in one string."""
    stream = io.StringIO()
    print(text, repr(text), [text], {"note": text}, (text,), Holder(text), file=stream)
    stream.write(f"{text} {text!r} {text!s} {text!a} {text:>40}")
    stream.write(str.format("{} {!r} {:x}", text, text, text))
    stream.write(operator.mod("%s %r", (text, text)))
    return stream.getvalue()


@pytest.mark.parametrize("text", TEXTS)
def test_what_prints_says_that_text_is_withheld(text: Text) -> None:
    assert "withheld" in told(text)
    assert "mother" not in told(text)


def test_a_raw_note_prints_as_one() -> None:
    assert f"{NOTE}" == repr(NOTE) == str(NOTE) == "<raw note withheld>"


REFUSED: dict[str, Callable[[Any], object]] = {
    "copied": copy.copy,
    "copied deep": copy.deepcopy,
    "pickled": pickle.dumps,
    "pickled by the oldest protocol": lambda text: pickle.dumps(text, 0),
    "hashed": hash,
    "a key": lambda text: {text: 1},
    "iterated": list,
    "measured": len,
    "turned into bytes": bytes,
    "encoded": operator.attrgetter("encode"),
    "searched": lambda text: "child" in text,
    "indexed": operator.itemgetter(0),
    "joined": lambda text: " ".join(iter([text])),
    "added to a string": lambda text: "notes: " + text,
    "written": lambda text: io.StringIO().write(text),
    "a path": open,
    "json": json.dumps,
    "orjson": orjson.dumps,
    "a dict of the dataclass around it": lambda text: dataclasses.asdict(Holder(text)),
    "fastapi's encoder": jsonable_encoder,
    "pydantic's JSON of anything": lambda text: TypeAdapter(Any).dump_json(text),
    "changed": lambda text: setattr(text, "held", b""),
    "changed by deletion": lambda text: delattr(text, "held"),
    "given an attribute": lambda text: setattr(text, "more", 1),
    "read as variables": vars,
}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.kind)
@pytest.mark.parametrize("how", REFUSED)
def test_what_would_carry_the_text_elsewhere_is_refused(how: str, text: Text) -> None:
    with pytest.raises((
        TypeError,
        ValueError,
        AttributeError,
        PydanticSerializationError,
    )) as refusal:
        REFUSED[how](text)

    assert "mother" not in "".join(traceback.format_exception(refusal.value))


def test_copying_and_pickling_say_why_they_are_refused() -> None:
    for refused in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(WithheldError, match="stays in the vault"):
            refused(NOTE)


def test_two_notes_that_say_the_same_are_not_equal() -> None:
    assert RawNote(SAID) != RawNote(SAID)
    assert NOTE == NOTE  # ruff: ignore[comparison-with-itself] -- identity is what is asked
    assert NOTE != SAID


def test_a_serialiser_that_falls_back_on_text_writes_that_it_is_withheld() -> None:
    written = [
        json.dumps(NOTE, default=str),
        orjson.dumps(NOTE, default=str).decode(),
        orjson.dumps({"note": NOTE}, default=repr).decode(),
    ]

    assert all("raw note withheld" in one for one in written)
    assert "mother" not in "".join(written)


def test_logging_writes_that_it_is_withheld(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("notes").warning("took %s and %r", NOTE, {"note": NOTE})

    assert "took <raw note withheld> and {'note': <raw note withheld>}" in caplog.text
    assert "mother" not in caplog.text


@pytest.mark.parametrize(
    "renderer",
    [
        structlog.processors.JSONRenderer(),
        structlog.processors.JSONRenderer(serializer=lambda event, **_: repr(event)),
        structlog.processors.KeyValueRenderer(),
        structlog.processors.LogfmtRenderer(),
        structlog.dev.ConsoleRenderer(),
    ],
)
def test_structlog_writes_that_it_is_withheld(renderer: Any) -> None:
    written = io.StringIO()
    log = structlog.wrap_logger(structlog.PrintLogger(written), processors=[renderer])
    log.warning("took", note=NOTE, inside={"note": [NOTE]})

    assert "withheld" in written.getvalue()
    assert "mother" not in written.getvalue()


def test_a_traceback_with_its_local_variables_shows_no_text() -> None:
    def failing(note: RawNote) -> None:
        again = note
        raise ValueError(f"cannot keep {again}", again)

    with pytest.raises(ValueError, match="cannot keep") as failure:
        failing(RawNote(SAID))
    told = traceback.TracebackException.from_exception(failure.value, capture_locals=True)
    written = "".join(told.format())

    assert "<raw note withheld>" in written
    assert "mother" not in written


def test_a_walk_over_every_attribute_meets_ciphertext() -> None:
    walked = repr([(name, value) for name, value in inspect.getmembers(NOTE)])

    assert "mother" not in walked
    assert SAID.encode() not in NOTE.held


def test_a_note_is_no_parameter_of_a_query() -> None:
    with pytest.raises(psycopg.ProgrammingError, match="cannot adapt type 'RawNote'"):
        psycopg.adapt.Transformer().get_dumper(NOTE, psycopg.adapt.PyFormat.AUTO)


@pytest.mark.parametrize("kind", [RawNote, DirectoryText, NarrativeText])
def test_no_model_takes_a_class_of_text_as_its_field(kind: type) -> None:
    with pytest.raises(TypeError, match="as NoteIn"):
        type("Leak", (BaseModel,), {"__annotations__": {"note": kind}})
    with pytest.raises(TypeError, match="as NoteIn"):
        type(
            "Leak",
            (BaseModel,),
            {
                "model_config": ConfigDict(arbitrary_types_allowed=True),
                "__annotations__": {"note": kind},
            },
        )


def test_a_template_shows_a_narrative_escaped_and_no_note() -> None:
    page = jinja2.Environment(autoescape=True).from_string("{{ prose }}|{{ note }}")

    shown = page.render(prose=NarrativeText("<b>5 > 4</b>"), note=NOTE)

    assert shown == "&lt;b&gt;5 &gt; 4&lt;/b&gt;|&lt;raw note withheld&gt;"


def test_directory_and_narrative_are_shown_on_purpose() -> None:
    assert DirectoryText("Ana").show() == "Ana"
    assert NarrativeText("Ana").show() == "Ana"


def test_a_note_that_nobody_was_recorded_as_reading_stays_shut() -> None:
    with pytest.raises(UnrecordedReadingError), opened(NOTE):
        pass


def test_a_note_whose_reading_is_recorded_opens() -> None:
    with opened(RawNote(SAID, read="ca-test:7")) as text:
        assert text == SAID


def test_what_is_typed_is_held_as_it_is() -> None:
    for said in ("", "a\x00b", "ΣῪŃ \U0001f600", "\ud800 half", "\r\n"):
        assert spoken_by(RawNote(said)) == said
