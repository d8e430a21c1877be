"""Sampling designs: how many cases of which kind, drawn where and reviewed by whom."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from concord_contracts.quoted import Frozen, Quoted, Words, must_be_unique
from concord_contracts.terms import AgencyCode, Code

Count = Annotated[int, Field(strict=True, ge=0)]
Quarter = Annotated[int, Field(strict=True, ge=1, le=80)]


class Stratum(Frozen):
    """Cases of one kind: how many a year."""

    code: Code
    label: Words
    cases: Count


class Stream(Quoted):
    """Cases that are drawn from the same agencies and reviewed by the same kind of staff.

    Attributes:
        id: Its name within the design.
        label: What it is, for people.
        members: The agencies whose cases are drawn; none where the stream takes all others.
        others: Whether it takes every agency that no other stream takes.
        agencies: How many agencies that is, as the source counts them.
        reviewers: Who reviews.
        oversight: Who assures the quality, where the source names somebody.
        strata: The quotas of a year.
        total: Their sum, as the source states it.
    """

    id: Code
    label: Words
    members: tuple[AgencyCode, ...] = ()
    others: bool = False
    agencies: Count
    reviewers: Code
    oversight: Code | None = None
    strata: Annotated[tuple[Stratum, ...], Field(min_length=1)]
    total: Count

    @model_validator(mode="after")
    def _sums_hold(self) -> Self:
        must_be_unique(f"{self.id}: the stratum", (stratum.code for stratum in self.strata))
        _must_sum(f"the stream {self.id}", [stratum.cases for stratum in self.strata], self.total)
        if self.others is bool(self.members):
            raise ValueError(
                f"the stream {self.id} takes named agencies or all others, one of the two"
            )
        if self.members and len(self.members) != self.agencies:
            raise ValueError(
                f"the stream {self.id} names {len(self.members)} agencies of {self.agencies}"
            )
        return self

    def quota(self, stratum: str) -> int:
        """How many cases of a kind a year; none of a kind that it does not review."""
        return next((each.cases for each in self.strata if each.code == stratum), 0)


class Design(Quoted):
    """The streams of a sample with their yearly quotas.

    Attributes:
        id: Its name among the edition's quotas.
        title: What it is, for people.
        streams: The streams.
        total: Cases a year over all streams.
        outside: Agencies whose cases enter no stream, such as a state department.
        begin: The first quarter in which cases are reviewed.
        end: The last one.
    """

    id: Code
    title: Words
    streams: Annotated[tuple[Stream, ...], Field(min_length=1)]
    total: Count
    outside: tuple[AgencyCode, ...] = ()
    begin: Quarter
    end: Quarter

    @model_validator(mode="after")
    def _streams_hold(self) -> Self:
        must_be_unique(f"{self.id}: the stream", (stream.id for stream in self.streams))
        placed = [agency for stream in self.streams for agency in stream.members]
        must_be_unique(f"{self.id}: the agency", [*placed, *self.outside])
        _must_sum(f"the design {self.id}", [stream.total for stream in self.streams], self.total)
        if sum(stream.others for stream in self.streams) > 1:
            raise ValueError(f"the design {self.id} has two streams that take all others")
        if self.end < self.begin:
            raise ValueError(
                f"the design {self.id} ends in quarter {self.end}, before it begins in {self.begin}"
            )
        return self

    def stream_of(self, agency: str) -> Stream | None:
        """The one stream that an agency's cases may enter, or none."""
        if agency in self.outside:
            return None
        named = next((stream for stream in self.streams if agency in stream.members), None)
        return named or next((stream for stream in self.streams if stream.others), None)


def _must_sum(what: str, parts: list[int], total: int) -> None:
    if sum(parts) != total:
        raise ValueError(f"{what} states {total} cases, and its parts sum to {sum(parts)}")
