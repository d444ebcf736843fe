"""评价、平台记录、季度义务: SYS-11, P-08, AM-02, AM-05 to AM-07, AM-32, EX-03, EX-15."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

import pytest

from domain.kernel import SYSTEM, Event, Period
from domain.person import PartyKind
from domain.roles import Role
from domain.volunteer import (
    VOLUNTEER,
    Book,
    EntryStatus,
    Flag,
    IssueExtract,
    QuarterlyDutyMissed,
    RateService,
    RecordMissedQuarter,
    ServiceConfirmed,
    ServiceExtractIssued,
    ServiceRated,
)
from tests.domain.rulesets import changed
from tests.domain.volunteer.facts import (
    CONFIRMED,
    DISPUTED,
    ENTRY,
    REJECTED,
    REVOKED,
    SUBMITTED,
    WORKER,
    at,
    book,
    book_id,
    submitted,
)
from tests.domain.world import (
    AUNT,
    LI,
    OUTSIDE,
    SUN,
    UNCLE,
    UNIT_A,
    actor,
    enrolled,
    exempted,
    rulebook,
    someone,
    withdrawn,
)
from tests.spec import COMMAND_ID

# Ratings

RATE = RateService(entry=ENTRY, resident=AUNT, stars=4)
RATED = ServiceRated(person=LI, entry=ENTRY, resident=AUNT, stars=4)


def test_the_resident_served_rates_a_confirmed_service_once() -> None:
    rating = book(SUBMITTED, CONFIRMED).by(actor(Role.RES, AUNT, "self"))
    rating.when(RATE).then(RATED)
    rated = book(SUBMITTED, CONFIRMED, RATED).by(actor(Role.RES, AUNT))
    rated.when(RATE).then_nothing()
    rated.when(RATE.model_copy(update={"stars": 1})).then_refused("rated_already")


def test_nobody_else_rates_and_nothing_unconfirmed_is_rated() -> None:
    confirmed = book(SUBMITTED, CONFIRMED)
    confirmed.by(actor(Role.RES, UNCLE)).when(RATE).then_refused("not_the_served")
    other = RATE.model_copy(update={"resident": UNCLE})
    confirmed.by(actor(Role.RES, UNCLE)).when(other).then_refused("not_the_served")
    book(SUBMITTED).by(actor(Role.RES, AUNT)).when(RATE).then_refused("wrong_state")


# Extracts

AFTERNOON = submitted(at("2022-03-05 14:00", "2022-03-05 16:00"), Flag.SAME_DAY_EXTRA)
SECOND = ServiceConfirmed(person=LI, entry=AFTERNOON.entry, confirmer=None)
NUMBER = f"PTJL-FC01-{uuid5(COMMAND_ID, 'extract').hex[:12].upper()}"


def test_an_extract_writes_out_the_confirmed_sessions_as_a_platform_record() -> None:
    whole = ServiceExtractIssued(
        person=LI, number=NUMBER, community="FC01", entries=(ENTRY, AFTERNOON.entry), minutes=210
    )
    confirmed = book(SUBMITTED, CONFIRMED, AFTERNOON, SECOND).by(WORKER)
    confirmed.when(IssueExtract(community="FC01")).then(whole)
    both = IssueExtract(community="FC01", entries=(ENTRY, AFTERNOON.entry))
    confirmed.when(both).then(whole)
    one = whole.model_copy(update={"entries": (ENTRY,), "minutes": 90})
    confirmed.when(IssueExtract(community="FC01", entries=(ENTRY, ENTRY))).then(one)
    book(SUBMITTED, CONFIRMED, AFTERNOON).by(WORKER).when(IssueExtract(community="FC01")).then(one)
    assert "证明" not in IssueExtract.label.hans


def test_what_happens_to_one_session_happens_to_no_other() -> None:
    entries = VOLUNTEER.replay([SUBMITTED, AFTERNOON, CONFIRMED]).entries
    assert [entry.status for entry in entries] == [EntryStatus.CONFIRMED, EntryStatus.SUBMITTED]


def test_an_extract_holds_nothing_unconfirmed_and_comes_from_where_he_served() -> None:
    extract = IssueExtract(community="FC01")
    for past in ((SUBMITTED,), (SUBMITTED, CONFIRMED, REVOKED)):
        book(*past).by(WORKER).when(extract).then_refused("not_confirmed")
    chosen = IssueExtract(community="FC01", entries=(AFTERNOON.entry,))
    book(SUBMITTED, CONFIRMED, AFTERNOON).by(WORKER).when(chosen).then_refused("not_confirmed")
    elsewhere = IssueExtract(community="FC02")
    book(SUBMITTED, CONFIRMED).by(WORKER).when(elsewhere).then_refused("served_elsewhere")


# The quarterly duty: P-08

Q1 = RecordMissedQuarter(person=LI, year=2022, quarter=1)
AFTER_Q1 = "2022-04-16 00:00"


def missed(quarter: int = 1, days: int = 90, counted: int = 0) -> QuarterlyDutyMissed:
    return QuarterlyDutyMissed(
        person=LI, year=2022, quarter=quarter, obliged_days=days, counted=counted, ruleset="2022.1"
    )


def test_a_quarter_without_a_counted_service_is_missed_am05() -> None:
    book().by(SYSTEM).at(AFTER_Q1).when(Q1).then(missed())


def test_a_missed_quarter_is_recorded_once_ex03() -> None:
    book(missed()).by(SYSTEM).at(AFTER_Q1).when(Q1).then_nothing()


def test_a_quarter_is_judged_when_its_services_can_come_in_time_no_more() -> None:
    book().by(SYSTEM).at("2022-04-15 23:59").when(Q1).then_refused("quarter_open")


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        (1, date(2022, 1, 1), date(2022, 3, 31)),
        (2, date(2022, 4, 1), date(2022, 6, 30)),
        (3, date(2022, 7, 1), date(2022, 9, 30)),
        (4, date(2022, 10, 1), date(2022, 12, 31)),
    ],
)
def test_a_quarter_is_a_calendar_quarter(quarter: int, first: date, last: date) -> None:
    command = Q1.model_copy(update={"quarter": quarter})
    assert command.days == (first, last)
    assert VOLUNTEER.identify(command) == book_id()


@pytest.mark.parametrize(
    "past",
    [(SUBMITTED,), (SUBMITTED, REJECTED), (SUBMITTED, CONFIRMED, REVOKED),
     (SUBMITTED, CONFIRMED, DISPUTED)],
    ids=["submitted", "rejected", "revoked", "disputed"],
)  # fmt: skip
def test_only_a_confirmed_service_counts_am06(past: tuple[Event[Book], ...]) -> None:
    book(*past).by(SYSTEM).at(AFTER_Q1).when(Q1).then(missed())
    book(SUBMITTED, CONFIRMED).by(SYSTEM).at(AFTER_Q1).when(Q1).then_nothing()


def test_a_service_of_another_quarter_or_a_short_one_does_not_help_am06() -> None:
    second = Q1.model_copy(update={"quarter": 2})
    book(SUBMITTED, CONFIRMED).by(SYSTEM).at("2022-07-16 09:00").when(second).then(missed(2, 91))
    short = SUBMITTED.model_copy(update={"flags": (Flag.SHORT,)})
    book(short, CONFIRMED).by(SYSTEM).at(AFTER_Q1).when(Q1).then(missed())


def test_a_service_before_registration_helps_unless_the_county_says_no_am10() -> None:
    early = SUBMITTED.model_copy(update={"flags": (Flag.BEFORE_REGISTRATION,)})
    counting = book(early, CONFIRMED).by(SYSTEM).at(AFTER_Q1)
    counting.when(Q1).then_nothing()
    strict = changed(
        lambda data: data["counting"]["count_services_before_registration"].update(value=False)
    )
    counting.looking(rulebook(strict)).when(Q1).then(missed())


def test_a_county_may_ask_for_more_than_one_a_quarter_at_most_one_a_day_counting() -> None:
    two = changed(lambda data: data["counting"]["min_services_per_quarter"].update(value=2))
    same_day = book(SUBMITTED, CONFIRMED, AFTERNOON, SECOND).by(SYSTEM).at(AFTER_Q1)
    same_day.looking(rulebook(two)).when(Q1).then(missed(counted=1))
    next_day = submitted(at("2022-03-06 14:00", "2022-03-06 16:00"))
    confirmed = ServiceConfirmed(person=LI, entry=next_day.entry)
    served = book(SUBMITTED, CONFIRMED, next_day, confirmed).by(SYSTEM).at(AFTER_Q1)
    served.looking(rulebook(two)).when(Q1).then_nothing()


@pytest.mark.parametrize(
    ("joined", "owed"),
    [(date(2022, 8, 15), 47), (date(2022, 8, 17), 45), (date(2022, 8, 18), None),
     (date(2022, 8, 20), None)],
)  # fmt: skip
def test_a_quarter_is_owed_from_forty_five_obliged_days_am07_ex15(
    joined: date, owed: int | None
) -> None:
    third = Q1.model_copy(update={"quarter": 3})
    checking = book().by(SYSTEM).at("2022-10-16 09:00")
    judged = checking.looking(someone(LI, UNIT_A, PartyKind.FULL, since=joined)).when(third)
    if owed is None:
        judged.then_nothing()
    else:
        judged.then(missed(3, owed))


def test_who_is_exempt_or_in_a_unit_outside_the_committee_owes_nothing_am02_am32() -> None:
    checking = book().by(SYSTEM).at(AFTER_Q1)
    some = exempted(LI, Period(start=date(2022, 2, 15), end=date(2022, 5, 31)))
    checking.looking(some).when(Q1).then(missed(days=45))
    more = exempted(LI, Period(start=date(2022, 2, 14)))
    checking.looking(more).when(Q1).then_nothing()
    checking.looking(someone(LI, OUTSIDE, PartyKind.FULL)).when(Q1).then_nothing()
    every = changed(lambda data: data["counting"]["owed_quarter_min_days"].update(value=0))
    retired = someone(LI, UNIT_A, PartyKind.RETIRED)
    checking.looking({**retired, **rulebook(every)}).when(Q1).then_nothing()


def test_nothing_is_owed_to_a_unit_after_it_withdrew_am32() -> None:
    checking = book().by(SYSTEM).at(AFTER_Q1)
    for last, days in ((date(2022, 2, 13), None), (date(2022, 2, 14), 45)):
        judged = checking.looking(withdrawn(UNIT_A, last)).when(Q1)
        if days is None:
            judged.then_nothing()
        else:
            judged.then(missed(days=days))


def test_nothing_is_owed_to_a_unit_before_it_was_enrolled_am32() -> None:
    checking = book().by(SYSTEM).at(AFTER_Q1)
    checking.looking(enrolled(UNIT_A, on=date(2022, 2, 16))).when(Q1).then_nothing()
    checking.looking(enrolled(UNIT_A, on=date(2022, 2, 15))).when(Q1).then(missed(days=45))


def test_two_sessions_of_a_day_count_twice_where_the_county_counts_two_a_day_am06() -> None:
    def two_of_each(data: dict[str, Any]) -> None:
        data["counting"]["min_services_per_quarter"]["value"] = 2
        data["counting"]["service_max_counted_per_person_day"]["value"] = 2

    served = book(SUBMITTED, CONFIRMED, AFTERNOON, SECOND).by(SYSTEM).at(AFTER_Q1)
    served.looking(rulebook(changed(two_of_each))).when(Q1).then_nothing()


def test_who_is_no_member_in_service_owes_nothing_even_if_every_quarter_is_owed() -> None:
    volunteer = Q1.model_copy(update={"person": SUN})
    every = changed(lambda data: data["counting"]["owed_quarter_min_days"].update(value=0))
    checking = book().by(SYSTEM).at(AFTER_Q1)
    checking.when(volunteer).then_nothing()
    checking.looking(rulebook(every)).when(volunteer).then_nothing()
    unknown = Q1.model_copy(update={"person": UUID(int=0x99)})
    book().by(SYSTEM).at(AFTER_Q1).when(unknown).then_nothing()
