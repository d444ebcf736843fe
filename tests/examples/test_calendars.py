"""SYS-21 through the public API: a corrected calendar moves what still runs, and is seen to."""

from datetime import date
from typing import Any

from domain.calendar import published_years
from domain.kernel import derived_id
from domain.roles import Role
from tests.county import County, person, shanghai
from tests.examples.test_cases import accepted, row_of


def corrected(c: County, *off: str) -> None:
    """The calendar of 2022 with more days off."""
    year = next(year for year in published_years() if year.year == 2022)
    holidays = (*year.holidays, *map(date.fromisoformat, off))
    body = year.model_dump(mode="json") | {"holidays": holidays, "reason": "更正（合成）"}
    del body["year"]
    c.do(Role.COD, "calendars", derived_id("calendar", 2022), "correct", **body)


def recomputed(c: County, collection: str, id: str) -> list[dict[str, Any]]:
    events = c.get(f"{collection}/{id}/history")["events"]
    return [event for event in events if event["name"].endswith("deadline_recomputed")]


def test_a_correction_recomputes_the_deadlines_of_cases_and_orders_visibly(c: County) -> None:
    c.at("2022-03-01 09:00")
    id = accepted(c)
    order = c.do(
        Role.CW, "orders", origin="RESIDENT", occasion="SMALL", field="ENVIRONMENT",
        need="清扫（合成）", community="FC01", requester=person(c, "居民"), contact_consent=True,
        wanted_from=shanghai("2022-03-20 09:00"), wanted_until=shanghai("2022-03-20 11:00"),
    )  # fmt: skip
    assert row_of(c, id)["due_at"] == "2022-03-08T16:00:00+00:00"
    corrected(c, "2022-03-02")
    [case_event] = recomputed(c, "cases", id)
    [order_event] = recomputed(c, "orders", order)
    assert case_event["data"]["before"] == "2022-03-08T16:00:00Z"
    assert row_of(c, id)["due_at"] == "2022-03-09T16:00:00+00:00"
    assert order_event["data"]["issue_due_at"] == "2022-03-03T16:00:00Z"
    assert {case_event["actor"]["role"], order_event["actor"]["role"]} == {"SYS"}
    versions = c.get("questions/calendar-behind-a-due-date", Role.TOWN, year=2022, record=id)
    [row] = versions["rows"]
    assert (row["calendar_version"], row["current"]) == (2, 2)
    assert (row["before"], row["position"]) == ("2022-03-08T16:00:00+00:00", case_event["position"])


def test_a_correction_of_other_days_changes_no_deadline_and_is_asked_of_once(c: County) -> None:
    c.at("2022-03-01 09:00")
    id = accepted(c)
    corrected(c, "2022-08-01")
    before = c.system.log.position()
    c.settle()
    assert c.system.log.position() == before
    assert recomputed(c, "cases", id) == []
