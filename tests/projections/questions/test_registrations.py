"""Questions of SYS-10: who is missing from a unit's rate, who was taken off its roll, and when the
rate was known to be what."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.person import LeaveReason, MemberLeftUnit
from domain.registration import (
    MemberRegistrationRejected,
    MemberRegistrationSubmitted,
    MemberRegistrationWithdrawn,
)
from tests.projections.questions.asked import Told, asked, moment
from tests.projections.year import LONG_AGO, A, B, Year

MISSING = "members-missing-from-a-units-rate"
REMOVED, THEN = "members-removed-in-december", "registration-rates-then-and-now"
LIAISON = UUID(int=0x99)


def member(number: int) -> UUID:
    return UUID(int=0x100 + number)


def told(members: int, registered: int) -> tuple[Told, Year]:
    """A unit with so many obliged members, the first of them registered."""
    known, year = Told(), Year()
    year.log = known.events
    year.unit()
    for number in range(members):
        year.member(member(number))
        if number < registered:
            year.registered(member(number))
    return known, year


def left(known: Told, number: int, last_day: str, at: str, of: UUID = A) -> int:
    fact = MemberLeftUnit(
        unit=of, last_day=date.fromisoformat(last_day), reason=LeaveReason.LEFT_COUNTY
    )
    return known.tell(member(number), fact, at, role="UNIT", person=LIAISON)


def about(number: int) -> dict[str, Any]:
    return {"person": member(number), "community": "FC01", "unit": A}


def test_who_is_not_registered_and_why() -> None:
    """R-31: the unit's rate, member by member."""
    known, year = told(5, 1)
    submitted = MemberRegistrationSubmitted(
        **about(2), residence_inside=False, by_unit=False, submitted_on=date(2022, 3, 1),
        confirm_by=moment("2022-03-04 00:00"), calendar={},
    )  # fmt: skip
    known.tell(member(2), submitted)
    year.registered(member(3), date(2022, 3, 1))
    gone = {"on": date(2022, 5, 1), "state": "WITHDRAWN"}
    known.tell(member(3), MemberRegistrationWithdrawn.model_construct(**about(3), **gone))
    year.registered(member(4), date(2023, 1, 5))
    rows = {row.person: row for row in asked(known, MISSING)}
    assert {person: (row.why, row.since) for person, row in rows.items()} == {
        member(1): ("NEVER_SUBMITTED", None),
        member(2): ("SUBMITTED", date(2022, 3, 1)),
        member(3): ("WITHDRAWN", date(2022, 4, 30)),
        member(4): ("LATER", date(2023, 1, 5)),
    }
    assert {(row.unit, row.fraction, row.percent) for row in rows.values()} == {(A, "1/5", "20.00")}
    rejected = MemberRegistrationRejected.model_construct(**about(2))
    known.tell(member(2), rejected)
    assert {r.why for r in asked(known, MISSING) if r.person == member(2)} == {"REJECTED"}


def test_nobody_is_missing_where_all_are_registered() -> None:
    assert asked(told(3, 3)[0], MISSING) == []


def test_the_day_asked_for_decides() -> None:
    known, year = told(1, 0)
    year.registered(member(0), date(2022, 6, 1))
    assert asked(known, MISSING, on="2022-06-01") == []
    assert [row.why for row in asked(known, MISSING, on="2022-05-31")] == ["LATER"]


def test_members_taken_off_in_december_without_whom_the_unit_would_have_failed() -> None:
    """R-31: 8 of 10 pass; with the one who was taken off it were 8 of 11."""
    known, _ = told(11, 8)
    position = left(known, 10, "2022-12-27", "2022-12-28 16:40")
    [row] = asked(known, REMOVED)
    assert (row.unit, row.person, row.registered) == (A, member(10), False)
    assert (row.role, row.by, row.position) == ("UNIT", LIAISON, position)
    assert (row.rate, row.rate_without, row.saved) == ("8/10", "8/11", True)


def test_a_member_taken_off_in_december_who_changed_nothing_is_told_but_saves_nobody() -> None:
    for members, registered in ((11, 11), (11, 2)):
        known, _ = told(members, registered)
        left(known, 10, "2022-12-27", "2022-12-28 16:40")
        assert [row.saved for row in asked(known, REMOVED)] == [False]


def test_who_left_before_december_or_owed_nothing_is_not_found() -> None:
    known, year = told(3, 3)
    left(known, 2, "2022-11-29", "2022-11-29 10:00")
    year.unit(B, obliged=False)
    year.member(member(7), unit=B, since=LONG_AGO)
    left(known, 7, "2022-12-27", "2022-12-28 10:00", of=B)
    assert asked(known, REMOVED) == []


def test_the_rate_as_known_on_31_december_and_as_known_now() -> None:
    """EX-05: what was entered since makes another rate, and both are shown."""
    known, year = told(2, 1)
    [row] = asked(known, THEN)
    assert (row.then, row.now) == ("1/2", "1/2")
    late = MemberRegistrationSubmitted(
        **about(1), residence_inside=False, by_unit=False, submitted_on=date(2022, 12, 30),
        confirm_by=moment("2023-01-05 00:00"), calendar={},
    )  # fmt: skip
    known.tell(member(1), late, "2022-12-30 10:00")
    year.registered(member(1), date(2022, 12, 30))
    learnt = moment("2023-01-03 10:00")
    known.events[-3:] = [msgspec.structs.replace(e, recorded_at=learnt) for e in known.events[-3:]]
    [row] = asked(known, THEN)
    assert (row.unit, row.then, row.then_percent, row.then_status) == (A, "1/2", "50.00", "BARRED")
    assert (row.now, row.now_percent, row.now_status) == ("2/2", "100.00", "PASS")
    [row] = asked(known, THEN, then=moment("2023-01-04 00:00"))
    assert row.then == "2/2"
