"""What SYS-10 asks of rolls and snapshots, and P-08's reminders, through the public API."""

from typing import Any
from uuid import UUID

import pytest

from domain.roles import Role
from tests.county import County, member, register, served, unit

ORGAN = "111409249999000116"


@pytest.fixture
def of(c: County) -> UUID:
    return unit(c, "甲局", ORGAN)


@pytest.fixture
def people(c: County, of: UUID) -> list[UUID]:
    return [member(c, of, name=name) for name in ("李党员", "王党员", "赵党员")]


def report(c: County, of: UUID, as_of: str, members: list[UUID]) -> str:
    roll = [{"person": str(who)} for who in members]
    return c.do(
        Role.UNIT, "unit-registrations", None, "report-roll", unit=of, community="FC01",
        as_of=as_of, members=roll,
    )  # fmt: skip


def reg(c: County, **params: Any) -> dict[str, Any]:
    [row] = c.ledger("L-REG", year=2022, **params)
    return row


def test_who_was_removed_from_the_roll_in_december_and_by_whom(
    c: County, of: UUID, people: list[UUID]
) -> None:
    li, wang, zhao = people
    register(c, li)
    register(c, wang)
    c.at("2022-01-10 09:00")
    report(c, of, "2022-01-10", people)
    c.at("2022-12-28 09:00")
    assert reg(c)["fraction"] == "2/3"
    assert (reg(c)["joined_since_last"], reg(c)["left_since_last"]) == (0, 0)
    c.do(
        Role.UNIT, "persons", zhao, "leave-unit", unit=of, last_day="2022-12-27", reason="TRANSFER"
    )
    new = member(c, of, since="2022-12-28", name="孙党员")
    assert (reg(c)["joined_since_last"], reg(c)["left_since_last"]) == (1, 1)
    assert reg(c, valid_at="2022-12-27")["left_since_last"] == 0
    stream = report(c, of, "2022-12-28", [li, new])
    first, second = c.ledger("L-ROLL", unit=of)
    assert (first["listed"], first["joined"], first["left"]) == (3, [], [])
    assert (second["as_of"], second["left"], second["joined"]) == ("2022-12-28", [str(wang)], [])
    assert second["by"] is not None
    assert second["out_of_turn"]
    assert (reg(c)["fraction"], reg(c)["joined_since_last"]) == ("1/2", 0)
    c.at("2023-01-02 09:00")
    [taken] = c.ledger("L-SNAPSHOT", year=2022)
    assert (taken["obliged"], taken["exempt"], taken["registered"]) == (2, 0, 1)
    c.do(
        Role.UNIT, "unit-registrations", stream, "correct-roll", approved_by=Role.COD,
        members=[{"person": str(who)} for who in (li, wang, new)], reason="误删（合成）",
        objection="【合成】异1号",
    )  # fmt: skip
    correction = c.ledger("L-ROLL", unit=of)[-1]
    assert (correction["corrected"], correction["objection"]) == (True, "【合成】异1号")
    assert correction["joined"] == [str(wang)]
    assert reg(c)["fraction"] == "2/3"
    assert c.ledger("L-SNAPSHOT", year=2022) == [taken]


def test_a_unit_that_told_no_roll_has_no_moves_since(c: County, of: UUID) -> None:
    assert (reg(c)["joined_since_last"], reg(c)["left_since_last"]) == (None, None)


def test_members_are_reminded_from_the_first_of_the_last_month_until_they_serve_p08(
    c: County, of: UUID, people: list[UUID]
) -> None:
    li, wang, _ = people
    register(c, li)
    c.at("2022-02-12 20:00")
    served(c, li, "2022-02-12 09:00")
    c.at("2022-02-28 23:00")
    assert c.ledger("L-REMIND") == []
    c.at("2022-03-01 09:00")
    reminded = c.ledger("L-REMIND")
    assert {row["person"] for row in reminded} == {str(who) for who in people[1:]}
    assert {(row["quarter"], row["counted"], row["unit"]) for row in reminded} == {(1, 0, str(of))}
    c.at("2022-03-05 20:00")
    served(c, wang, "2022-03-05 09:00")
    assert str(wang) not in {row["person"] for row in c.ledger("L-REMIND")}
    c.at("2022-04-01 09:00")
    assert c.ledger("L-REMIND") == []
    assert len(c.ledger("L-REMIND", valid_at="2022-03-31")) == 1
