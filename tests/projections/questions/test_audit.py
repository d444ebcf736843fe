"""The standing audit questions of SYS-22: each finds what was planted, and nothing else."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import derived_id
from domain.order import ServiceStarted
from domain.person import MemberJoinedUnit
from domain.process import PolicyRefused
from domain.registration import RegistrationSnapshotTaken
from interfaces.ledgers import titles
from projections.ledgers.assessment.ballots import BALLOTS, Counted, RoundRow
from projections.ledgers.cases import L_CASE
from projections.ledgers.orders import L_ORDER
from tests.projections.questions.asked import Told, asked, moment
from tests.projections.questions.test_cases import CLEAN
from tests.projections.questions.test_orders import order
from tests.projections.questions.test_registrations import member, told
from tests.projections.year import LI, LONG_AGO, A, B

FREEZE, NARROW = "recorded-just-before-the-freeze", "passed-or-barred-by-one"
EXEMPT, LEFT_OUT = "exemptions-granted-in-the-fourth-quarter", "cases-left-out-of-the-rates"
MINUTE, COMPARED = "check-ins-in-the-same-minute", "a-ledger-at-two-moments"
REBUILT = "registration-counts-rebuilt"
CLERK, TOWN = UUID(int=0xC1), UUID(int=0x70)
JOINED = MemberJoinedUnit(unit=A, on=LONG_AGO)


def test_what_was_recorded_in_the_last_72_hours_before_the_freeze_by_actor() -> None:
    """4.5: the freeze is on 10 January at 24:00; 7 January at 24:00 is 72 hours earlier."""
    known = Told()
    known.tell(LI, JOINED, "2023-01-08 00:00", person=CLERK)
    first = known.tell(LI, JOINED, "2023-01-08 00:01", person=CLERK)
    known.tell(LI, JOINED, "2023-01-10 23:00", role="TOWN", person=TOWN)
    known.tell(LI, JOINED, "2023-01-11 00:00", person=CLERK)
    known.tell(LI, JOINED, "2023-01-11 00:01", person=CLERK)
    rows = asked(known, FREEZE)
    assert [(row.role, row.person, row.event, row.events) for row in rows] == [
        ("CW", CLERK, "person.joined_unit", 2), ("TOWN", TOWN, "person.joined_unit", 1),
    ]  # fmt: skip
    assert (rows[0].first, rows[0].first_at) == (first, moment("2023-01-08 00:01"))
    assert [row.events for row in asked(known, FREEZE, hours=1)] == [1]
    assert asked(known, FREEZE, now="2023-01-07 00:00") == []


def test_what_a_policy_could_not_do_is_found_with_what_it_followed_from() -> None:
    """2.23: a refusal nobody was there to read."""
    known = Told()
    cause = known.tell(LI, JOINED, "2022-03-01 09:00")
    process = derived_id("process", "P-03")
    told = PolicyRefused(policy="P-03", position=cause, command="case.report", code="no_such_grid")
    known.tell(process, told, "2022-03-01 09:01")
    known.tell(process, told, "2023-01-01 00:00")
    [row] = asked(known, "what-policies-could-not-do")
    assert (row.policy, row.command, row.code) == ("P-03", "case.report", "no_such_grid")
    assert (row.event, row.record, row.position) == ("person.joined_unit", LI, cause)


def test_a_unit_that_passed_or_failed_by_one_member() -> None:
    """R-31: 8 of 10 pass by one, 7 of 10 fail by one; 9 of 10 and 6 of 10 do neither."""
    for registered, other in ((8, 7), (7, 8), (9, None), (6, None)):
        rows = [row for row in asked(told(10, registered)[0], NARROW) if row.kind == "UNIT"]
        expected = [] if other is None else [(A, "V-UNIT-REG80", registered, other, registered < 8)]
        found = [(row.subject, row.rule, row.value, row.other, row.barred) for row in rows]
        assert found == expected
        assert {(row.metric, row.community) for row in rows} <= {("registered_members", "FC01")}


def test_a_member_who_passed_or_failed_by_one_service() -> None:
    """R-32, AM-07: four a year."""
    for served, other in ((4, 3), (3, 4), (5, None), (2, None)):
        known, year = told(1, 1)
        days = ("02-10", "05-10", "08-10", "11-10", "11-11")[:served]
        year.served(*days, id=member(0))
        rows = [row for row in asked(known, NARROW) if row.kind == "MEMBER"]
        found = [(row.metric, row.value, row.other) for row in rows]
        assert found == ([] if other is None else [("counted_services", served, other)])


def exempted(at: str) -> Told:
    known, year = told(1, 1)
    year.exempted("11-01", id=member(0))
    granted = moment(at)
    known.events[-1] = msgspec.structs.replace(known.events[-1], recorded_at=granted, dated=granted)
    return known


def test_exemptions_granted_in_the_fourth_quarter() -> None:
    """AM-02: who is exempt leaves the denominator."""
    for at, found in (
        ("2022-09-30 23:59", 0),
        ("2022-10-01 00:00", 1),
        ("2022-12-31 23:59", 1),
        ("2023-01-01 00:00", 0),
    ):
        rows = asked(exempted(at), EXEMPT)
        assert len(rows) == found, at
    [row] = asked(exempted("2022-12-01 09:00"), EXEMPT)
    assert (row.person, row.unit, row.community) == (member(0), A, "FC01")
    assert (row.start, row.reason, row.role) == (date(2022, 11, 1), "SECONDED_OUT", "CW")


def test_the_exclusion_list_of_the_rates() -> None:
    merged = msgspec.structs.replace(CLEAN, case=UUID(int=2), left_as="MERGED")
    [row] = asked(Told().plant(L_CASE, CLEAN, merged), LEFT_OUT)
    assert (row.case, row.reason) == (merged.case, "MERGED")
    assert asked(Told().plant(L_CASE, CLEAN), LEFT_OUT) == []


def test_check_ins_in_the_same_minute() -> None:
    known = Told().plant(L_ORDER, order(1), order(2), order(3, community="FC02"))
    for of, who, at in ((1, 1, "09:00:01"), (1, 2, "09:00:59"), (2, 3, "09:00:30"),
                        (2, 4, "09:01:00"), (3, 5, "09:00:10")):  # fmt: skip
        arrived = ServiceStarted(member=UUID(int=who), arrived_at=moment(f"2022-05-10 {at}"))
        known.tell(UUID(int=of), arrived)
    [row] = asked(known, MINUTE)
    assert (row.community, row.minute, row.check_ins) == ("FC01", moment("2022-05-10 09:00"), 3)
    assert row.orders == (UUID(int=1), UUID(int=2))
    assert row.members == tuple(UUID(int=n) for n in (1, 2, 3))
    assert asked(known, MINUTE, times=4) == []


def learnt_in_january(known: Told, events: int) -> None:
    at = moment("2023-01-03 10:00")
    late = [msgspec.structs.replace(e, recorded_at=at) for e in known.events[-events:]]
    known.events[-events:] = late


def test_a_ledger_as_known_at_two_moments() -> None:
    """EX-05: what was learnt since differs, and nothing else."""
    known, year = told(2, 1)
    assert asked(known, COMPARED) == []
    year.registered(member(1), date(2022, 12, 30))
    learnt_in_january(known, 2)
    [then, now] = asked(known, COMPARED)
    assert (then.known, now.known) == ("THEN", "NOW")
    assert (then.unit, then.community, '"fraction":"1/2"' in then.row) == (A, "FC01", True)
    assert '"fraction":"2/2"' in now.row
    [registered] = asked(known, COMPARED, ledger="L-MEMBERREG")
    assert (registered.known, str(member(1)) in registered.row) == ("NOW", True)
    assert asked(known, COMPARED, then=moment("2023-01-04 00:00")) == []


def test_every_ledger_can_be_compared() -> None:
    known, _ = told(1, 1)
    for name, *_rest in titles():
        assert asked(known, COMPARED, ledger=name) == []


def counted(known: Told, **counts: Any) -> None:
    taken = RegistrationSnapshotTaken.model_construct(
        unit=A, community="FC01", year=2022, position=len(known.events), ruleset="2022.1",
        **({"obliged": 3, "exempt": 0, "registered": 2} | counts),
    )  # fmt: skip
    known.tell(B, taken, "2023-01-01 00:00")


def test_the_counts_of_31_december_are_made_again_from_the_log() -> None:
    known, year = told(3, 2)
    counted(known)
    year.registered(member(2))  # later knowledge changes nothing of what was counted then
    [row] = asked(known, REBUILT)
    assert (row.unit, row.recorded, row.rebuilt, row.equal) == (A, (3, 0, 2), (3, 0, 2), True)


def test_a_count_that_the_log_does_not_bear_out_is_found() -> None:
    known, _ = told(3, 2)
    counted(known, registered=3)
    [row] = asked(known, REBUILT)
    assert (row.recorded, row.rebuilt, row.equal) == ((3, 0, 3), (3, 0, 2), False)


def test_how_each_group_voted_is_told_without_names() -> None:
    """R-37: secret ballots; a void round has no mean."""
    votes = Counted("PARTY_DELEGATE", A, (("A", 8), ("B", 1)))
    held = RoundRow(
        round=UUID(int=3), year=2022, kind="UNIT", community="FC01", number=1, state="CLOSED",
        opened_on=date(2023, 1, 15), opened_at=moment("2023-01-15 09:00"),
        subjects=(A,), groups=(("PARTY_DELEGATE", 9, 9),),
        tallies=(votes,), counted=1,
    )  # fmt: skip
    [row] = asked(Told().plant(BALLOTS, held), "ballots-by-group")
    assert (row.group, row.subject, row.issued, row.returned, row.valid) == (
        "PARTY_DELEGATE", A, 9, 9, 9,
    )  # fmt: skip
    assert row.mean is not None
    void = msgspec.structs.replace(held, void="MORE_RETURNED_THAN_ISSUED")
    assert [row.mean for row in asked(Told().plant(BALLOTS, void), "ballots-by-group")] == [None]
    other = msgspec.structs.replace(held, year=2021)
    assert asked(Told().plant(BALLOTS, other), "ballots-by-group") == []
