"""Orders' examples of HANDBOOK 6, through the public API: EX-03, EX-08; and where figures lead."""

from typing import Any
from uuid import UUID

import pytest

from domain.roles import Role
from domain.ruleset import ruleset_of
from tests.county import (
    County,
    adopt_rules,
    member,
    person,
    register,
    self_actor,
    served,
    shanghai,
    unit,
)
from tests.examples.orders import accepted, issued, lines, on_site, order_served, rated

ORGAN, INSTITUTION = "111409249999000116", "121409249999000113"


@pytest.fixture
def of(c: County) -> UUID:
    return unit(c, "甲局", ORGAN)


@pytest.fixture
def li(c: County, of: UUID) -> UUID:
    who = member(c, of, name="李党员")
    register(c, who)
    return who


@pytest.fixture
def resident(c: County) -> UUID:
    return person(c, "点单居民", residence={"community": "FC01"})


def test_ex03_four_services_none_in_the_second_quarter(c: County, li: UUID, resident: UUID) -> None:
    order_served(c, resident, li, "2022-02-12 09:00", 120, stars=4)
    c.at("2022-02-26 20:00")
    served(c, li, "2022-02-26 09:00", 90)
    order_served(c, resident, li, "2022-08-09 09:00", 180, stars=5)
    c.at("2022-11-20 20:00")
    served(c, li, "2022-11-20 09:00", 120)
    c.at("2023-01-20 09:00")
    sheet = c.sheet(li)
    assert lines(sheet) == {
        "M1": "10.00", "M2": "40.00", "M3": "15.00", "M4": "4.00", "M5": "5.00", "M6": "9.00",
    }  # fmt: skip
    assert (sheet["total"], sheet["grade"], sheet["bars"]) == ("83.00", "良好", [])
    [missed] = c.ledger("L-MISSED", person=li)
    assert (missed["year"], missed["quarter"], missed["counted"]) == (2022, 2, 0)
    rows = c.ledger("L-VOL", person=li)
    assert [(row["source"], row["minutes"]) for row in rows] == [
        ("ORDER", 120), ("SELF", 90), ("ORDER", 180), ("SELF", 120),
    ]  # fmt: skip

    rules = ruleset_of(2022).model_dump(mode="json", by_alias=True)
    rules["counting"]["quarterly_breach_bars_excellent"] = {"value": True, "src": "D"}
    answer = c.http.post("/v1/scores/2022/dry-run", json=rules, headers=c.headers(Role.AUD))
    assert answer.status_code == 200, answer.text
    [change] = answer.json()["changes"]
    assert (change["subject"], change["total"]) == (str(li), ["83.00", "83.00"])
    assert change["provisional"] == [None, None]
    assert change["bars"] == [[], ["V-MEM-QUARTER"]]


@pytest.fixture
def taken(c: County, li: UUID, resident: UUID) -> str:
    """EX-08: issued 2 May, accepted by Li 3 May 10:00 for 5 May 09:00."""
    c.at("2022-05-02 10:00")
    id = issued(c, resident, "2022-05-05 09:00", 120)
    c.at("2022-05-03 10:00")
    return accepted(c, id, li)


def part(c: County, id: str) -> tuple[str, list[str]]:
    """The order's state, and what became of each acceptor."""
    [row] = [row for row in c.ledger("L-ORDER") if row["order"] == id]
    return row["state"], [found["state"] for found in row["parts"]]


def tasks(c: County, of: UUID, year: int = 2022) -> tuple[int, int]:
    """On time, due: of U8, with which a unit's orders are measured."""
    [line] = [line for line in c.sheet(of, year)["lines"] if line["line"] == "U8"]
    return line["inputs"]["tasks_on_time"], line["inputs"]["tasks_due"]


def deductions(sheet: dict[str, Any]) -> dict[str, str]:
    """The lines that take points away."""
    found = {line["line"]: line["points"] for line in sheet["deductions"]}
    return {line: points for line, points in found.items() if points not in (None, "0.00")}


def test_ex08a_cancelled_by_the_resident_touches_nobody(
    c: County, of: UUID, li: UUID, resident: UUID, taken: str
) -> None:
    c.at("2022-05-04 10:00")
    me = self_actor(Role.RES, resident)
    c.do(me, "orders", taken, "cancel", fault="REQUESTER", reason="临时外出（合成）")
    assert part(c, taken) == ("CANCELLED_AFTER_ACCEPT", ["ACCEPTED"])
    assert c.ledger("L-VOL", person=li) == []
    assert tasks(c, of) == (0, 0)
    assert deductions(c.sheet(li)) == deductions(c.sheet(of)) == {}


def test_ex08b_given_back_21_hours_before_there_is_no_fault(
    c: County, of: UUID, li: UUID, taken: str
) -> None:
    c.at("2022-05-04 12:00")
    c.do(self_actor(Role.MEM, li), "orders", taken, "release", member=li)
    assert part(c, taken) == ("ISSUED", ["RELEASED"])
    assert tasks(c, of) == (0, 0)
    assert deductions(c.sheet(of)) == {}


def test_ex08b_given_back_10_hours_before_it_is_abandoned(
    c: County, of: UUID, li: UUID, taken: str
) -> None:
    c.at("2022-05-04 23:00")
    c.do(self_actor(Role.MEM, li), "orders", taken, "release", member=li)
    assert part(c, taken) == ("ISSUED", ["ABANDONED"])
    assert tasks(c, of) == (0, 1)
    assert deductions(c.sheet(of)) == {"UD3": "-0.50"}
    assert deductions(c.sheet(li)) == {}


def test_ex08c_a_no_show_costs_two_points_and_the_next_is_in_time_at_the_new_time(
    c: County, of: UUID, li: UUID, resident: UUID, taken: str
) -> None:
    c.at("2022-05-05 11:30")
    c.do(
        Role.GW, "orders", taken, "record-no-show", member=li,
        service_from=shanghai("2022-05-07 09:00"), service_until=shanghai("2022-05-07 11:00"),
    )  # fmt: skip
    assert part(c, taken) == ("ISSUED", ["NO_SHOW"])
    assert deductions(c.sheet(li)) == {"MD1": "-2.00"}
    assert tasks(c, of) == (0, 1)
    other = unit(c, "乙局", INSTITUTION, on="2022-05-05")
    zhang = member(c, other, name="张党员")
    register(c, zhang)
    on_site(c, accepted(c, taken, zhang), zhang, "2022-05-07 09:00", 90)
    assert tasks(c, other) == (1, 1)
    assert tasks(c, of) == (0, 1)


def test_ex08d_sent_away_after_40_minutes_counts_as_a_service_and_not_as_an_order(
    c: County, of: UUID, li: UUID, resident: UUID, taken: str
) -> None:
    me, start, end = self_actor(Role.MEM, li), "2022-05-05 09:00", "2022-05-05 09:40"
    c.at(start)
    c.do(me, "orders", taken, "check-in", approved_by=Role.GW, member=li)
    c.at(end)
    c.do(Role.GH, "orders", taken, "cancel", fault="REQUESTER", reason="点单人不需要了（合成）")
    times = {"arrived_at": shanghai(start), "left_at": shanghai(end)}
    c.do(Role.GW, "orders", taken, "attest-presence", member=li, **times)
    book = c.do(
        me, "volunteer-books", person=li, community="FC01", start=shanghai(start),
        end=shanghai(end), field="ENVIRONMENT", source="ORDER", order=taken,
        outcome="ATTENDED_NOT_COMPLETED", title="清扫（合成）", content="到场未完成（合成）",
    )  # fmt: skip
    [row] = c.ledger("L-VOL", person=li)
    c.do(Role.CW, "volunteer-books", book, "confirm", entry=row["entry"])
    sheet = c.sheet(li)
    points = lines(sheet)
    assert (points["M2"], points["M3"], points["M5"]) == ("10.00", "5.00", "0.00")
    assert (row["minutes"], points["M6"], tasks(c, of)) == (40, None, (0, 0))


def test_ex08e_not_served_makes_no_record_and_unsatisfied_two_stars(
    c: County, li: UUID, resident: UUID, taken: str
) -> None:
    on_site(c, taken, li, "2022-05-05 09:00", 120)
    rated(c, taken, resident, "NOT_SERVED")
    assert c.ledger("L-VOL", person=li) == []
    assert lines(c.sheet(li))["M6"] is None
    c.at("2022-05-06 09:00")
    again = accepted(c, issued(c, resident, "2022-05-07 09:00"), li)
    on_site(c, again, li, "2022-05-07 09:00", 120)
    rated(c, again, resident, "SERVED_UNSATISFIED")
    [row] = c.ledger("L-VOL", person=li)
    points = lines(c.sheet(li))
    assert (row["state"], points["M5"], points["M6"]) == ("CONFIRMED", "2.50", "4.00")


def test_a_task_belongs_to_the_year_here_in_which_it_was_promised_or_done(
    c: County, of: UUID, li: UUID, resident: UUID, taken: str
) -> None:
    on_site(c, taken, li, "2022-05-05 09:00", 120)
    c.at("2022-12-30 09:00")
    adopt_rules(c, 2023)
    absent = issued(c, resident, "2023-01-01 09:00")
    c.at("2023-01-01 07:00")  # in UTC still 2022
    accepted(c, absent, li)
    c.at("2023-01-01 11:30")
    c.do(
        Role.GW, "orders", absent, "record-no-show", member=li,
        service_from=shanghai("2023-01-03 09:00"), service_until=shanghai("2023-01-03 11:00"),
    )  # fmt: skip
    assert (tasks(c, of), tasks(c, of, 2023)) == ((1, 1), (0, 1))
    assert deductions(c.sheet(li)) == {}
    assert deductions(c.sheet(li, 2023)) == {"MD1": "-2.00"}


def test_the_evidence_of_every_line_leads_to_events_of_the_log(
    c: County, of: UUID, li: UUID, resident: UUID, taken: str
) -> None:
    on_site(c, taken, li, "2022-05-05 09:00", 120)
    rated(c, taken, resident, "SERVED_SATISFIED", stars=4)
    position = c.system.log.position()
    c.at("2022-05-06 09:00")
    served(c, li, "2022-05-06 07:00", 60)
    now = c.sheet(li)
    found = {
        line["line"]: [event_at(c, p)["name"] for p in line["evidence"]] for line in now["lines"]
    }
    assert {name: set(events) for name, events in found.items()} == {
        "M1": {"member_registration.confirmed"},
        "M2": {"person.joined_unit", "volunteer.service_confirmed"},
        "M3": {"person.joined_unit", "volunteer.service_confirmed"},
        "M4": {"volunteer.service_confirmed"},
        "M5": {"volunteer.service_confirmed"},
        "M6": {"order.rated"},
    }
    tasks_done = next(line for line in c.sheet(of)["lines"] if line["line"] == "U8")
    assert [event_at(c, p)["name"] for p in tasks_done["evidence"]] == [
        "order.accepted",
        "order.completed",
    ]
    by_position = c.sheet(li, as_of=position)
    by_time = c.sheet(li, as_of=shanghai("2022-05-05 23:00"))
    assert by_position == by_time
    assert by_position["position"] == position
    assert lines(by_position) != lines(now)


def event_at(c: County, position: int) -> dict[str, Any]:
    [event] = c.get("log", after=position - 1, limit=1)["events"]
    assert event["position"] == position
    found: dict[str, Any] = event
    return found
