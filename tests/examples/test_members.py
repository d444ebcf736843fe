"""Members' examples of HANDBOOK 6, through the public API: EX-03 to EX-06, EX-15."""

from typing import Any
from uuid import UUID

from domain.roles import Role
from tests.county import County, adopt_rules, member, person, register, self_actor, served, unit
from tests.examples.orders import lines, order_served

ORGAN = "111409249999000116"
FROZEN = "2023-01-11T00:00:00+08:00"  # 10 January 2023, 24:00
YEAR_END = "2023-01-01T00:00:00+08:00"


def year_of(c: County, who: UUID, **params: Any) -> dict[str, Any]:
    [row] = c.ledger("L-MEMBERYEAR", year=2022, person=who, **params)
    return row


def serve(c: County, who: UUID, *sessions: tuple[str, str, int]) -> None:
    for day, time, minutes in sessions:
        c.at(f"{day} 20:00")
        served(c, who, f"{day} {time}", minutes)


def test_ex04_two_sessions_on_one_day_count_once(c: County) -> None:
    who = member(c, unit(c, "甲局", ORGAN))
    register(c, who)
    serve(
        c, who, ("2022-03-05", "09:00", 90), ("2022-03-05", "14:00", 120),
        ("2022-06-18", "09:00", 90), ("2022-12-02", "09:00", 60),
    )  # fmt: skip
    sheet = c.sheet(who)
    assert lines(sheet) == {
        "M1": "10.00", "M2": "30.00", "M3": "15.00", "M4": "3.00", "M5": "0.00", "M6": None,
    }  # fmt: skip
    assert sheet["total"] == "64.44"
    assert sheet["bars"] == ["V-MEM-4"]
    row = year_of(c, who)
    assert (row["counted_total"], row["minutes"], row["bar"]) == (3, 360, "UNDER_REQUIRED")


def test_ex15_a_part_year_member_owes_the_quarters_he_was_there(c: County) -> None:
    c.at("2022-08-16 09:00")
    who = member(c, unit(c, "甲局", ORGAN), since="2022-08-15")
    register(c, who)
    serve(c, who, ("2022-10-15", "09:00", 120), ("2022-11-19", "09:00", 120))
    c.at("2023-01-10 10:00")
    row = year_of(c, who)
    assert row["owed_quarters"] == [False, False, True, True]
    assert (row["counted_total"], row["required"], row["missed_quarters"]) == (2, 2, [3])
    sheet = c.sheet(who)
    assert lines(sheet) == {
        "M1": "10.00", "M2": "40.00", "M3": "10.00", "M4": "2.00", "M5": "0.00", "M6": None,
    }  # fmt: skip
    assert (sheet["total"], sheet["bars"]) == ("68.89", [])


def test_ex15_joined_five_days_later_the_third_quarter_is_not_owed(c: County) -> None:
    c.at("2022-08-20 09:00")
    who = member(c, unit(c, "甲局", ORGAN), since="2022-08-20")
    row = year_of(c, who)
    assert row["owed_quarters"] == [False, False, False, True]
    assert row["required"] == 1


def test_ex05_recorded_late_and_the_two_time_axes(c: County) -> None:
    who = member(c, unit(c, "甲局", ORGAN))
    register(c, who)
    order_served(c, person(c, "点单居民"), who, "2022-02-12 09:00", 120, stars=5)
    serve(c, who, ("2022-05-14", "09:00", 120), ("2022-08-13", "09:00", 120))
    c.at("2023-01-06 09:00")
    entry = served(c, who, "2022-12-28 09:00", 120, confirm=False)
    c.at("2023-01-09 09:00")
    book = c.system.log.read(c.system.log.position() - 1, 1)[0].stream
    c.do(Role.CW, "volunteer-books", book, "confirm", entry=entry)
    c.at("2023-01-12 09:00")
    before = year_of(c, who, as_of=YEAR_END)
    assert (before["counted_total"], before["bar"]) == (3, "UNDER_REQUIRED")
    after = year_of(c, who, as_of=FROZEN)
    assert (after["counted_total"], after["bar"]) == (4, "NONE")
    then, now = c.sheet(who, as_of=YEAR_END), c.sheet(who, as_of=FROZEN)
    assert lines(then) == {
        "M1": "10.00", "M2": "30.00", "M3": "15.00", "M4": "3.00", "M5": "2.50", "M6": "10.00",
    }  # fmt: skip
    assert (then["total"], then["bars"]) == ("70.50", ["V-MEM-4"])
    assert lines(now) == {
        "M1": "10.00", "M2": "40.00", "M3": "20.00", "M4": "4.00", "M5": "2.50", "M6": "10.00",
    }  # fmt: skip
    assert (now["total"], now["bars"]) == ("86.50", [])


def test_ex05a_submitted_after_the_freeze_leaves_the_frozen_result(c: County) -> None:
    who = member(c, unit(c, "甲局", ORGAN))
    register(c, who)
    serve(c, who, *((day, "09:00", 120) for day in ("2022-02-12", "2022-05-14", "2022-08-13")))
    c.at("2023-01-14 09:00")
    entry = served(c, who, "2022-12-28 09:00", 120, confirm=False)
    book = c.system.log.read(c.system.log.position() - 1, 1)[0].stream
    c.refused(Role.CW, "late_entry", "volunteer-books", book, "confirm", entry=entry)
    c.at("2023-02-01 09:00")
    c.do(
        Role.CS, "volunteer-books", book, "confirm-late", approved_by=Role.TOWN, entry=entry,
        evidence=["0" * 64],
    )  # fmt: skip
    assert year_of(c, who, as_of=FROZEN)["counted_total"] == 3
    assert year_of(c, who)["counted_total"] == 4


def test_ex05b_a_service_of_the_next_year_belongs_to_it(c: County) -> None:
    who = member(c, unit(c, "甲局", ORGAN))
    register(c, who)
    c.at("2023-01-04 09:00")
    adopt_rules(c, 2023)
    c.at("2023-01-20 09:00")
    served(c, who, "2023-01-03 09:00", 120, confirm=False)
    [row] = c.ledger("L-VOL", person=who)
    assert row["year"] == 2023
    assert c.ledger("L-VOL", person=who, year=2022) == []


def test_ex06_revoked_after_the_freeze_both_answers_stand(c: County) -> None:
    who = member(c, unit(c, "甲局", ORGAN))
    register(c, who)
    resident = person(c, "点单居民")
    order_served(c, resident, who, "2022-02-12 09:00", 180, stars=5)
    order_served(c, resident, who, "2022-05-14 09:00", 210, stars=5)
    serve(c, who, ("2022-08-13", "09:00", 210), ("2022-11-12", "09:00", 120))
    c.at("2023-03-15 09:00")
    fourth = next(r for r in c.ledger("L-VOL", person=who) if r["service_on"] == "2022-11-12")
    c.do(
        Role.CS, "volunteer-books", fourth["book"], "revoke", approved_by=Role.TOWN,
        entry=fourth["entry"], reason="FALSE", finding_no="【合成】查1号", note="查实未到场",
    )  # fmt: skip
    c.at("2023-04-01 09:00")
    march = c.sheet(who, as_of="2023-03-01T00:00:00+08:00")
    april = c.sheet(who, as_of="2023-04-01T00:00:00+08:00")
    assert lines(march) == {
        "M1": "10.00", "M2": "40.00", "M3": "20.00", "M4": "6.00", "M5": "5.00", "M6": "10.00",
    }  # fmt: skip
    assert (march["total"], march["bars"]) == ("91.00", [])
    assert lines(april) == {
        "M1": "10.00", "M2": "30.00", "M3": "15.00", "M4": "5.00", "M5": "5.00", "M6": "10.00",
    }  # fmt: skip
    assert (april["objective"], april["deductions_total"]) == ("75.00", "-5.00")
    assert (april["total"], april["bars"]) == ("70.00", ["V-MEM-4"])


def test_a_member_may_not_confirm_his_own_service(c: County) -> None:
    who = member(c, unit(c, "甲局", ORGAN))
    register(c, who)
    c.at("2022-03-05 20:00")
    served(c, who, "2022-03-05 09:00", confirm=False)
    [row] = c.ledger("L-VOL", person=who)
    me = self_actor(Role.CW, who, scopes=("community:FC01",))
    c.refused(me, "own_record", "volunteer-books", row["book"], "confirm", entry=row["entry"])
