"""Questions of SYS-11: what counts, who confirmed, what came late, what was revoked."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from domain.assessment import CycleOpened, RecomputeOrdered, cycle_ref
from domain.volunteer import Flag, ServiceRevoked
from projections.ledgers.services import L_VOL, Service
from tests.projections.questions.asked import Told, asked, moment
from tests.projections.year import LI, WANG, A, Year, day

CLERK, OTHER_CLERK = UUID(int=0xC1), UUID(int=0xC2)
VERDICTS, SELF = "services-that-count-and-that-do-not", "self-confirmed-services"
AFTER_FREEZE, LATE = "services-confirmed-after-the-freeze", "services-entered-after-20-december"
REVOKED = "services-revoked-after-publication"


def session(number: int, on: str = "05-10", **changes: Any) -> Service:
    """Submitted by one desk on its day and confirmed by another."""
    start = moment(f"{day(on)} 09:00")
    entry = UUID(int=number)
    row = Service(
        entry=entry, book=entry, person=LI, community="FC01", service_on=day(on), year=2022,
        minutes=60, field="ENVIRONMENT", source="ORGANISER", outcome="COMPLETED", order=None,
        flags=(), state="CONFIRMED", submitted_at=start, submitted_by=CLERK, submitted=1,
        start=start, end=start + timedelta(hours=1), confirmed_at=start, confirmed_by=OTHER_CLERK,
    )  # fmt: skip
    return msgspec.structs.replace(row, **changes)


def found(question: str, *rows: Service, **parameters: Any) -> list[int]:
    return [row.entry.int for row in asked(Told().plant(L_VOL, *rows), question, **parameters)]


def test_what_counts_and_what_does_not_and_by_which_rule() -> None:
    """AM-06, AM-10, AM-11."""
    known = Told().plant(
        L_VOL,
        session(1),
        session(2, start=moment("2022-05-10 14:00"), end=moment("2022-05-10 15:00")),
        session(3, "05-11", minutes=29),
        session(4, "05-12", state="REVOKED"),
        session(5, "05-13", state="SUBMITTED", confirmed_at=None),
        session(6, "05-14", flags=(Flag.LATE_ENTRY,)),
    )
    rows = asked(known, VERDICTS)
    assert {row.entry.int: (row.counted, row.reason, row.rule) for row in rows} == {
        1: (True, None, None),
        2: (False, "SAME_DAY_EXTRA", "AM-06"),
        3: (False, "SHORT", "AM-06"),
        4: (False, "REVOKED", "SYS-11"),
        5: (False, "NOT_CONFIRMED", "AM-11"),
        6: (True, None, None),
    }  # fmt: skip


def test_a_session_is_told_with_the_unit_that_held_the_person_on_its_day() -> None:
    known, year = Told(), Year()
    year.log = known.events
    year.unit()
    year.member(since=day("05-01"))
    year.served("04-30", "05-01")
    assert [row.unit for row in asked(known, VERDICTS)] == [None, A]


def test_who_confirmed_what_he_had_submitted_himself() -> None:
    """SYS-11: the confirmer is not the submitter."""
    named = session(1, submitted_by=CLERK, confirmed_by=CLERK)
    nameless = session(2, submitted_by=None, confirmed_by=None)
    own = session(3, source="SELF", submitted_by=LI, confirmed_by=LI)
    order = session(4, source="ORDER", submitted_by=None, confirmed_by=None)
    waiting = session(5, confirmed_at=None, confirmed_by=None, submitted_by=None)
    assert found(SELF, named, nameless, own, order, waiting, session(6)) == [1, 2, 3]


def test_what_was_confirmed_after_the_freeze() -> None:
    """4.5: frozen on 10 January at 24:00."""
    late = session(1, confirmed_at=moment("2023-01-11 00:01"))
    in_time = session(2, confirmed_at=moment("2023-01-11 00:00"))
    assert found(AFTER_FREEZE, late, in_time, session(3)) == [1]


def test_what_a_ruling_admitted_may_be_confirmed_after_the_freeze_am11() -> None:
    late = session(1, confirmed_at=moment("2023-01-31 10:00"))
    told = Told().plant(L_VOL, late)
    assert len(asked(told, AFTER_FREEZE)) == 1
    told.tell(cycle_ref(2022).id, CycleOpened(year=2022, ruleset="2022.1"))
    ruling = RecomputeOrdered(version=2, objections=(UUID(int=5),), admitted=(late.entry,))
    told.tell(cycle_ref(2022).id, ruling, "2023-01-31 11:00")
    assert asked(told, AFTER_FREEZE) == []


def test_what_was_entered_after_20_december_by_whom() -> None:
    at = {"submitted_at": moment("2022-12-21 00:00")}
    rows = [
        session(1, **at), session(2, **at, person=WANG),
        session(3, **at, submitted_by=OTHER_CLERK),
        session(4, submitted_at=moment("2022-12-20 23:59")), session(5),
    ]  # fmt: skip
    known = Told().plant(L_VOL, *rows)
    assert [(row.recorder, row.services, row.persons) for row in asked(known, LATE)] == [
        (CLERK, 2, 2), (OTHER_CLERK, 1, 1),
    ]  # fmt: skip
    assert asked(known, LATE)[0].entries == (UUID(int=1), UUID(int=2))
    assert [row.services for row in asked(known, LATE, after=day("12-19"))] == [3, 1]
    assert asked(known, LATE, after=day("12-21")) == []


def test_what_was_revoked_after_publication_and_whom_it_touched() -> None:
    """EX-06: what is left of the person's year is told with it."""
    known, year = Told(), Year()
    year.log = known.events
    year.unit()
    year.member()
    year.registered()
    year.served("02-10", "05-10", "08-10", "11-10")
    entries = [row.entry for row in asked(known, VERDICTS)]
    for entry, at in zip(entries, ("2023-01-10 23:59", "2023-01-20 10:00"), strict=False):
        revoked = ServiceRevoked.model_construct(person=LI, entry=entry, reason="FALSE")
        known.tell(LI, revoked, at, role="CS", person=CLERK)
    [row] = asked(known, REVOKED)
    assert (row.entry, row.unit, row.revoked_for, row.revoked_by) == (entries[1], A, "FALSE", CLERK)
    assert (row.counted, row.required, row.bar) == (2, 4, "UNDER_REQUIRED")
    assert len(asked(known, REVOKED, published=moment("2023-01-10 00:00"))) == 2
    assert asked(known, REVOKED, published=moment("2023-01-20 10:00")) == []
