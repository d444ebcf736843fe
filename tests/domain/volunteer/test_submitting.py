"""申报服务: SYS-11, AM-06, AM-10, AM-11, AM-25, P-01, P-02."""

from datetime import UTC, date, timedelta
from uuid import UUID

import pytest

from domain.kernel import SYSTEM, Actor, Event
from domain.order import (
    ORDER,
    CancelStage,
    Fault,
    Order,
    OrderCancelled,
    PresenceAttested,
    order_ref,
)
from domain.roles import Role
from domain.volunteer import (
    VOLUNTEER,
    ActivityKind,
    Flag,
    LateEntrySuspended,
    ServiceOutcome,
    Source,
    volunteer_ref,
)
from tests.domain.order.facts import (
    LI_DONE,
    LI_STARTED,
    TO_ACCEPTED,
    TO_RATED,
    TO_STARTED,
)
from tests.domain.volunteer.facts import (
    AS_LI,
    AS_SUN,
    CONFIRMED,
    DISPUTED,
    ENTRY,
    NEXT_DAY,
    REJECTED,
    REVOKED,
    START,
    SUBMIT,
    SUBMITTED,
    WORKER,
    at,
    book,
    book_id,
    confirmed,
    submitted,
)
from tests.domain.world import AUNT, CW, LI, SUN, UNIT_A, WANG, actor, registered
from tests.spec import moment

NEW_YEAR = "2023-01-01 09:00"
ACTIVITY, ORDER_ID = UUID(int=0x71), UUID(int=0x72)


def test_a_member_submits_a_session_of_his_own() -> None:
    book().by(AS_LI).when(SUBMIT).then(SUBMITTED)


def test_a_session_belongs_to_the_book_of_its_person_and_year() -> None:
    assert VOLUNTEER.identify(SUBMIT) == book_id()
    assert volunteer_ref(LI, 2022).id == book_id()


def test_a_resubmission_is_a_no_op() -> None:
    book(SUBMITTED).by(AS_LI).when(SUBMIT).then_nothing()
    in_utc = SUBMIT.model_copy(update={"start": START.astimezone(UTC)})
    assert in_utc.entry == ENTRY
    book(SUBMITTED, CONFIRMED).by(AS_LI).when(in_utc).then_nothing()


def test_another_activity_start_or_person_is_another_session() -> None:
    others = (
        SUBMIT.model_copy(update={"activity": ACTIVITY}),
        SUBMIT.model_copy(update={"order": UUID(int=0x78)}),
        SUBMIT.model_copy(update={"person": SUN}),
        SUBMIT.model_copy(update={"start": START + timedelta(minutes=1)}),
    )
    assert len({other.entry for other in others} | {ENTRY}) == 5
    assert SUBMIT.model_copy(update={"content": "别的"}).entry == ENTRY


def test_a_session_rejected_or_revoked_is_disputed_and_not_submitted_again() -> None:
    for end in ((REJECTED,), (CONFIRMED, REVOKED)):
        book(SUBMITTED, *end).by(AS_LI).when(SUBMIT).then_refused("refused_before")


# Who


@pytest.mark.parametrize("role", [Role.CW, Role.UNIT, Role.ORG])
def test_an_organiser_submits_for_others_and_is_the_recorder(role: Role) -> None:
    organised = SUBMIT.model_copy(update={"source": Source.ORGANISER, "organiser_unit": UNIT_A})
    book().by(role, person=CW).when(organised).then(submitted(organised, recorder=CW))


@pytest.mark.parametrize(
    ("by", "change", "code"),
    [
        (AS_SUN, {}, "own_service_only"),
        (AS_LI, {"source": Source.ORGANISER}, "wrong_source"),
        (WORKER, {}, "wrong_source"),
        (AS_LI, {"source": Source.IMPORT}, "wrong_source"),
        (AS_LI, {"source": Source.ORDER}, "order_missing"),
        (AS_LI, {"order": ORDER_ID}, "order_missing"),
        (SYSTEM, {"source": Source.SELF}, "wrong_source"),
    ],
)
def test_each_source_has_its_own_submitters(
    by: Actor, change: dict[str, object], code: str
) -> None:
    book().by(by).when(SUBMIT.model_copy(update=change)).then_refused(code)


# What


@pytest.mark.parametrize("kind", [kind for kind in ActivityKind if kind != "SERVICE"])
def test_meetings_lectures_shifts_dinners_and_team_building_are_no_service_s26(
    kind: ActivityKind,
) -> None:
    book().by(AS_LI).when(SUBMIT.model_copy(update={"kind": kind})).then_refused(
        "no_volunteer_service"
    )


def test_paid_work_never_counts_am25() -> None:
    book().by(AS_LI).when(SUBMIT.model_copy(update={"paid": True})).then_refused("paid_service")


def test_person_and_community_exist() -> None:
    stranger = SUBMIT.model_copy(update={"person": UUID(int=0x99)})
    book().by(actor(Role.VOL, UUID(int=0x99))).when(stranger).then_refused("no_such_person")
    elsewhere = SUBMIT.model_copy(update={"community": "FC10"})
    book().by(AS_LI).when(elsewhere).then_refused("no_such_community")


# When


def test_a_session_ends_after_it_starts_and_not_in_the_future() -> None:
    book().by(AS_LI).when(SUBMIT.model_copy(update={"end": START})).then_refused(
        "ends_before_start"
    )
    book().by(AS_LI).at("2022-03-05 10:30").when(SUBMIT).then(SUBMITTED)
    book().by(AS_LI).at("2022-03-05 10:29").when(SUBMIT).then_refused("in_the_future")


def test_one_record_is_one_session_of_a_day_at_most() -> None:
    whole = at("2022-03-04 08:00", "2022-03-05 08:00")
    assert book().by(AS_LI).when(whole).facts()
    longer = at("2022-03-04 08:00", "2022-03-05 08:01")
    book().by(AS_LI).when(longer).then_refused("session_too_long")


@pytest.mark.parametrize(
    ("start", "end", "overlap"),
    [
        ("09:00", "10:30", True),
        ("08:00", "09:01", True),
        ("10:29", "11:30", True),
        ("09:30", "10:00", True),
        ("08:00", "11:00", True),
        ("08:00", "09:00", False),
        ("10:30", "11:30", False),
    ],
)
def test_nobody_serves_in_two_places_at_once(start: str, end: str, overlap: bool) -> None:
    other = at(f"2022-03-05 {start}", f"2022-03-05 {end}", activity=ACTIVITY)
    extra = submitted(other, Flag.SAME_DAY_EXTRA)
    for held in ((CONFIRMED,), (CONFIRMED, DISPUTED)):
        submitting = book(SUBMITTED, *held).by(AS_LI).when(other)
        if overlap:
            submitting.then_refused("overlapping_service")
        else:
            submitting.then(extra)
    # What somebody else only claimed keeps nobody from claiming what is right.
    book(SUBMITTED).by(AS_LI).when(other).then(extra)


def test_a_session_revoked_or_rejected_leaves_its_time_free() -> None:
    other = SUBMIT.model_copy(update={"activity": ACTIVITY})
    for end in ((REJECTED,), (CONFIRMED, REVOKED)):
        book(SUBMITTED, *end).by(AS_LI).when(other).then(submitted(other))


ACROSS = at("2022-12-31 22:00", "2023-01-01 01:00")


def test_a_session_across_new_year_belongs_to_the_day_it_starts() -> None:
    assert ACROSS.service_on == date(2022, 12, 31)
    assert VOLUNTEER.identify(ACROSS) == book_id(year=2022)
    book().by(AS_LI).at(NEW_YEAR).when(ACROSS).then(submitted(ACROSS))


def test_sessions_do_not_overlap_across_new_year_either() -> None:
    first = at("2023-01-01 00:30", "2023-01-01 02:00")
    old = VOLUNTEER.replay(confirmed(ACROSS))
    january = book().by(AS_LI).at(NEW_YEAR).looking({volunteer_ref(LI, 2022): old})
    january.when(first).then_refused("overlapping_service")
    new = VOLUNTEER.replay(confirmed(first))
    december = book().by(AS_LI).at(NEW_YEAR).looking({volunteer_ref(LI, 2023): new})
    december.when(ACROSS).then_refused("overlapping_service")


def test_an_organisers_entry_of_1_january_is_held_against_the_last_night_too() -> None:
    first = at("2024-01-01 00:30", "2024-01-01 02:00", source=Source.ORGANISER)
    across = at("2023-12-31 23:00", "2024-01-01 01:00")
    old = VOLUNTEER.replay(confirmed(across))
    entering = book().by(WORKER).at("2025-06-01 09:00")
    entering = entering.looking({volunteer_ref(LI, 2023): old})
    entering.when(first).then_refused("overlapping_service")


# Flags


@pytest.mark.parametrize(("minutes", "short"), [(29, True), (30, False)])
def test_less_than_thirty_minutes_is_short_am06(minutes: int, short: bool) -> None:
    brief = SUBMIT.model_copy(update={"end": START + timedelta(minutes=minutes)})
    flags = (Flag.SHORT,) if short else ()
    book().by(AS_LI).when(brief).then(submitted(brief, *flags))


@pytest.mark.parametrize(("on", "late"), [("2022-03-20", False), ("2022-03-21", True)])
def test_more_than_fifteen_days_after_the_service_is_a_late_entry_am11(on: str, late: bool) -> None:
    flags = (Flag.LATE_ENTRY,) if late else ()
    # That he says it happened earlier changes nothing: what counts is when it is recorded.
    submitting = book().by(AS_LI).at(f"{on} 23:59", happened=NEXT_DAY)
    submitting.when(SUBMIT).then(submitted(SUBMIT, *flags))


def test_ex05_a_service_of_28_december_submitted_on_6_january_is_in_time() -> None:
    ex05 = at("2022-12-28 09:00", "2022-12-28 11:00")
    book().by(AS_LI).at("2023-01-06 09:00").when(ex05).then(submitted(ex05))
    variant_b = at("2023-01-03 09:00", "2023-01-03 11:00")
    assert VOLUNTEER.identify(variant_b) == book_id(year=2023)
    late = submitted(variant_b, Flag.LATE_ENTRY)
    book().by(AS_LI).at("2023-01-20 09:00").when(variant_b).then(late)


def test_a_service_before_registration_is_flagged_and_entered_am10() -> None:
    unregistered = SUBMIT.model_copy(update={"person": WANG})
    flagged = submitted(unregistered, Flag.BEFORE_REGISTRATION)
    submitting = book().by(actor(Role.MEM, WANG))
    submitting.when(unregistered).then(flagged)
    on_the_day = submitting.looking(registered(WANG, since=date(2022, 3, 5)))
    on_the_day.when(unregistered).then(submitted(unregistered))
    a_day_later = submitting.looking(registered(WANG, since=date(2022, 3, 6)))
    a_day_later.when(unregistered).then(flagged)


def test_who_owes_no_registration_is_not_flagged_for_lacking_it() -> None:
    volunteer = SUBMIT.model_copy(update={"person": SUN})
    book().by(AS_SUN).when(volunteer).then(submitted(volunteer))


def test_a_second_session_of_a_day_is_flagged_and_entered_am06_ex04() -> None:
    afternoon = at("2022-03-05 14:00", "2022-03-05 16:00")
    extra = submitted(afternoon, Flag.SAME_DAY_EXTRA)
    book(SUBMITTED).by(AS_LI).when(afternoon).then(extra)
    book(SUBMITTED, REJECTED).by(AS_LI).when(afternoon).then(submitted(afternoon))
    day_before = at("2022-03-04 14:00", "2022-03-04 16:00")
    book(SUBMITTED).by(AS_LI).when(day_before).then(submitted(day_before))


# Suspension: HANDBOOK 3.4

SUSPENDED = LateEntrySuspended(person=LI, since=date(2022, 5, 1), until=date(2023, 5, 1))


@pytest.mark.parametrize(
    ("at_time", "suspended"), [("2023-04-30 09:00", True), ("2023-05-01 09:00", False)]
)
def test_after_a_false_record_late_self_entry_is_suspended_for_a_year(
    at_time: str, suspended: bool
) -> None:
    late = at("2023-03-05 09:00", "2023-03-05 10:00")
    last_year = {volunteer_ref(LI, 2022): VOLUNTEER.replay([SUSPENDED])}
    submitting = book().by(AS_LI).at(at_time).looking(last_year).when(late)
    if suspended:
        submitting.then_refused("late_entry_suspended")
    else:
        submitting.then(submitted(late, Flag.LATE_ENTRY))


def test_the_suspension_is_found_in_the_same_book_and_in_the_next_years() -> None:
    book(SUSPENDED).by(AS_LI).at("2022-06-01 09:00").when(SUBMIT).then_refused(
        "late_entry_suspended"
    )
    this_year = {volunteer_ref(LI, 2023): VOLUNTEER.replay([SUSPENDED])}
    old = book().by(AS_LI).at("2023-02-01 09:00").looking(this_year)
    old.when(SUBMIT).then_refused("late_entry_suspended")


def test_what_is_in_time_or_submitted_by_an_organiser_is_not_suspended() -> None:
    book(SUSPENDED).by(AS_LI).when(SUBMIT).then(SUBMITTED)
    organised = SUBMIT.model_copy(update={"source": Source.ORGANISER})
    late = submitted(organised, Flag.LATE_ENTRY, recorder=CW)
    book(SUSPENDED).by(WORKER).at("2022-06-01 09:00").when(organised).then(late)


# From orders

OF_ORDER = SUBMIT.model_copy(
    update={
        "source": Source.ORDER, "order": ORDER_ID, "start": LI_STARTED.arrived_at,
        "end": LI_DONE.left_at,
    }
)  # fmt: skip


def test_the_system_enters_the_service_of_a_rated_order_p01() -> None:
    looking = book().by(SYSTEM).looking({order_ref(ORDER_ID): ORDER.replay(TO_RATED)})
    entered = submitted(OF_ORDER, recorder=None)
    looking.at("2022-05-06 09:00").when(OF_ORDER).then(entered)
    # A late rating makes no late entry: the check-out was known in time.
    looking.at("2022-07-01 09:00").when(OF_ORDER).then(entered)


def test_a_check_out_told_too_late_is_a_late_entry_am11() -> None:
    told = LI_DONE.model_copy(update={"recorded_on": date(2022, 5, 21)})
    state = ORDER.replay([*TO_STARTED, told])
    looking = book().by(SYSTEM).looking({order_ref(ORDER_ID): state}).at("2022-05-22 09:00")
    looking.when(OF_ORDER).then(submitted(OF_ORDER, Flag.LATE_ENTRY, recorder=None))


def test_the_order_must_know_of_the_service() -> None:
    looking = book().by(SYSTEM).at("2022-05-06 09:00")
    for state in (ORDER.initial, ORDER.replay(TO_STARTED)):
        unknown = looking.looking({order_ref(ORDER_ID): state})
        unknown.when(OF_ORDER).then_refused("not_in_the_order")
    served = looking.looking({order_ref(ORDER_ID): ORDER.replay(TO_RATED)})
    longer = OF_ORDER.model_copy(update={"end": LI_DONE.left_at + timedelta(minutes=1)})
    served.when(longer).then_refused("not_in_the_order")
    other = OF_ORDER.model_copy(update={"person": SUN})
    served.when(other).then_refused("not_in_the_order")


def test_nobody_enters_the_service_of_a_rated_order_himself() -> None:
    looking = book().by(AS_LI).looking({order_ref(ORDER_ID): ORDER.replay(TO_RATED)})
    looking.at("2022-05-06 09:00").when(OF_ORDER).then_refused("wrong_outcome")


ATTESTED = PresenceAttested(
    member=LI, arrived_at=moment("2022-05-05 09:00"), left_at=moment("2022-05-05 09:40"), minutes=40
)
CANCELLED = OrderCancelled(
    requester=AUNT, stage=CancelStage.AFTER_ACCEPT, fault=Fault.REQUESTER, reason="合成"
)
SENT_AWAY = OF_ORDER.model_copy(
    update={"outcome": ServiceOutcome.ATTENDED_NOT_COMPLETED, "end": ATTESTED.left_at}
)


def test_a_member_sent_away_after_forty_attested_minutes_submits_it_p02_ex08d() -> None:
    state = ORDER.replay([*TO_ACCEPTED, ATTESTED, CANCELLED])
    looking = book().by(AS_LI).looking({order_ref(ORDER_ID): state}).at("2022-05-06 09:00")
    looking.when(SENT_AWAY).then(submitted(SENT_AWAY))


@pytest.mark.parametrize(
    "past",
    [(*TO_ACCEPTED, CANCELLED), (*TO_ACCEPTED, ATTESTED), (*TO_STARTED, LI_DONE)],
    ids=["not attested", "not cancelled", "served"],
)
def test_without_cancellation_and_attestation_there_is_nothing_to_submit_p02(
    past: tuple[Event[Order], ...],
) -> None:
    state = ORDER.replay(past)
    looking = book().by(AS_LI).looking({order_ref(ORDER_ID): state}).at("2022-05-06 09:00")
    looking.when(SENT_AWAY).then_refused("not_in_the_order")


def test_the_members_own_entry_of_a_failed_order_may_be_late() -> None:
    state = ORDER.replay([*TO_STARTED, LI_DONE, ATTESTED, CANCELLED])
    looking = book().by(AS_LI).looking({order_ref(ORDER_ID): state}).at("2022-05-21 09:00")
    looking.when(SENT_AWAY).then(submitted(SENT_AWAY, Flag.LATE_ENTRY))
