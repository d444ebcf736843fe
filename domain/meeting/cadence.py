"""How often whom must meet, and what the system found at the end of each period (SYS-03, P-12)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.dates import QUARTERS
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    Reads,
    derived_id,
    end_of_day,
    require,
)
from domain.meeting.aggregate import meeting_ref
from domain.meeting.terms import OF_COMMUNITIES, MeetingType
from domain.roles import Role
from domain.vocabulary import CommunityCode

MONTHS: Final = 12
Year = Annotated[int, Field(ge=2021, le=2100)]
Number = Annotated[int, Field(ge=1, le=QUARTERS)]


class Rhythm(StrEnum):
    YEAR = "YEAR"
    HALF = "HALF"
    QUARTER = "QUARTER"


PERIODS: Final = {Rhythm.YEAR: 1, Rhythm.HALF: 2, Rhythm.QUARTER: 4}  # in a year


@dataclass(frozen=True, slots=True)
class CadenceRule:
    """At least so many meetings a period, in the county or in each community."""

    type: MeetingType
    rhythm: Rhythm
    min: int
    rule: str

    @property
    def of_communities(self) -> bool:
        return self.type in OF_COMMUNITIES


CADENCES: Final = {
    rule.type: rule
    for rule in (
        CadenceRule(MeetingType.SPECIAL_TOPIC, Rhythm.YEAR, 1, "R-08"),
        CadenceRule(MeetingType.JOINT_CONFERENCE, Rhythm.HALF, 1, "R-09"),
        CadenceRule(MeetingType.COMMUNITY_REGULAR, Rhythm.QUARTER, 1, "R-10"),
        CadenceRule(MeetingType.BIG_PARTY_COMMITTEE, Rhythm.QUARTER, 1, "R-14"),
    )
}


def period_days(rhythm: Rhythm, year: int, number: int) -> tuple[date, date]:
    """First and last day of the number-th year, half or quarter."""
    months = MONTHS // PERIODS[rhythm]
    following = months * number
    first = date(year, months * (number - 1) + 1, 1)
    return first, date(year + following // MONTHS, following % MONTHS + 1, 1) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cadence:
    recorded: bool = False
    community: str | None = None


class _Found(Event[Cadence]):
    """As counted at the end of the period: a meeting recorded later does not change it.

    meetings: those that were held in it and met its conditions.
    """

    type: MeetingType
    community: CommunityCode | None = None
    year: Year
    number: Number
    first: date
    last: date
    required: int
    meetings: tuple[UUID, ...]

    def apply(self, state: Cadence) -> Cadence:
        return replace(state, recorded=True, community=self.community)


class CadenceMet(_Found, name="cadence.met"):
    pass


class CadenceMissed(_Found, name="cadence.missed"):
    """Listed, and counted in C1; no other consequence is stated (AM-15)."""


class RecordCadence(
    Command[Cadence], verb="record", label=Label("登记会议频次", "Record a cadence"),
    who=(Role.SYS,), opens=True,
):  # fmt: skip
    """Says at the end of a period whether the meetings that it asks for were held in it."""

    type: MeetingType
    community: CommunityCode | None = None
    year: Year
    number: Number
    meetings: Annotated[tuple[UUID, ...], Field(max_length=500)] = ()

    def reads(self, state: Cadence, context: Context) -> Reads:
        for meeting in self.meetings:
            yield meeting_ref(meeting)

    def decide(self, state: Cadence, context: Context) -> Outcome:
        rule = CADENCES.get(self.type)
        require(
            rule is not None,
            "no_cadence",
            "此类会议没有频次要求。",
            "No cadence is set for meetings of this type.",
        )
        assert rule is not None  # noqa: S101 - for the type checker
        require(
            self.number <= PERIODS[rule.rhythm]
            and rule.of_communities == (self.community is not None),
            "no_such_period",
            "会议频次的范围或时段不符，请核对。",
            "The cadence has no such scope or period; check them.",
        )
        first, last = period_days(rule.rhythm, self.year, self.number)
        require(
            context.now >= end_of_day(last),
            "period_not_over",
            f"{last}尚未过去，不能认定。",
            f"{last} is not over yet; nothing can be said.",
        )
        if state.recorded:
            return
        held = [context.look(meeting_ref(id)) for id in self.meetings]
        require(
            len(set(self.meetings)) == len(held)
            and all(
                m.held_in(first, last) and self.type in m.met and m.community == self.community
                for m in held
            ),
            "meeting_does_not_count",
            "所列会议不在该时段召开，或不符合该类会议条件。",
            "A meeting named was not held in the period, or does not meet the conditions.",
        )
        fact = CadenceMet if len(held) >= rule.min else CadenceMissed
        yield fact(required=rule.min, first=first, last=last, **dict(self))


CADENCE: Final = Aggregate(
    name="cadence",
    collection="cadences",
    label=Label("会议频次", "Meeting cadence"),
    initial=Cadence(),
    commands=(RecordCadence,),
    events=(CadenceMet, CadenceMissed),
    identify=lambda command: derived_id(
        "cadence", command.type, command.community, command.year, command.number
    ),
    concerns=lambda state, command: Concern(
        community=state.community or getattr(command, "community", None)
    ),
)
