"""A unit's roll and the persons' streams: SYS-10, AM-02, AM-08, R-31."""

from datetime import date
from uuid import UUID

import pytest

from domain.kernel import Elsewhere, Event
from domain.person import (
    PERSON,
    LeaveReason,
    MemberJoinedUnit,
    MemberLeftUnit,
    MemberUnitChanged,
    PartyKind,
    Person,
    Source,
    person_ref,
)
from domain.registration import (
    UNIT_REGISTRATION,
    CorrectRoll,
    RegistrationSnapshotTaken,
    ReportRoll,
    RollEntry,
    RollLine,
    UnitRegistration,
    UnitRollCorrected,
    UnitRollReported,
    unit_registration_ref,
)
from domain.roles import Role
from domain.unit import UNIT, HostCommunityAssigned, unit_ref
from tests.domain.registration.examples import (
    IN_A,
    LI,
    LIAISON,
    UNKNOWN,
    WANG,
    ZHAO,
    A,
    B,
    person,
    unit,
)
from tests.spec import Given, given

JULY = date(2022, 7, 1)
NOBODY: tuple[Event[Person], ...] = ()
SNAPSHOT = RegistrationSnapshotTaken(
    unit=A, community="FC02", year=2022, obliged=1, exempt=0, registered=1, position=9,
    ruleset="2022.1",
)  # fmt: skip


def roll(*members: UUID | RollEntry, as_of: date = JULY) -> ReportRoll:
    return ReportRoll(unit=A, community="FC02", as_of=as_of, members=entries(*members))


def entries(*members: UUID | RollEntry) -> tuple[RollEntry, ...]:
    return tuple(m if isinstance(m, RollEntry) else RollEntry(person=m) for m in members)


def reported(*members: UUID, as_of: date = date(2022, 1, 10), **differences: object) -> (
    UnitRollReported
):  # fmt: skip
    lines = tuple(RollLine(person=m, in_service=True) for m in members)
    told = {"joined": (), "left": (), "changed": (), "out_of_turn": False, **differences}
    return UnitRollReported(
        unit=A, community="FC02", year=as_of.year, as_of=as_of, members=lines, **told
    )


def unit_a(*facts: Event[UnitRegistration]) -> Given[UnitRegistration]:
    """Unit A of FC02 on 5 July 2022; Wang is in it, Li and Zhao are in no unit."""
    world = {**unit(A), **person(WANG), **person(LI, NOBODY), **person(ZHAO, NOBODY)}
    asked = given(UNIT_REGISTRATION, *facts).by(LIAISON).at("2022-07-05 10:00")
    return asked.looking(world)


def elsewhere(id: UUID, fact: Event[Person]) -> Elsewhere:
    return Elsewhere(person_ref(id), fact)


def joined(**changes: object) -> MemberJoinedUnit:
    return MemberJoinedUnit(**{"unit": A, "on": JULY, "source": Source.ROLL, **changes})


def left(**changes: object) -> MemberLeftUnit:
    whole = {
        "unit": A, "last_day": date(2022, 6, 30), "reason": LeaveReason.OFF_ROLL,
        "source": Source.ROLL, **changes,
    }  # fmt: skip
    return MemberLeftUnit(**whole)


# --- what a roll says --------------------------------------------------------------------------


def test_a_roll_that_says_what_is_known_changes_nobody() -> None:
    unit_a().when(roll(WANG)).then(reported(WANG, as_of=JULY))


def test_a_roll_at_a_new_lead_community_follows_the_one_at_the_old_am04() -> None:
    (enrolled,) = unit(A, also_in=("FC01",)).values()
    moved = HostCommunityAssigned(community="FC01", also_in=("FC02",), on=date(2022, 6, 1))
    new_host = {unit_ref(A): UNIT.replay([moved], enrolled)}
    january = UNIT_REGISTRATION.replay([reported(WANG)])
    told = {unit_registration_ref(A, "FC02", 2022): january, **new_host}
    report = roll(LI).model_copy(update={"community": "FC01"})
    facts = unit_a().looking(told).when(report).facts()
    assert isinstance(facts[0], UnitRollReported)
    assert (facts[0].joined, facts[0].left) == ((LI,), (WANG,))
    same_day = report.model_copy(update={"as_of": date(2022, 1, 10)})
    unit_a().looking(told).when(same_day).then_refused("roll_reported")
    counted = UNIT_REGISTRATION.replay([SNAPSHOT], january)
    closed = told | {unit_registration_ref(A, "FC02", 2022): counted}
    unit_a().looking(closed).when(report).then_refused("snapshot_taken")
    last_year = UNIT_REGISTRATION.replay(
        [reported(WANG, as_of=date(2021, 12, 31)), SNAPSHOT.model_copy(update={"year": 2021})]
    )
    before = new_host | {unit_registration_ref(A, "FC02", 2021): last_year}
    (first, *_) = unit_a().looking(before).when(report).facts()
    assert isinstance(first, UnitRollReported)
    assert first.left == (WANG,)


@pytest.mark.parametrize(
    ("kind", "in_service", "fits"),
    [(PartyKind.NONE, True, False), (PartyKind.NONE, False, False),
     (PartyKind.RETIRED, True, False), (PartyKind.RETIRED, False, True),
     (PartyKind.PROBATIONARY, True, True), (PartyKind.FULL, False, True)],
)  # fmt: skip
def test_who_is_on_the_roll_is_a_party_member_and_in_service_not_retired_am02(
    kind: PartyKind, in_service: bool, fits: bool
) -> None:
    reporting = unit_a().looking(person(LI, NOBODY, kind=kind))
    listed = reporting.when(roll(WANG, RollEntry(person=LI, in_service=in_service)))
    if fits:
        assert listed.facts()
    else:
        listed.then_refused("not_a_party_member")


def test_who_is_new_on_the_roll_has_joined_since_its_day_or_the_one_given() -> None:
    unit_a().when(roll(WANG, LI)).then(
        reported(WANG, LI, as_of=JULY, joined=(LI,)), elsewhere(LI, joined())
    )
    earlier = RollEntry(person=LI, since=date(2022, 3, 1))
    unit_a(reported(WANG)).when(roll(WANG, earlier)).then(
        reported(WANG, LI, as_of=JULY, joined=(LI,)),
        elsewhere(LI, joined(on=date(2022, 3, 1))),
    )


def test_who_is_missing_although_the_roll_before_had_him_has_left() -> None:
    unit_a(reported(WANG)).when(roll()).then(
        reported(as_of=JULY, left=(WANG,)), elsewhere(WANG, left())
    )


def test_the_roll_before_may_be_that_of_the_year_before() -> None:
    before = UNIT_REGISTRATION.replay([reported(WANG, as_of=date(2021, 12, 31))])
    last_year = {unit_registration_ref(A, "FC02", 2021): before}
    unit_a().looking(last_year).when(roll()).then(
        reported(as_of=JULY, left=(WANG,)), elsewhere(WANG, left())
    )


def test_who_left_already_is_not_reported_again() -> None:
    gone = MemberLeftUnit(unit=A, last_day=date(2022, 5, 1), reason=LeaveReason.TRANSFER)
    asked = unit_a(reported(WANG)).looking(person(WANG, (IN_A, gone)))
    asked.when(roll()).then(reported(as_of=JULY))


def test_who_stays_but_serves_no_more_is_not_obliged_any_more_am02() -> None:
    out = RollEntry(person=WANG, in_service=False)
    told = reported(WANG, as_of=JULY, changed=(WANG,)).model_copy(
        update={"members": (RollLine(person=WANG, in_service=False),)}
    )
    ends, begins = left(reason=LeaveReason.SERVICE_CHANGED), joined(in_service=False)
    unit_a().when(roll(out)).then(told, elsewhere(WANG, ends), elsewhere(WANG, begins))
    (state,) = person(WANG, (IN_A, ends, begins)).values()
    assert state.in_service_on(date(2022, 6, 30))
    assert not state.in_service_on(JULY)
    assert state.unit_on(JULY) == A


def test_a_change_of_service_dated_before_the_joining_holds_from_the_joining() -> None:
    lately = person(WANG, (MemberJoinedUnit(unit=A, on=date(2022, 6, 1)),))
    out = RollEntry(person=WANG, in_service=False, since=date(2022, 2, 1))
    facts = unit_a().looking(lately).when(roll(out)).facts()
    begins = joined(on=date(2022, 6, 1), in_service=False)
    assert facts[1:] == (
        elsewhere(WANG, left(last_day=date(2022, 5, 31), reason=LeaveReason.SERVICE_CHANGED)),
        elsewhere(WANG, begins),
    )
    ends = facts[1]
    assert isinstance(ends, Elsewhere)
    state = PERSON.replay([ends.event, begins], *lately.values())
    assert [(m.period.start, m.in_service) for m in state.memberships] == [
        (date(2022, 6, 1), False)
    ]


def test_a_joining_before_a_later_spell_lasts_until_that_begins() -> None:
    later = person(LI, (MemberJoinedUnit(unit=A, on=date(2022, 7, 3)),))
    facts = unit_a().looking(later).when(roll(WANG, LI)).facts()
    assert facts[1:] == (elsewhere(LI, joined(until=date(2022, 7, 2))),)


# --- what a roll may not say -------------------------------------------------------------------


def test_a_roll_moves_nobody_out_of_another_unit_am08() -> None:
    changed = MemberUnitChanged(from_unit=A, unit=B, on=date(2022, 3, 1))
    asked = unit_a().looking(person(WANG, (IN_A, changed)))
    asked.when(roll(WANG)).then_refused("in_another_unit")
    until_may = MemberJoinedUnit(unit=B, on=date(2022, 1, 1), until=date(2022, 5, 31))
    was_in_b = unit_a().looking(person(LI, (until_may,)))
    for since in (date(2021, 12, 1), date(2022, 5, 31)):
        was_in_b.when(roll(RollEntry(person=LI, since=since))).then_refused("in_another_unit")
    assert was_in_b.when(roll(RollEntry(person=LI, since=date(2022, 6, 1)))).facts()


def test_nobody_is_listed_twice_or_unknown() -> None:
    unit_a().when(roll(WANG, WANG)).then_refused("listed_twice")
    unit_a().when(roll(UNKNOWN)).then_refused("no_such_person")


def test_nobody_came_after_the_roll_or_before_the_one_that_did_not_list_him() -> None:
    late = RollEntry(person=LI, since=date(2022, 7, 2))
    unit_a().when(roll(late)).then_refused("since_after_roll")
    early = RollEntry(person=LI, since=date(2022, 1, 10))
    unit_a(reported(WANG)).when(roll(WANG, early)).then_refused("since_before_last_roll")
    assert unit_a().when(roll(RollEntry(person=LI, since=JULY))).facts()
    next_day = RollEntry(person=LI, since=date(2022, 1, 11))
    assert unit_a(reported(WANG)).when(roll(WANG, next_day)).facts()
    known = RollEntry(person=WANG, since=date(2020, 1, 1))
    assert unit_a(reported(WANG)).when(roll(known)).facts()


def test_a_unit_reports_to_its_lead_community_while_it_is_enrolled() -> None:
    other = roll(WANG).model_copy(update={"community": "FC01"})
    unit_a().when(other).then_refused("not_the_lead_community")
    early = roll(WANG, as_of=date(2021, 5, 31))
    unit_a().when(early).then_refused("unit_not_enrolled")
    unit_a().looking({unit_ref(A): UNIT.initial}).when(roll(WANG)).then_refused("unit_not_enrolled")


def test_rolls_follow_each_other_in_time() -> None:
    unit_a(reported(WANG, as_of=JULY)).when(roll(WANG)).then_refused("roll_reported")
    before = roll(WANG, as_of=date(2022, 1, 20))
    unit_a(reported(WANG, as_of=JULY)).when(before).then_refused("roll_reported")
    tomorrow = roll(WANG, as_of=date(2022, 7, 6))
    unit_a().when(tomorrow).then_refused("in_the_future")


def test_after_the_snapshot_no_roll_is_reported_any_more() -> None:
    late = unit_a(SNAPSHOT).at("2023-01-05 10:00")
    late.when(roll(WANG, as_of=date(2022, 12, 31))).then_refused("snapshot_taken")


@pytest.mark.parametrize(
    ("as_of", "out_of_turn"),
    [
        (date(2022, 1, 31), False),
        (date(2022, 7, 31), False),
        (date(2022, 12, 31), False),
        (date(2022, 12, 28), True),
        (date(2022, 6, 30), True),
    ],
)
def test_a_roll_out_of_turn_is_taken_and_flagged(as_of: date, out_of_turn: bool) -> None:
    (fact,) = unit_a().at("2022-12-31 10:00").when(roll(WANG, as_of=as_of)).facts()
    assert isinstance(fact, UnitRollReported)
    assert fact.out_of_turn == out_of_turn


# --- corrections -------------------------------------------------------------------------------


def correct(*members: UUID, objection: str | None = None) -> CorrectRoll:
    return CorrectRoll(members=entries(*members), reason="漏报", objection=objection)


def corrected(*members: UUID, objection: str | None = None, **told: object) -> UnitRollCorrected:
    whole = {"joined": (), "left": (), "changed": (), **told}
    lines = tuple(RollLine(person=m, in_service=True) for m in members)
    return UnitRollCorrected(
        unit=A, community="FC02", year=2022, as_of=date(2022, 1, 10), members=lines,
        reason="漏报", objection=objection, **whole,
    )  # fmt: skip


def test_a_correction_says_why_and_holds_as_of_the_roll_it_corrects() -> None:
    begins = joined(on=date(2022, 1, 10), source=Source.ROLL_CORRECTION)
    unit_a(reported(WANG)).when(correct(WANG, LI)).then(
        corrected(WANG, LI, joined=(LI,)), elsewhere(LI, begins)
    )
    unit_a(reported(WANG)).when(correct(WANG)).then_nothing()
    unit_a().when(correct(WANG)).then_refused("no_roll")
    assert (CorrectRoll.who, CorrectRoll.approved_by) == ({Role.UNIT}, {Role.COD})


def test_a_correction_changes_the_list_the_persons_or_both() -> None:
    known = person(LI, (MemberJoinedUnit(unit=A, on=date(2022, 1, 5)),))
    unit_a(reported(WANG)).looking(known).when(correct(WANG, LI)).then(corrected(WANG, LI))
    gone = MemberLeftUnit(unit=A, last_day=date(2022, 1, 5), reason=LeaveReason.TRANSFER)
    back = joined(on=date(2022, 1, 10), source=Source.ROLL_CORRECTION)
    unit_a(reported(WANG)).looking(person(WANG, (IN_A, gone))).when(correct(WANG)).then(
        corrected(WANG, joined=(WANG,)), elsewhere(WANG, back)
    )


def test_a_joining_that_the_roll_made_is_taken_back_by_its_correction() -> None:
    by_roll = joined(on=date(2022, 1, 10))
    asked = unit_a(reported(WANG, LI, joined=(LI,))).looking(person(LI, (by_roll,)))
    ends = left(last_day=date(2022, 1, 9), source=Source.ROLL_CORRECTION)
    asked.when(correct(WANG)).then(corrected(WANG, left=(LI,)), elsewhere(LI, ends))
    (state,) = person(LI, (by_roll, ends)).values()
    assert state.memberships == ()


def test_a_leaving_that_the_roll_made_is_taken_back_without_a_gap() -> None:
    ends = left(last_day=date(2022, 1, 9))
    asked = unit_a(reported(left=(WANG,))).looking(person(WANG, (IN_A, ends)))
    begins = joined(on=date(2022, 1, 10), source=Source.ROLL_CORRECTION)
    asked.when(correct(WANG)).then(corrected(WANG, joined=(WANG,)), elsewhere(WANG, begins))
    (state,) = person(WANG, (IN_A, ends, begins)).values()
    assert [m.period.end for m in state.memberships] == [date(2022, 1, 9), None]
    assert state.memberships[1].period.start == date(2022, 1, 10)


def test_after_the_snapshot_only_an_upheld_objection_corrects_the_roll() -> None:
    asked = unit_a(reported(WANG), SNAPSHOT).at("2023-01-20 10:00")
    asked.when(correct(WANG, LI)).then_refused("snapshot_taken")
    facts = asked.when(correct(WANG, LI, objection="异议〔2023〕3号")).facts()
    assert facts[0] == corrected(WANG, LI, joined=(LI,), objection="异议〔2023〕3号")


def test_a_roll_has_its_stream_whether_or_not_the_unit_registered() -> None:
    assert UNIT_REGISTRATION.identify(roll(WANG)) == unit_registration_ref(A, "FC02", 2022).id
    state = UNIT_REGISTRATION.replay([reported(WANG)])
    assert (state.status, state.unit, state.community, state.year) == (None, A, "FC02", 2022)
