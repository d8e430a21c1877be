"""The registry of plugins: who answers, who fails, and that one never stops another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from concord_contracts.hooks import Jurisdiction, impl
from concord_contracts.rules import Edition
from concord_kernel.jurisdictions import (
    Jurisdictions,
    NoEditionError,
    NoJurisdictionError,
    PluginFailedError,
)

from tests.support.rules import edition_fields, small_edition

if TYPE_CHECKING:
    from pathlib import Path

VISIT = "utopia/visit@2009"
UTOPIA = Jurisdiction(
    code="utopia", name="Utopia", agencies={"ut-amaurot": "Amaurot"}, editions=(VISIT,)
)


class Utopia:
    """A plugin that answers as it should, but for what a test changes."""

    who: Any = UTOPIA
    rules: Any = small_edition()

    @impl
    def jurisdiction(self) -> Any:
        return self.who

    @impl
    def edition(self, edition: str) -> Any:
        return self.rules if edition in {VISIT, "utopia/other@2009"} else None


class Erewhon:
    """Another one, to see that it still answers."""

    @impl
    def jurisdiction(self) -> Jurisdiction:
        return Jurisdiction(
            code="erewhon",
            name="Erewhon",
            agencies={"er-one": "One"},
            editions=("erewhon/call@2010",),
        )

    @impl
    def edition(self, edition: str) -> Edition:
        return Edition.model_validate(
            edition_fields(id=edition, jurisdiction="erewhon", protocol="call")
        )


def plugin(**answers: Any) -> object:
    return type("Changed", (Utopia,), answers)()


def beside_erewhon(broken: object, name: str = "utopia") -> Jurisdictions:
    found = Jurisdictions([(name, broken), ("erewhon", Erewhon())])
    assert found.edition("er-one", "erewhon/call@2010").id == "erewhon/call@2010"
    return found


def problem(found: Jurisdictions, name: str = "utopia") -> str:
    return next(state.problem for state in found.all() if state.name == name)


def test_an_agency_gets_its_own_plugin_s_jurisdiction_and_edition() -> None:
    found = beside_erewhon(plugin())

    assert found.of("ut-amaurot") == UTOPIA
    assert found.edition("ut-amaurot", VISIT) == small_edition()
    assert found.read(VISIT) == small_edition()
    assert [(state.name, state.problem) for state in found.all()] == [
        ("erewhon", ""),
        ("utopia", ""),
    ]


def test_only_an_agency_s_own_plugin_is_asked_for_an_edition() -> None:
    asked: list[str] = []

    @impl
    def edition(_self: object, edition: str) -> Edition:
        asked.append(edition)
        return small_edition()

    found = beside_erewhon(plugin(edition=edition))

    assert asked == []
    found.edition("ut-amaurot", VISIT)
    assert asked == [VISIT]


def test_an_answer_may_be_plain_json() -> None:
    found = beside_erewhon(plugin(who=UTOPIA.model_dump(mode="json"), rules=edition_fields()))

    assert found.edition("ut-amaurot", VISIT) == small_edition()


def test_an_agency_without_a_plugin_is_told_what_is_installed() -> None:
    @impl
    def jurisdiction(_self: object) -> None:
        raise RuntimeError("no luck\nwith a second line")

    found = beside_erewhon(plugin(jurisdiction=jurisdiction))

    with pytest.raises(NoJurisdictionError) as refused:
        found.of("ut-amaurot")
    assert refused.value.agency == "ut-amaurot"
    assert str(refused.value) == (
        "no installed jurisdiction answers for ut-amaurot (installed: erewhon; not answering: "
        "utopia: jurisdiction() raised RuntimeError: no luck)"
    )


def test_with_nothing_installed_nothing_answers() -> None:
    with pytest.raises(NoJurisdictionError, match="installed: none"):
        Jurisdictions([]).of("ut-amaurot")
    with pytest.raises(NoJurisdictionError, match="answers for utopia"):
        Jurisdictions([]).read(VISIT)


def test_an_edition_of_another_jurisdiction_is_not_there() -> None:
    found = beside_erewhon(plugin())

    with pytest.raises(NoEditionError) as refused:
        found.edition("ut-amaurot", "erewhon/call@2010")
    assert refused.value.edition == "erewhon/call@2010"


class Silent:
    """A plugin without a single answer."""


class Curious:
    """A plugin with an answer that nobody asks for."""

    @impl
    def weather(self) -> str:
        return "fine"


class Demanding:
    """A plugin that wants to be told more than the question holds."""

    @impl
    def edition(self, edition: str, database: str) -> None: ...


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (Silent(), "it does not answer jurisdiction()"),
        (None, "it does not answer jurisdiction()"),
        (Curious(), "unknown hook 'weather'"),
        (Demanding(), "database"),
        (plugin(who=None), "it does not answer jurisdiction()"),
        (plugin(who=UTOPIA.model_copy(update={"code": "erewhon"})), "erewhon"),
        (plugin(who="utopia"), "jurisdiction(): the whole"),
        (plugin(who={"code": "utopia"}), "jurisdiction(): name: Field required"),
        (plugin(who=object()), "jurisdiction() is no JSON"),
        (plugin(who={"code": float("nan")}), "jurisdiction() is no JSON"),
        (
            plugin(who=UTOPIA.model_copy(update={"agencies": {"Not A Code": "x"}})),
            "jurisdiction(): agencies",
        ),
        (plugin(who=UTOPIA.model_copy(update={"editions": 5})), "jurisdiction() is no JSON"),
    ],
)
def test_a_plugin_that_does_not_say_who_it_is_is_listed_with_its_reason(
    broken: object, words: str
) -> None:
    found = beside_erewhon(broken)

    assert words in problem(found)
    assert "Traceback" not in problem(found)
    with pytest.raises(PluginFailedError) as failed:
        found.read(VISIT)
    assert failed.value.plugin == "utopia"
    assert words in failed.value.reason


def test_a_plugin_is_installed_under_its_jurisdiction_s_code() -> None:
    found = beside_erewhon(plugin(), name="atlantis")

    assert problem(found, "atlantis") == "it is installed as atlantis and says utopia"


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (None, f"it offers {VISIT} and does not answer"),
        (
            small_edition(id="utopia/visit@2010"),
            f"asked for {VISIT}, it answered with utopia/visit@2010",
        ),
        (small_edition().model_copy(update={"parameters": 5}), "is no JSON"),
        (small_edition().model_copy(update={"until": None, "id": "lies"}), "id"),
        (
            small_edition().model_copy(update={"dates": (*small_edition().dates,) * 2}),
            "the date report.due stands twice",
        ),
        ({**edition_fields(), "parameters": [{"id": "x"}]}, "parameters.0"),
        ("utopia", "edition(utopia/visit@2009): the whole"),
        ([float("inf")], "is no JSON"),
    ],
)
def test_a_wrong_edition_is_not_believed(rules: object, words: str) -> None:
    found = beside_erewhon(plugin(rules=rules))

    with pytest.raises(PluginFailedError) as failed:
        found.edition("ut-amaurot", VISIT)
    assert failed.value.plugin == "utopia"
    assert words in failed.value.reason
    assert "\n" not in failed.value.reason


@pytest.mark.parametrize(
    "error", [RuntimeError("no luck"), KeyError("x"), SystemExit(3), AssertionError()]
)
def test_a_plugin_that_raises_gives_a_reason_and_no_traceback(error: BaseException) -> None:
    @impl
    def edition(_self: object) -> None:
        raise error

    found = beside_erewhon(plugin(edition=edition))

    with pytest.raises(PluginFailedError) as failed:
        found.edition("ut-amaurot", VISIT)
    assert failed.value.reason.startswith(f"edition({VISIT}) raised {type(error).__name__}")
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


def test_a_long_reason_is_cut() -> None:
    @impl
    def edition(_self: object) -> None:
        raise RuntimeError("x" * 5000)

    with pytest.raises(PluginFailedError) as failed:
        beside_erewhon(plugin(edition=edition)).edition("ut-amaurot", VISIT)
    assert len(failed.value.reason) < 400


def test_where_two_plugins_claim_an_agency_neither_binds_it_and_their_others_stand() -> None:
    class Greedy(Erewhon):
        @impl
        def jurisdiction(self) -> Jurisdiction:
            own = super().jurisdiction()
            return own.model_copy(update={"agencies": {**own.agencies, "ut-amaurot": "Ours"}})

    found = Jurisdictions([("utopia", plugin()), ("erewhon", Greedy())])

    with pytest.raises(PluginFailedError) as failed:
        found.of("ut-amaurot")
    assert failed.value.reason == "erewhon and utopia both answer for ut-amaurot"
    assert failed.value.plugin == "utopia"
    assert found.of("er-one").code == "erewhon"


def test_a_name_that_is_installed_twice_answers_for_nobody() -> None:
    found = Jurisdictions([("utopia", plugin()), ("utopia", plugin()), ("erewhon", Erewhon())])

    assert problem(found) == "it is installed twice"
    assert found.of("er-one").code == "erewhon"
    with pytest.raises(PluginFailedError, match="installed twice"):
        found.read(VISIT)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("import a_module_that_is_not_there", "ModuleNotFoundError"),
        ("raise RuntimeError('half a plugin')", "RuntimeError: half a plugin"),
        ("raise SystemExit(1)", "SystemExit: 1"),
        ("x = (", "SyntaxError"),
    ],
)
def test_an_installed_plugin_that_cannot_be_imported_is_listed_and_the_others_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, words: str
) -> None:
    name = f"broken_{abs(hash(body))}"
    (tmp_path / f"{name}.py").write_text(body, encoding="utf-8")
    info = tmp_path / f"{name}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", encoding="utf-8"
    )
    (info / "entry_points.txt").write_text(
        f"[concord.jurisdiction.v1]\nlaputa = {name}\n", encoding="utf-8"
    )
    monkeypatch.syspath_prepend(str(tmp_path))

    found = Jurisdictions.installed()

    assert problem(found, "laputa").startswith("it cannot be loaded, ")
    assert words in problem(found, "laputa")
    assert found.of("ca-santa-cruz").code == "california"
    with pytest.raises(PluginFailedError, match="laputa"):
        found.read("laputa/visit@2009")
