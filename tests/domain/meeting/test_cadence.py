"""How often whom must meet, found at the end of each period: R-08 to R-10, R-14, P-12."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.meeting import (
    CADENCE,
    MEETING,
    CadenceMet,
    CadenceMissed,
    MeetingHeld,
    MeetingType,
    RecordCadence,
    Rhythm,
    meeting_ref,
    period_days,
)
from domain.roles import Role
from tests.domain.meeting.world import (
    COMMITTEE,
    CONVENED,
    JOINT,
    REGULAR,
    STARTS,
    TOPIC,
    attended,
    convened,
)
from tests.spec import given, moment

ID = UUID(int=0x77)
RECORD = RecordCadence(type=REGULAR, community="FC01", year=2022, number=1, meetings=(ID,))
FIRST, LAST = date(2022, 1, 1), date(2022, 3, 31)
MET = CadenceMet(required=1, first=FIRST, last=LAST, **dict(RECORD))
NONE = RECORD.model_copy(update={"meetings": ()})


def held(at: str = "2022-03-20 15:00", **about: Any) -> dict[Any, Any]:
    """The meeting named, held then."""
    fact = MeetingHeld(
        held_at=moment(at), plenary=False, met=about.pop("met", (COMMITTEE, REGULAR)), posts=22,
        post_holders=22, units=3, organisations=1, residents=2,
    )  # fmt: skip
    return {meeting_ref(ID): MEETING.replay([convened(**about), attended(), fact])}


def at_the_end(at: str = "2022-04-01 00:00") -> Any:
    return given(CADENCE).by(Role.SYS).at(at).looking(held())


def test_a_quarter_is_met_or_missed_when_it_is_over_r10_r14_p12() -> None:
    at_the_end().when(RECORD).then(MET)
    at_the_end().when(NONE).then(CadenceMissed(required=1, first=FIRST, last=LAST, **dict(NONE)))
    at_the_end("2022-03-31 23:59").when(RECORD).then_refused("period_not_over")


def test_what_was_recorded_at_the_end_stands() -> None:
    given(CADENCE, MET).by(Role.SYS).at("2022-05-01 09:00").when(NONE).then_nothing()


@pytest.mark.parametrize("at", ["2021-12-31 23:59", "2022-04-01 00:00"])
def test_only_what_was_held_in_the_period_counts(at: str) -> None:
    other = at_the_end().looking(held(at))
    other.when(RECORD).then_refused("meeting_does_not_count")


def test_only_what_met_the_conditions_there_counts_am14() -> None:
    failed = at_the_end().looking(held(met=(COMMITTEE,)))
    failed.when(RECORD).then_refused("meeting_does_not_count")
    elsewhere = at_the_end().looking(held(community="FC02"))
    elsewhere.when(RECORD).then_refused("meeting_does_not_count")
    not_held = at_the_end().looking({meeting_ref(ID): MEETING.replay([CONVENED])})
    not_held.when(RECORD).then_refused("meeting_does_not_count")
    twice = RECORD.model_copy(update={"meetings": (ID, ID)})
    at_the_end().when(twice).then_refused("meeting_does_not_count")


@pytest.mark.parametrize(
    ("type", "community", "number", "last"),
    [(TOPIC, None, 1, "2022-12-31"), (JOINT, None, 2, "2022-12-31"), (JOINT, None, 1, "2022-06-30"),
     (COMMITTEE, "FC01", 4, "2022-12-31")],
)  # fmt: skip
def test_r08_yearly_r09_half_yearly_r14_quarterly(
    type: MeetingType, community: str | None, number: int, last: str
) -> None:
    record = RecordCadence(type=type, community=community, year=2022, number=number)
    [fact] = at_the_end("2023-01-01 00:00").when(record).facts()
    assert isinstance(fact, CadenceMissed)
    assert fact.last == date.fromisoformat(last)
    at_the_end(f"{last} 23:59").when(record).then_refused("period_not_over")


@pytest.mark.parametrize(
    ("type", "community", "number"),
    [(TOPIC, None, 2), (JOINT, None, 3), (TOPIC, "FC01", 1), (REGULAR, None, 1)],
)
def test_a_cadence_has_its_scope_and_its_periods(
    type: MeetingType, community: str | None, number: int
) -> None:
    record = RecordCadence(type=type, community=community, year=2022, number=number)
    at_the_end("2023-01-01 00:00").when(record).then_refused("no_such_period")


def test_other_meetings_have_no_cadence() -> None:
    survey = RecordCadence(type=MeetingType.THEMATIC_SURVEY, year=2022, number=1)
    at_the_end().when(survey).then_refused("no_cadence")


def test_periods_fill_the_year() -> None:
    assert period_days(Rhythm.YEAR, 2022, 1) == (FIRST, date(2022, 12, 31))
    assert period_days(Rhythm.HALF, 2022, 2) == (date(2022, 7, 1), date(2022, 12, 31))
    assert period_days(Rhythm.QUARTER, 2022, 2) == (date(2022, 4, 1), date(2022, 6, 30))
    assert STARTS.date() <= period_days(Rhythm.QUARTER, 2022, 1)[1]
