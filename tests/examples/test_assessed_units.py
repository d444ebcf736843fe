"""EX-10 and EX-11 of HANDBOOK 6 through the public API: a unit from its facts to its result."""

from uuid import UUID

from domain.roles import Role
from tests.county import County
from tests.examples import cycle
from tests.examples.assessed import QUARTERS, Assessed
from tests.examples.cycle import FILE

V1 = {
    "U1": "5.00", "U2": "14.25", "U3": "8.25", "U4": "4.25", "U5": "5.00", "U6": "12.00",
    "U7": "3.75", "U8": "9.17", "BALLOT": "26.38", "UB1": "1.00", "UB2": "0.00", "UB3": "0.00",
    "UD1": "-1.00", "UD2": "-0.50", "UD3": "0.00", "UD4": "0.00",
}  # fmt: skip
V2 = V1 | {"U3": "8.50", "U4": "4.28", "U7": "5.00", "UD1": "0.00"}


def the_year_of_ex10(c: County) -> tuple[Assessed, UUID, UUID, str]:
    """The unit at its freeze; a member with three services, one without a fourth quarter, and the
    meeting that was missed."""
    x = Assessed(c)
    x.registered()
    people = x.with_members(40, 38)
    meeting_requirement, short, once = people[:33], people[33], people[34]
    x.agreed()
    c.at("2022-03-05 20:00")
    x.served(QUARTERS[0], [*meeting_requirement, short, once])
    c.at("2022-03-06 20:00")
    x.served("2022-03-06", [short])
    x.met("2022-03-20 15:00")
    x.helped(12, late=1)
    c.at("2022-05-30 20:00")
    x.served("2022-05-30", [*meeting_requirement, once])
    x.suggested()
    x.met("2022-06-20 15:00")
    c.at("2022-08-13 20:00")
    x.served(QUARTERS[2], meeting_requirement)
    absent = x.met("2022-09-20 15:00", absent=True)
    c.at("2022-11-12 20:00")
    x.served(QUARTERS[3], [*meeting_requirement, short])
    x.met("2022-12-20 15:00")
    return x, short, once, absent


def admitted(x: Assessed, short: UUID, once: UUID, absent: str) -> None:
    """The ruling: two services confirmed late, one leave found, one claim rejected."""
    c = x.c
    notice = cycle.publicised(c)
    late = x.served("2022-12-29", [short], confirm=False)
    late |= x.served("2022-12-30", [once], confirm=False)
    claim = cycle.objection(c, notice, x.liaison, "UNIT", x.unit)
    c.at("2023-02-06 09:00")
    cycle.decided(c, claim, "PARTLY", late[short], late[once], absent)
    for who in (short, once):
        [book] = {row["book"] for row in c.ledger("L-VOL", person=who)}
        c.do(
            Role.CS, "volunteer-books", book, "confirm-late", approved_by=Role.TOWN,
            entry=late[who], evidence=[FILE],
        )  # fmt: skip
    c.do(
        Role.CS, "meetings", absent, "correct-attendance", approved_by=Role.TOWN,
        participant={"kind": "POST_HOLDER", "person": x.holder}, status="EXCUSED",
        reason="9月5日的请假条查实（合成）", evidence=[FILE], objection="【合成】异议1号",
    )  # fmt: skip
    cycle.ruled(c, claim)


def test_ex10_score_recomputed_after_objection(c: County) -> None:
    x, short, once, absent = the_year_of_ex10(c)
    cycle.computed(c)
    c.at("2023-01-16 09:00")
    x.balloted()
    v1 = x.published()
    assert x.points(1) == V1
    assert (v1["objective"], v1["bonus"], v1["deductions"]) == ("61.67", "1.00", "-1.50")
    assert (v1["total"], v1["grade"], v1["primary"]) == ("87.55", "良好", "38/40")
    admitted(x, short, once, absent)
    v2 = x.published()
    assert x.points(2) == V2
    assert (v2["objective"], v2["ballot"], v2["deductions"]) == ("63.20", "26.38", "-0.50")
    assert (v2["version"], v2["total"], v2["grade"]) == (2, "90.08", "优秀")
    assert x.points(1) == V1  # stays, as do the questions of January
    january = cycle.published(c, x.unit, as_of="2023-01-31T00:00:00+08:00")
    assert (january["version"], january["total"]) == (1, "87.55")
    told = c.get("questions/what-objections-changed", year=2022)["rows"]
    assert {row["line"]: (row["old"], row["new"]) for row in told} == {
        line: (V1[line], V2[line]) for line in ("U3", "U4", "U7", "UD1")
    }


def test_ex11_a_unit_without_obliged_members_is_rescaled(c: County) -> None:
    x = Assessed(c)
    x.registered()
    x.agreed()
    for day in ("2022-03-20", "2022-06-20", "2022-09-20", "2022-12-20"):
        if day == "2022-06-20":
            x.helped(2)
        x.met(f"{day} 15:00")
    cycle.computed(c)
    c.at("2023-01-16 09:00")
    x.balloted()
    row = x.published()
    points = x.points(1)
    assert [line for line in ("U2", "U3", "U4", "U8") if points[line] is None] == [
        "U2", "U3", "U4", "U8",
    ]  # fmt: skip
    assert (points["U1"], points["U5"], points["U6"], points["U7"]) == (
        "5.00", "5.00", "12.00", "5.00",
    )  # fmt: skip
    assert (row["objective"], row["ballot"], row["total"]) == ("63.00", "26.38", "89.38")
    assert row["bars"] == []
    assert c.sheet(x.unit)["not_applicable"] == ["U2", "U3", "U4", "U8"]
