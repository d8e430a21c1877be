"""What a search says in words: why interviews are left, and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any, Final

from babel.dates import format_date, format_time
from babel.lists import format_list
from concord_kernel.web.language import translations
from concord_kernel.web.speaking import LOCALES, label

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from concord_contracts.rules import Edition

    from concord_scheduling.planner.problem import Away, Problem
    from concord_scheduling.planner.reasons import Alone, Need, Reasons, Shortage

PACKAGE: Final = "concord_scheduling"

DAYS: Final = {"en_US": "EEEE, MMMM d", "es_US": "EEEE d 'de' MMMM"}
"""How a day of the week under way is written: without its year."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and the rule that it rests on.

    Attributes:
        rule: The rule's id; empty where somebody asked for it.
        quote: The sentence of the source, in its own words.
        section: Where it stands.
    """

    text: str
    rule: str = ""
    quote: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Why interviews are left, in words.

    Attributes:
        alone: Of each interview that nobody can hold, why.
        shortage: How many slots are missing for whom; empty where none are.
        needs: What cannot hold together.
        ways: What would help, each alone.
        is_sure: Whether that is proven.
    """

    alone: tuple[Said, ...] = ()
    shortage: str = ""
    needs: tuple[Said, ...] = ()
    ways: tuple[str, ...] = ()
    is_sure: bool = True


class Speaker:
    """Says reasons in a language.

    Args:
        names: What rooms are called, by id.
    """

    def __init__(
        self, problem: Problem, rules: Edition, language: str, names: Mapping[str, str]
    ) -> None:
        self._say = translations(PACKAGE, language)
        self._locale = LOCALES[language]
        self._problem = problem
        self._rules = {one.id: one for one in rules.parameters}
        self._names = names

    def told(self, reasons: Reasons) -> Told:
        """Everything that is to be said."""
        alone = tuple(self._alone(one) for one in reasons.alone)
        if (short := reasons.shortage) is None:
            return Told(alone)
        return Told(
            alone=alone,
            shortage=self._short(short),
            needs=tuple(self._needs(short.needs)),
            ways=tuple(self._way(one.need, one.left) for one in short.ways),
            is_sure=short.is_sure,
        )

    def _alone(self, one: Alone) -> Said:
        if one.is_away:
            text = self._say.gettext(
                "Case %(number)s: whenever its worker could come, no team that may take it is free."
            )
            return Said(text % {"number": one.interview.number}, "interview.while-away")
        text = self._say.gettext("Case %(number)s: no team may hold this interview.")
        return self._with_rule(text % {"number": one.interview.number}, next(iter(one.rules), ""))

    def _short(self, short: Shortage) -> str:
        say = self._say
        many = say.ngettext("%(num)s interview", "%(num)s interviews", short.interviews) % {
            "num": short.interviews
        }
        if short.groups:
            groups = self._list(label(one, say.gettext) for one in short.groups)
            many = say.gettext("%(many)s of %(groups)s") % {"many": many, "groups": groups}
        if short.teams:
            who = self._list(self._team(number) for number in short.teams)
            text = say.gettext("%(many)s can be held by %(who)s only")
        else:
            who = ""
            text = say.gettext("%(many)s have to be held")
        first = text % {"many": many, "who": who}
        missing = say.ngettext(
            "%(num)s slot is missing.", "%(num)s slots are missing.", short.missing
        ) % {"num": short.missing}
        return f"{first}: {missing}"

    def _needs(self, needs: Sequence[Need]) -> Iterable[Said]:
        if any(one.what == "day" for one in needs):
            days = self._list(self._day(on) for on in self._problem.days)
            text = self._say.gettext("Interviews are held on %(days)s only.")
            yield Said(text % {"days": days})
        for one in needs:
            if one.what != "day":
                yield self._need(one)

    def _need(self, need: Need) -> Said:
        say = self._say
        numbers = {"num": need.number, "time": self._time(need.number)}
        match need.what:
            case "away":
                return self._with_rule(self._away(need.away), need.rule)
            case "barred":
                text = say.gettext("Some teams may not interview some workers.")
            case "rooms":
                text = say.ngettext(
                    "There is %(num)s room.", "There are %(num)s rooms.", need.number
                )
            case "booked":
                text = say.gettext("What is booked stays where it is.")
            case "hours":
                text = say.gettext("The last interview ends by %(time)s.")
            case _:
                text = self._limit(need)
        return self._with_rule(text % numbers, need.rule)

    def _limit(self, need: Need) -> str:
        if need.rule == self._problem.measures.a_day.rule:
            return self._say.ngettext(
                "A team holds %(num)s interview a day at most.",
                "A team holds %(num)s interviews a day at most.",
                need.number,
            )
        return self._say.ngettext(
            "A team interviews on %(num)s day at most.",
            "A team interviews on %(num)s days at most.",
            need.number,
        )

    def _way(self, need: Need, left: int) -> str:
        say = self._say
        then = (
            say.ngettext("%(num)s would be left", "%(num)s would be left", left) % {"num": left}
            if left
            else say.gettext("every interview finds a slot")
        )
        return say.gettext("%(way)s: %(then)s.") % {"way": self._changed(need), "then": then}

    def _changed(self, need: Need) -> str:
        say = self._say
        is_a_day = need.rule == self._problem.measures.a_day.rule
        text = {
            "away": say.gettext("Without that: %(away)s"),
            "barred": say.gettext("If every team could interview every worker"),
            "rooms": say.gettext("With a room for every team"),
            "booked": say.gettext("If what is booked could be moved"),
            "hours": say.gettext("With one slot more at the end of the day"),
            "day": say.gettext("With interviews on %(day)s too"),
            "teams": say.gettext("With one team more"),
            "limit": say.gettext("With %(num)s interviews a day for a team")
            if is_a_day
            else say.gettext("With %(num)s days of interviews for a team"),
        }[need.what]
        away = self._away(need.away).rstrip(".") if need.away else ""
        return text % {"num": need.number + 1, "day": self._day(need.on), "away": away}

    def _away(self, notes: Sequence[Away]) -> str:
        who = self._whom(notes[0])
        days = {on for one in notes for on in self._problem.days if one.first <= on <= one.last}
        parts = [one for one in notes if one.starts or one.ends < 24 * 60]
        said = {"who": who, "days": self._list(self._day(on) for on in sorted(days))}
        if parts:
            return self._say.gettext("%(who)s is away for a part of %(days)s.") % said
        return self._say.gettext("%(who)s is away on %(days)s.") % said

    def _whom(self, note: Away) -> str:
        say, problem = self._say, self._problem
        if note.kind == "room":
            return self._names.get(note.whom, say.gettext("A room"))
        for crew in problem.teams:
            if note.whom == crew.team:
                return self._team(crew.number)
            if note.whom in crew.people:
                return say.gettext("A member of team %(number)s") % {"number": crew.number}
        everyone = [*problem.interviews, *(one.interview for one in problem.standing)]
        number = next((one.number for one in everyone if one.worker == note.whom), "?")
        return say.gettext("The worker of case %(number)s") % {"number": number}

    def _team(self, number: int) -> str:
        return self._say.gettext("Team %(number)s") % {"number": number}

    def _with_rule(self, text: str, rule: str) -> Said:
        if (known := self._rules.get(rule)) is None:
            return Said(text, rule)
        return Said(text, rule, known.sentence, known.source.section)

    def _list(self, parts: Iterable[Any]) -> str:
        return format_list([str(one) for one in parts], locale=self._locale)

    def _day(self, on: date | None) -> str:
        return format_date(on, DAYS[self._locale], self._locale) if on else ""

    def _time(self, minutes: int) -> str:
        return format_time(time(minutes // 60 % 24, minutes % 60), "short", locale=self._locale)
