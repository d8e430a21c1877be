"""Somebody's interviews as a calendar file (RFC 5545), in the time zone of the site. Pure.

A time is kept as the clock on the wall shows it, with the zone and its changes to and from
daylight-saving time, so that it stays right when the clocks change. Nobody is named in it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vDuration

if TYPE_CHECKING:
    from collections.abc import Iterable

    from concord_contracts.facts.schedule import InterviewBooked

PRODUCT: Final = "-//Concord//Schedule of a review//EN"
ASK_AGAIN: Final = timedelta(hours=1)
A_YEAR: Final = timedelta(days=366)
"""How far the changes of the clocks are told before the first and after the last interview."""


class Entry(NamedTuple):
    """One interview as its person sees it.

    Attributes:
        booking: The interview.
        title: What it is called.
        place: Where it is.
        says: What there is to know besides.
        minutes: How long it takes this person.
    """

    booking: InterviewBooked
    title: str
    place: str
    says: str
    minutes: int


def calendar(name: str, zone: str, at: datetime, release: int, entries: Iterable[Entry]) -> bytes:
    """A calendar file.

    Args:
        name: What the calendar is called.
        zone: The IANA name of the site's time zone.
        at: When the release was given out.
        release: Its number, by which a calendar knows the newer of two.
        entries: The interviews.
    """
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", zone)
    made.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"VALUE": "DURATION"})
    days = [at.date()]
    for entry in entries:
        days.append(entry.booking.on)
        made.add_component(_event(entry, ZoneInfo(zone), at, release))
    made.add_missing_timezones(first_date=min(days) - A_YEAR, last_date=max(days) + A_YEAR)
    return bytes(made.to_ical())


def _event(entry: Entry, zone: ZoneInfo, at: datetime, release: int) -> Event:
    booking = entry.booking
    starts = datetime.combine(booking.on, booking.starts, zone)
    ends = (starts.astimezone(UTC) + timedelta(minutes=entry.minutes)).astimezone(zone)
    made = Event()
    made.add("uid", f"{booking.session}@concord")
    made.add("dtstamp", at.astimezone(UTC))
    made.add("sequence", release)
    made.add("dtstart", starts)
    made.add("dtend", ends)
    made.add("summary", entry.title)
    if entry.place:
        made.add("location", entry.place)
    made.add("description", entry.says)
    made.add("class", "PRIVATE")
    return made
