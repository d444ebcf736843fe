"""Questions of SYS-01: coverage, heads, places, nets drawn beside, notices."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.kernel import local_date
from projections.ledgers.grids import L_GRID, GridRow, PlaceIn, SeparateNet, Term
from projections.ledgers.places import L_PLACE, PlaceRow, Stay
from tests.domain.case.world import REPORTED
from tests.projections.questions.asked import Told, asked

BARE, HEADLESS = "places-without-a-party-group", "grids-without-a-head"
PLACE, BESIDE = "grid-of-a-place", "departments-drawing-their-own-grids"
NOTICE = "grids-without-a-right-notice"
LI, WANG, WORKER = UUID(int=1), UUID(int=2), UUID(int=3)
BEGAN, AT = date(2021, 6, 1), REPORTED.happened_at


def day(text: str) -> date:
    return date.fromisoformat(f"2022-{text}")


def place(code: str, formed: date | None = BEGAN, **changes: Any) -> PlaceIn:
    found = PlaceIn(
        code, "COMPOUND", "合成小区", 100, 300, 5, BEGAN, None, LI if formed else None, formed
    )
    return msgspec.structs.replace(found, **changes)


def grid(code: str = "FC01001", **changes: Any) -> GridRow:
    found = GridRow(
        code, code[:4], "ACTIVE", 1, active_from=BEGAN, heads=(Term(LI, BEGAN),),
        workers=(Term(WORKER, BEGAN),), branch="OWN", branch_on=BEGAN, branched=2,
        places=(place(f"{code}C001"),), notice_on=BEGAN, notice_worker=WORKER,
    )  # fmt: skip
    return msgspec.structs.replace(found, **changes)


def told(*rows: GridRow) -> Told:
    return Told().plant(L_GRID, *rows)


def test_the_places_without_a_party_group_on_a_day_r16() -> None:
    late = place("FC01001C002", day("05-01"))
    gone = place("FC01001C003", None, until=day("02-28"))
    known = told(grid(places=(place("FC01001C001"), late, gone)), grid("FC02001"))
    [first, second] = asked(known, BARE, on="2022-02-28")
    assert [first.place, second.place] == ["FC01001C002", "FC01001C003"]
    assert (first.grid, first.community, first.since) == ("FC01001", "FC01", BEGAN)
    assert [row.place for row in asked(known, BARE, on="2022-04-30")] == ["FC01001C002"]
    assert asked(known, BARE, on="2022-05-01") == []
    assert asked(told(grid()), BARE) == []


def test_the_times_without_a_head_between_two_dates_am17() -> None:
    terms = (Term(LI, BEGAN, day("03-10")), Term(WANG, day("04-21"), day("12-20")))
    [spring, winter] = asked(told(grid(heads=terms), grid("FC02001")), HEADLESS)
    assert (spring.grid, spring.days) == ("FC01001", 41)
    assert (spring.first, spring.last) == (day("03-11"), day("04-20"))
    assert (winter.first, winter.last) == (day("12-21"), day("12-31"))
    within = {"since": day("04-01"), "until": day("04-10")}
    [some] = asked(told(grid(heads=terms)), HEADLESS, **within)
    assert (some.first, some.last, some.days) == (day("04-01"), day("04-10"), 10)
    [as_known] = asked(told(grid(heads=terms)), HEADLESS, now="2022-04-01 00:00")
    assert as_known.last == day("03-31")


def test_a_grid_that_was_not_at_work_had_no_head_to_have() -> None:
    ended = grid(active_to=day("03-31"), heads=(Term(LI, BEGAN, day("03-31")),), status="MERGED")
    planned = grid("FC02001", active_from=None, heads=())
    assert asked(told(ended, planned), HEADLESS) == []
    overlapping = (Term(LI, BEGAN, day("06-01")), Term(WANG, day("05-01"), None))
    assert asked(told(grid(heads=overlapping)), HEADLESS) == []


def test_the_grid_of_a_place_when_a_case_was_reported() -> None:
    stays = (Stay(BEGAN, "FC01001"), Stay(day("03-01"), "FC01002"))
    row = PlaceRow("FC01001C001", "COMPOUND", "合成小区", "FC01", "FC01002", stays)
    other = PlaceRow("FC01001C002", "COMPOUND", "合成小区", "FC01", "FC01001", stays[:1])
    known, reported = Told().plant(L_PLACE, row, other), UUID(int=0xC1)
    known.tell(reported, REPORTED.model_copy(update={"grid": "FC01001"}), "2022-01-10 09:00")
    [then] = asked(known, PLACE, place="FC01001C001", case=reported)
    assert (then.grid, then.on, then.case_grid) == ("FC01001", local_date(AT), "FC01001")
    [now] = asked(known, PLACE, place="FC01001C001")
    assert (now.grid, now.on, now.case) == ("FC01002", day("12-31"), None)
    assert [row.grid for row in asked(known, PLACE)] == ["FC01002", "FC01001"]
    assert asked(known, PLACE, case=UUID(int=99)) == []


def test_nets_that_departments_draw_beside_r16() -> None:
    net = SeparateNet("DEPT-HEATING", "SAFETY", "安全网格", day("03-01"))
    [found] = asked(told(grid(separate_nets=(net,)), grid("FC02001")), BESIDE)
    assert (found.grid, found.department, found.net) == ("FC01001", "DEPT-HEATING", "SAFETY")
    assert asked(told(grid(separate_nets=(net,))), BESIDE, on="2022-02-28") == []


@pytest.mark.parametrize(
    "changes", [{"notice_on": None, "notice_worker": None}, {"notice_worker": WANG}]
)
def test_notices_that_are_missing_or_name_another_worker(changes: dict[str, Any]) -> None:
    [found] = asked(told(grid(**changes), grid("FC02001")), NOTICE)
    assert (found.grid, found.person) == ("FC01001", changes["notice_worker"])
