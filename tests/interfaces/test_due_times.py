"""Why a due time is what it is, where its day 0 or its limit is not the usual one (SYS-21)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.calendar import calendar_ref
from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import County, county, found, grid, person, shanghai
from tests.examples.test_cases import accepted

YEAR = 2022


@pytest.fixture
def c(tmp_path: Path) -> Iterator[County]:
    with county(tmp_path) as c:
        yield c


def why(c: County, record: str, what: str) -> tuple[str, dict[str, Any]]:
    """The sentence, and the inputs by name."""
    answer = c.get("ledgers/L-DEADLINE/why", Role.EVO, record=record, what=what)
    figure = answer["figures"][0]
    return figure["sentence"], {each["name"]: each["value"] for each in figure["inputs"]}


def worked(inputs: dict[str, Any]) -> list[str]:
    days = {name: told for name, told in inputs.items() if name.startswith("2")}
    return [name for name, told in days.items() if told not in ("weekend", "holiday")]


def test_an_hourly_limit_that_ends_at_midnight_is_still_of_hours(c: County) -> None:
    c.at("2022-05-05 22:00")
    case = accepted(c, urgency="EMERGENCY")
    sentence, inputs = why(c, case, "HANDLING")
    assert sentence == "2022-05-05 22:00起算，2022-05-06 00:00到期。"
    assert inputs["limit"] == "2 HOURS"
    assert worked(inputs) == []


def test_what_a_suspension_added_to_hours_is_told(c: County) -> None:
    found(c, "DEPT-HEATING", "DEPARTMENT", on="2022-01-04", document_no="【合成】5号")
    c.at("2022-05-05 09:00")
    case = accepted(c, urgency="UTILITY")
    c.do(Role.CW, "cases", case, "assign", handler="DEPT-HEATING")
    c.at("2022-05-05 10:00")
    c.do(
        Role.TOWN, "cases", case, "suspend", reason="等待备件（合成）", review_on="2022-05-20",
        told_by="PHONE",
    )  # fmt: skip
    c.at("2022-05-05 16:30")
    c.do(Role.TOWN, "cases", case, "resume")
    sentence, inputs = why(c, case, "HANDLING")
    assert sentence == "2022-05-05 09:00起算，2022-05-06 15:30到期，其中顺延390分钟。"
    assert inputs["limit"] == "24 HOURS"


def placed(c: County) -> str:
    return c.do(
        Role.CW, "orders", origin="RESIDENT", occasion="SMALL", field="ELDER_DISABILITY_HELP",
        need="换灯泡（合成）", contact="合成电话", community="FC01", grid="FC01001",
        wanted_from=shanghai("2022-05-20 09:00"), wanted_until=shanghai("2022-05-20 11:00"),
        contact_consent=True, requester=person(c, "点单居民"),
    )  # fmt: skip


def test_an_order_that_has_become_urgent_is_due_by_the_hour_from_when_it_was_placed(
    c: County,
) -> None:
    """SYS-12: AmendOrder brings the time for issuing forward; the ledger of due times says so."""
    c.at("2022-05-05 09:00")
    order = placed(c)
    c.at("2022-05-05 09:30")
    c.do(Role.GH, "orders", order, "amend", occasion="URGENT")
    [row] = [r for r in c.ledger("L-DEADLINE", record=order) if r["what"] == "ISSUE"]
    assert (row["due_at"], row["set_by"]) == ("2022-05-05T03:00:00+00:00", "order.amended")
    sentence, inputs = why(c, order, "ISSUE")
    assert sentence == "2022-05-05 09:00起算，2022-05-05 11:00到期。"
    assert worked(inputs) == []


def test_a_recomputed_due_time_of_an_order_is_counted_from_its_own_day_0(c: County) -> None:
    c.at("2022-05-06 09:00")  # Friday; Saturday, 7 May, is worked
    order = placed(c)
    c.at("2022-05-06 10:00")
    _, before = why(c, order, "ISSUE")
    assert worked(before) == ["2022-05-07"]
    calendar = c.get(f"calendars/{calendar_ref(YEAR).id}")["state"]
    workdays = [day for day in calendar["workdays"] if day != "2022-05-07"]
    c.do(
        Role.COD, "calendars", calendar_ref(YEAR).id, "correct", holidays=calendar["holidays"],
        workdays=workdays, notice_no=calendar["notice_no"], reason="录入有误（合成）",
    )  # fmt: skip
    c.at("2022-05-07 15:00")
    [row] = [r for r in c.ledger("L-DEADLINE", record=order) if r["what"] == "ISSUE"]
    assert row["set_by"] == "order.deadline_recomputed"
    sentence, after = why(c, order, "ISSUE")
    assert worked(after) == ["2022-05-09"]
    assert sentence.startswith("2022-05-06为第0日；其后3日，其中工作日1日")


def test_a_case_that_moves_to_another_grid_takes_its_due_time_along(c: County) -> None:
    """SYS-05: whom a record has left, sees no more of it."""
    grid(c, "FC01002")
    case = accepted(c)
    here, there = (
        Actor(Role.GW, derived_id("gw", str(n)), None, None, (f"grid:FC0100{n}",)) for n in (1, 2)
    )

    def seen(actor: Actor) -> bool:
        rows = c.get("ledgers/L-DEADLINE", actor, limit=1000)["rows"]
        return case in [row["record"] for row in rows]

    assert (seen(here), seen(there)) == (True, False)
    c.do(Role.CW, "cases", case, "correct", grid="FC01002", reason="地点有误（合成）")
    assert (seen(here), seen(there)) == (False, True)
