"""Cases' examples of HANDBOOK 6, through the public API: EX-13, EX-16."""

from dataclasses import replace
from typing import Any

import pytest

from application.handler import Instruction
from domain.case import ImportCaseHistory
from domain.kernel import SYSTEM, Actor, derived_id
from domain.roles import Role
from tests.county import COUNTY, County, adopt_rules, found, person, shanghai

HEATING = Actor(Role.DEPT, derived_id("test-actor", "heating"), "DEPT-HEATING", None, COUNTY)
DESK = Actor(Role.CW, derived_id("test-actor", "desk"), "HOTLINE-DESK", None, COUNTY)


@pytest.fixture
def c(c: County) -> County:
    found(c, "DEPT-HEATING", "DEPARTMENT", on="2022-01-04", document_no="【合成】5号")
    return c


def reported(c: County, **more: Any) -> str:
    resident = person(c, "报事居民", residence={"community": "FC01"})
    body = {"channel": "HOTLINE", "community": "FC01", "grid": "FC01001", "text": "楼道照明损坏"}
    return c.do(Role.CW, "cases", **{**body, "reporter": resident, **more})


def accepted(
    c: County, urgency: str = "ORDINARY", category: str = "SANITATION", **more: Any
) -> str:
    id = reported(c, **more)
    c.do(Role.CW, "cases", id, "accept", kind="HELP", category=category, urgency=urgency)
    return id


def handled(c: County, id: str, contact: str, done: str) -> None:
    c.do(Role.CW, "cases", id, "assign", handler="DEPT-HEATING")
    c.at(contact)
    c.do(HEATING, "cases", id, "record-first-contact", way="PHONE")
    c.at(done)
    c.do(HEATING, "cases", id, "record-handled", done="已更换灯具（合成）", evidence=["0" * 64])


def row_of(c: County, id: str, **params: Any) -> dict[str, Any]:
    [row] = [row for row in c.ledger("L-CASE", **params) if row["case"] == id]
    return row


def test_ex13_five_working_days_over_spring_festival(c: County) -> None:
    c.at("2022-01-28 16:00")
    id = accepted(c)
    assert row_of(c, id)["due_at"] == "2022-02-09T16:00:00+00:00"  # 9 February, 24:00, here
    handled(c, id, "2022-01-28 17:00", "2022-02-10 10:00")
    row = row_of(c, id)
    assert row["overdue"]
    history = c.get(f"cases/{id}/history")["events"]
    [done] = [event["data"] for event in history if event["name"] == "case.handled"]
    assert done["days_late"] == 1


def test_ex13_extended_by_five_working_days(c: County) -> None:
    c.at("2022-01-28 16:00")
    id = accepted(c)
    c.do(Role.CW, "cases", id, "assign", handler="DEPT-HEATING")
    c.at("2022-01-28 17:00")
    c.do(HEATING, "cases", id, "record-first-contact", way="PHONE")
    c.at("2022-02-08 09:00")
    c.do(HEATING, "cases", id, "request-extension", working_days=5, reason="等待备件（合成）")
    c.do(Role.CS, "cases", id, "extend", working_days=5, told_by="PHONE")
    row = row_of(c, id)
    assert row["due_at"] == "2022-02-16T16:00:00+00:00"
    assert row["extensions"] == 1
    before = row_of(c, id, as_of=shanghai("2022-02-07 09:00"))
    assert before["due_at"] == "2022-02-09T16:00:00+00:00"


def test_a_year_without_calendar_is_refused_never_monday_to_friday(c: County) -> None:
    c.at("2026-01-05 09:00")
    adopt_rules(c, 2026)
    c.at("2026-12-20 09:00")
    id = reported(c)
    c.refused(
        Role.CW, "calendar_year_missing", "cases", id, "accept", kind="HELP",
        category="SANITATION", urgency="COMPLEX",
    )  # fmt: skip


def closed(c: County, id: str, satisfaction: str, resolved: str) -> None:
    c.do(HEATING, "cases", id, "feed-back", way="PHONE", content="已办结（合成）")
    c.do(DESK, "cases", id, "call-back", reached=True, resolved=resolved, satisfaction=satisfaction)
    outcome = "RESOLVED" if resolved == "YES" else "UNRESOLVED_OBJECTIVE"
    c.do(Role.CS, "cases", id, "close", outcome=outcome)


def test_ex16_five_chains_and_rates_on_four_cases(c: County) -> None:
    c.at("2022-03-01 09:00")
    first = accepted(c)
    third = reported(c)
    c.do(Role.CW, "cases", third, "merge", master=first)
    handled(c, first, "2022-03-01 10:00", "2022-03-02 10:00")
    closed(c, first, "SATISFIED", "YES")
    without_feedback(c)
    c.at("2022-03-03 09:00")
    fourth = accepted(c, "COMPLEX", "DISPUTES")
    c.do(Role.CW, "cases", fourth, "assign", handler="DEPT-HEATING")
    mediator = replace(DESK, person=derived_id("test-actor", "mediator"))
    c.do(mediator, "cases", fourth, "open-mediation", both_parties_agree=True)
    c.at("2022-03-07 09:00")  # the second working day after: too late for the first contact
    c.do(HEATING, "cases", fourth, "record-first-contact", way="PHONE")
    c.do(
        mediator, "cases", fourth, "fail-mediation",
        told_of=["ARBITRATION", "ADMINISTRATIVE", "JUDICIAL"],
    )  # fmt: skip
    c.do(HEATING, "cases", fourth, "record-handled", done="调解未成（合成）", evidence=["0" * 64])
    closed(c, fourth, "UNSATISFIED", "NO")
    [rates] = c.ledger("L-RATES", year=2022)
    assert (rates["response"], rates["response_percent"]) == ("2/3", "66.67")
    assert (rates["resolution"], rates["resolution_percent"]) == ("1/2", "50.00")
    assert (rates["satisfaction"], rates["satisfaction_percent"]) == ("1/1", "100.00")
    assert rates["chain_complete"] == "2/3"
    left_out = c.ledger("L-EXCLUDED", year=2022)
    excluded = {row["case"]: (row["reason"], row["rates"]) for row in left_out}
    assert excluded == {
        third: ("MERGED", ["RESOLUTION", "SATISFACTION"]),
        fourth: ("MEDIATION", ["SATISFACTION"]),
    }
    assert not row_of(c, fourth)["overdue"]
    the_community_is_scored_by_them(c, first, fourth)


def the_community_is_scored_by_them(c: County, *closed: str) -> None:
    """C3 to C6, each with the events behind it."""
    lines = {line["line"]: line for line in c.sheet(c.body("FC01"))["lines"]}
    points = {id: lines[id]["points"] for id in ("C3", "C4", "C5", "C6")}
    assert points == {"C3": "3.33", "C4": "5.00", "C5": None, "C6": "3.33"}
    log = {event["position"]: event for event in c.get("log", limit=1000)["events"]}
    behind = [log[position] for position in lines["C6"]["evidence"]]
    assert [event["name"] for event in behind] == ["case.closed"] * 3
    assert set(closed) < {event["stream"] for event in behind}


def without_feedback(c: County) -> None:
    """Case 2, closed by the former system without feedback: no command here could do that."""
    steps = [
        {"kind": "REPORTED", "happened_at": shanghai("2022-03-01 09:00")},
        {"kind": "ACCEPTED", "happened_at": shanghai("2022-03-01 09:30")},
        {"kind": "ASSIGNED", "happened_at": shanghai("2022-03-01 09:40")},
        {"kind": "FIRST_CONTACT", "happened_at": shanghai("2022-03-01 10:00")},
        {"kind": "HANDLED", "happened_at": shanghai("2022-03-01 15:00")},
    ]
    history = ImportCaseHistory.model_validate(
        {
            "channel": "HOTLINE", "channel_ref": "旧-2", "external_ref": "旧-2",
            "community": "FC01", "steps": steps, "closed": shanghai("2022-03-01 16:00"),
            "first_contact_due": shanghai("2022-03-02 09:00"), "kind": "HELP",
            "category": "SANITATION",
        }
    )  # fmt: skip
    c.system.handler.handle(Instruction(history, SYSTEM))
    c.settle()


def test_p13_a_whistle_not_answered_in_time_goes_to_the_organisation_department(c: County) -> None:
    """P-13: marked by the clock, escalated, and counted for caller and called."""
    c.at("2022-03-01 09:00")
    id = accepted(c)
    c.do(
        Role.CS, "cases", id, "blow-whistle", kind="EMERGENCY", department="DEPT-HEATING",
        call="主管爆裂（合成）",
    )  # fmt: skip
    c.at("2022-03-01 09:29")
    assert row_of(c, id)["escalated"] is None
    c.at("2022-03-01 09:30")
    row = row_of(c, id)
    [call] = row["calls"]
    assert (row["escalated"], call["department"], call["in_time"]) == (
        "COUNTY",
        "DEPT-HEATING",
        None,
    )
    assert call["missed"] in [event["position"] for event in c.get(f"cases/{id}/history")["events"]]
    town = Actor(Role.TOWN, derived_id("test-actor", "town"), None, None, COUNTY)
    question = "questions/whistles-and-how-they-were-answered"
    [counted] = c.get(question, town, year=2022)["rows"]
    assert (counted["missed"], counted["waiting"], counted["cases"]) == (1, 0, [id])
    arrived = shanghai("2022-03-01 10:00")
    c.at("2022-03-01 10:30")
    c.do(
        HEATING, "cases", id, "answer-whistle", department="DEPT-HEATING", arrived_at=arrived,
        answer="已到场（合成）",
    )  # fmt: skip
    [counted] = c.get(question, town, year=2022)["rows"]
    assert (counted["in_time"], counted["late"], counted["missed"]) == (0, 1, 1)
