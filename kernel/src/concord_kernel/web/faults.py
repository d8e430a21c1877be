"""What is said beside a field that was filled in wrongly, by the kind of fault that was found.

The kinds are those of the validator (pydantic). What stood in the field is never repeated.
"""

from __future__ import annotations

from typing import Final

from concord_kernel.web.language import SHELL, to_say, translations

ELSE: Final = to_say("This cannot be read as it stands.")

FAULTS: Final = {
    "missing": to_say("Please fill this in."),
    "text.empty": to_say("Please fill this in."),
    "text.not-text": to_say("This is not text."),
    "text.too-long": to_say("This is too long."),
    "text.not-characters": to_say("This holds what is no character."),
    "string_too_short": to_say("Please fill this in; it is too short."),
    "string_too_long": to_say("This is too long."),
    "string_pattern_mismatch": to_say("Please use the form that is shown beside the field."),
    "date_parsing": to_say("This is no date."),
    "date_from_datetime_parsing": to_say("This is no date."),
    "time_parsing": to_say("This is no time of day."),
    "int_parsing": to_say("Please write a whole number."),
    "int_type": to_say("Please write a whole number."),
    "int_from_float": to_say("Please write a whole number."),
    "greater_than": to_say("This number is too small."),
    "greater_than_equal": to_say("This number is too small."),
    "less_than": to_say("This number is too large."),
    "less_than_equal": to_say("This number is too large."),
    "too_short": to_say("Please choose at least one."),
    "too_long": to_say("These are too many."),
    "literal_error": to_say("Please choose one of the values offered."),
    "enum": to_say("Please choose one of the values offered."),
    "extra_forbidden": to_say("This field is not known here."),
    "json_invalid": to_say("What was sent is no JSON."),
}
"""Kind of fault to what is said of it."""


def fault(kind: str, language: str) -> str:
    """What is said of a kind of fault in a language."""
    return translations(SHELL, language).gettext(FAULTS.get(kind, ELSE))
