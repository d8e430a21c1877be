"""One plugin, asked through pluggy and believed only as far as its answers hold.

Each plugin has a manager of its own, so that a broken one touches no other. An answer is written
to JSON and read back before anybody sees it: what a plugin says has to survive the way to another
process, and a value that was built past its own checks is caught.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

import pluggy
from concord_contracts import hooks
from concord_contracts.hooks import Jurisdiction
from concord_contracts.rules import Edition
from pydantic import BaseModel, ValidationError

from concord_kernel.jurisdictions.errors import PluginFailedError

if TYPE_CHECKING:
    from collections.abc import Callable

M = TypeVar("M", bound=BaseModel)

LONGEST_REASON = 300


class Plugin:
    """A plugin that is installed under a name.

    Attributes:
        name: Its entry point's name, which has to be its jurisdiction's code.
    """

    def __init__(self, name: str, implementation: object) -> None:
        """Register the plugin.

        Raises:
            PluginFailedError: it implements a question that nobody asks, or with other arguments.
        """
        self.name = name
        self._believed_of: dict[str, tuple[BaseModel, BaseModel]] = {}
        self._manager = pluggy.PluginManager("concord")
        self._manager.add_hookspecs(hooks)
        try:
            self._manager.register(implementation, name)
            self._manager.check_pending()
        except (pluggy.PluginValidationError, ValueError) as error:
            raise PluginFailedError(name, _one_line(str(error))) from None

    def jurisdiction(self) -> Jurisdiction:
        """Who the plugin says it is.

        Raises:
            PluginFailedError: it raises, answers nothing, or answers for another name.
        """
        answer = self._asked("jurisdiction()", self._manager.hook.jurisdiction)
        if answer is None:
            raise PluginFailedError(self.name, "it does not answer jurisdiction()")
        found = self._believed("jurisdiction()", Jurisdiction, answer)
        if found.code != self.name:
            raise PluginFailedError(
                self.name, f"it is installed as {self.name} and says {found.code}"
            )
        return found

    def edition(self, edition: str) -> Edition:
        """One of the editions that the plugin offers.

        Raises:
            PluginFailedError: it raises, answers nothing, or answers with another edition.
        """
        question = f"edition({edition})"
        answer = self._asked(question, lambda: self._manager.hook.edition(edition=edition))
        if answer is None:
            raise PluginFailedError(
                self.name, f"it offers {edition} and does not answer {question}"
            )
        found = self._believed(question, Edition, answer)
        if found.id != edition:
            raise PluginFailedError(self.name, f"asked for {edition}, it answered with {found.id}")
        return found

    def _asked(self, question: str, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except (Exception, SystemExit) as error:  # ruff: ignore[blind-except] -- a plugin may fail in any way
            raise PluginFailedError(self.name, f"{question} raised {_in_words(error)}") from None

    def _believed(self, question: str, promised: type[M], answer: Any) -> M:
        """What an answer says; the very value that was checked before is not checked again."""
        checked, believed = self._believed_of.get(question, (None, None))
        if checked is answer and isinstance(believed, promised):
            return believed
        found = self._checked(question, promised, answer)
        if isinstance(answer, promised):  # frozen, so it says tomorrow what it said today
            self._believed_of[question] = (answer, found)
        return found

    def _checked(self, question: str, promised: type[M], answer: Any) -> M:
        try:
            return promised.model_validate_json(_as_json(answer))
        except ValidationError as error:
            raise PluginFailedError(self.name, f"{question}: {_complaint(error)}") from None
        except (TypeError, ValueError) as error:
            raise PluginFailedError(
                self.name, f"{question} is no JSON: {_in_words(error)}"
            ) from None


def _as_json(answer: Any) -> str:
    if isinstance(answer, BaseModel):
        return answer.model_dump_json(warnings="error")
    return json.dumps(answer, allow_nan=False)


def _complaint(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"])) or "the whole"
    return _one_line(f"{where}: {first['msg']}")


def _in_words(error: BaseException) -> str:
    """What kind of error and the first line of what it says; never where in the code."""
    first_line = str(error).strip().partition("\n")[0]
    return _one_line(
        f"{type(error).__name__}: {first_line}" if first_line else type(error).__name__
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_REASON]


def failed_to_load(name: str, error: BaseException) -> PluginFailedError:
    """A plugin that could not even be imported, with its reason."""
    return PluginFailedError(name, f"it cannot be loaded, {_in_words(error)}")
