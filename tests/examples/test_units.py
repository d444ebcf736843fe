"""Units' examples of HANDBOOK 6, through the public API: EX-01, EX-02, EX-07, EX-09, EX-11."""

from typing import Any

import pytest

from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import (
    County,
    member,
    members,
    register,
    register_all,
    self_actor,
    served,
    unit,
)

ORGAN, INSTITUTION = "111409249999000116", "121409249999000113"
ENTERPRISE = "12140924999900055K"


def points(sheet: dict[str, Any], line: str) -> str | None:
    return next(found["points"] for found in sheet["lines"] if found["line"] == line)


def rate(c: County, of: object, **params: Any) -> dict[str, Any]:
    [row] = [row for row in c.ledger("L-REG", year=2022, **params) if row["unit"] == str(of)]
    return row


@pytest.mark.parametrize(
    ("registered", "status", "u2", "bars"),
    [(39, "BARRED", "0.00", ["V-UNIT-REG80"]), (40, "PASS", "12.00", [])],
)
def test_ex01_under_80_percent_is_barred_and_80_passes(
    c: County, registered: int, status: str, u2: str, bars: list[str]
) -> None:
    of = unit(c, "甲局", ORGAN)
    people = members(c, of, 50)
    c.at("2022-03-01 09:00")
    register_all(c, of, people[:registered])
    c.at("2023-01-10 10:00")
    row = rate(c, of)
    assert (row["fraction"], row["status"]) == (f"{registered}/50", status)
    sheet = c.sheet(of)
    assert points(sheet, "U2") == u2
    assert sheet["bars"] == bars
    assert (sheet["total"], sheet["grade"]) == (None, None)
    assert sheet["missing"] == ["BALLOT"]
    assert not sheet["complete"]
    assert sheet["provisional"] is not None
    [looked_at] = c.get("eligibility/2022", kind="UNIT")["subjects"]
    assert looked_at["barred"] is bool(bars)
    assert [r["subject"] for r in c.ledger("L-BAR", year=2022, kind="UNIT")] == [str(of)] * len(
        bars
    )


def test_ex01_submitted_on_30_december_counts_if_confirmed_before_the_freeze(c: County) -> None:
    of = unit(c, "甲局", ORGAN)
    people = members(c, of, 50)
    c.at("2022-03-01 09:00")
    register_all(c, of, people[:39])
    c.at("2022-12-30 09:00")
    last = c.do(self_actor(Role.MEM, people[39]), "member-registrations", person=people[39])
    c.at("2023-01-05 09:00")
    c.do(Role.CW, "member-registrations", last, "confirm")
    c.at("2023-01-11 09:00")
    frozen = "2023-01-11T00:00:00+08:00"
    assert rate(c, of, as_of=frozen)["status"] == "PASS"
    assert rate(c, of, as_of="2023-01-01T00:00:00+08:00")["status"] == "BARRED"


def test_ex01_confirmed_after_the_freeze_is_not_in_the_frozen_set(c: County) -> None:
    of = unit(c, "甲局", ORGAN)
    people = members(c, of, 50)
    c.at("2022-03-01 09:00")
    register_all(c, of, people[:39])
    c.at("2022-12-30 09:00")
    last = c.do(self_actor(Role.MEM, people[39]), "member-registrations", person=people[39])
    c.at("2023-01-12 09:00")
    c.do(Role.CW, "member-registrations", last, "confirm")
    c.at("2023-01-13 09:00")
    assert rate(c, of, as_of="2023-01-11T00:00:00+08:00")["status"] == "BARRED"
    assert rate(c, of)["status"] == "PASS"


def test_ex01_exempted_members_leave_the_denominator(c: County) -> None:
    of = unit(c, "甲局", ORGAN)
    people = members(c, of, 50)
    c.at("2022-03-01 09:00")
    register_all(c, of, people[:39])
    c.at("2022-11-01 09:00")
    for number, who in enumerate(people[48:]):
        c.do(
            Role.CS, "member-registrations", None, "grant-exemption", approved_by=Role.COD,
            person=who, community="FC01", reason="SECONDED_OUT",
            period={"start": "2022-11-01"}, document_no=f"【合成】免{number}号",
        )  # fmt: skip
    c.at("2023-01-10 10:00")
    row = rate(c, of)
    assert (row["fraction"], row["exempt"], row["percent"]) == ("39/48", 2, "81.25")
    assert points(c.sheet(of), "U2") == "12.19"


def test_ex02_359_of_449_is_not_80_percent(c: County) -> None:
    of = unit(c, "县医院", INSTITUTION)
    people = members(c, of, 449)
    c.at("2022-03-01 09:00")
    register_all(c, of, people[:359])
    c.at("2023-01-10 10:00")
    row = rate(c, of)
    assert (row["fraction"], row["percent"], row["status"]) == ("359/449", "79.96", "BARRED")
    sheet = c.sheet(of)
    assert points(sheet, "U2") == "0.00"
    [line] = [line for line in sheet["lines"] if line["line"] == "U2"]
    assert "359" in line["sentence"]
    assert "449" in line["sentence"]


def test_ex07_a_member_who_moved_counts_where_the_rules_say(c: County) -> None:
    a, b = unit(c, "甲局", ORGAN), unit(c, "乙站", INSTITUTION)
    wang = member(c, a, name="王某")
    register(c, wang)
    for moment in ("2022-02-15", "2022-05-20", "2022-08-10", "2022-11-03"):
        c.at(f"{moment} 18:00")
        served(c, wang, f"{moment} 09:00")
    c.at("2023-01-05 09:00")
    c.do(Role.UNIT, "persons", wang, "change-unit", approved_by=Role.UNIT, unit=b, on="2022-08-15")
    c.at("2023-01-11 09:00")
    then = "2023-01-01T00:00:00+08:00"
    assert rate(c, a, as_of=then)["fraction"] == "1/1"
    assert rate(c, b, as_of=then)["fraction"] == "0/0"
    assert rate(c, a)["status"] == "NOT_APPLICABLE"
    assert rate(c, b)["fraction"] == "1/1"
    assert c.sheet(wang)["bars"] == []
    for of in (a, b):
        [line] = [line for line in c.sheet(of)["lines"] if line["line"] == "U4"]
        assert line["inputs"] == {"member_quarters_served": 2, "member_quarters_owed": 2}
    assert points(c.sheet(b), "U3") == "10.00"
    assert points(c.sheet(a), "U3") is None


@pytest.mark.parametrize("silent", [False, True])
def test_who_has_moved_on_is_not_moved_by_consent_of_the_unit_before_p06(
    c: County, silent: bool
) -> None:
    """B asks for Wang while he is in A; he moves to C; neither A nor silence gives him away."""
    a, b, other = unit(c, "甲局", ORGAN), unit(c, "乙站", INSTITUTION), unit(c, "丙厂", ENTERPRISE)
    wang = member(c, a, name="王某")
    c.at("2022-03-20 09:00")
    asked = c.ask(Role.UNIT, "persons", wang, "change-unit", unit=b, on="2022-03-20")
    c.do(
        Role.UNIT, "persons", wang, "change-unit", approved_by=Role.UNIT, unit=other,
        on="2022-03-10",
    )  # fmt: skip
    if silent:
        c.at("2022-04-20 09:00")
    approver = Actor(Role.UNIT, derived_id("test-approver", a), None, None, (f"unit:{a}",))
    c.refused(approver, "consent_of_another", "approvals", asked.json()["pending"], "grant")
    [row] = [row for row in c.ledger("PERSONS") if row["person"] == str(wang)]
    assert [spell["unit"] for spell in row["spells"]] == [str(a), str(other)]


def test_ex11_a_unit_without_members_is_neither_0_nor_100_percent(c: County) -> None:
    of = unit(c, "新局", ORGAN)
    c.do(Role.UNIT, "unit-registrations", unit=of, community="FC01", year=2022)
    sheet = c.sheet(of)
    assert sheet["not_applicable"] == ["U2", "U3", "U4", "U6", "U7", "U8"]
    assert sheet["bars"] == []
    [check] = [check for check in sheet["checks"] if check["rule"] == "V-UNIT-REG80"]
    assert not check["applicable"]
    assert rate(c, of)["status"] == "NOT_APPLICABLE"
