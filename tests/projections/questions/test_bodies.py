"""Questions of SYS-02: deputies, units of the government building, empty posts, two committees."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.body import body_ref
from projections.ledgers.bodies import BODIES, BodyRow
from projections.ledgers.grids import L_GRID, Term
from projections.ledgers.people import UNITS
from projections.ledgers.posts import POSTS, PostRow
from projections.questions.bodies import emptied
from tests.projections.known import unit
from tests.projections.questions.asked import Told, asked
from tests.projections.questions.test_grids import BEGAN, LI, WANG, day, grid, place

DEPUTIES, UNASSIGNED = (
    "part-time-deputy-secretaries", "government-building-units-without-anybody-assigned",
)  # fmt: skip
EMPTY, TWICE, TREE = "posts-empty-for-long", "persons-in-two-committees", "party-tree"
ORGAN, BUREAU = UUID(int=0xA1), UUID(int=0xA2)


def body(code: str, type: str = "BIG_PARTY_COMMITTEE", **changes: Any) -> BodyRow:
    community = code[:4] if code.startswith("FC") else None
    return msgspec.structs.replace(BodyRow(code, type, code, community, BEGAN), **changes)


def post(
    number: int, of: str, person: UUID, kind: str = "PART_TIME_DEPUTY_SECRETARY", **changes: Any
) -> PostRow:
    row = PostRow(
        UUID(int=number), body_ref(of).id, person, ORGAN, kind, "COUNTY_ASSIGNED", f"{number}号",
        BEGAN, None,
    )  # fmt: skip
    return msgspec.structs.replace(row, **changes)


def told(*posts: PostRow) -> Told:
    bodies = body("FC01-BPC"), body("FC02-BPC"), body("COD", "ORG_DEPT")
    return Told().plant(BODIES, *bodies).plant(POSTS, *posts)


def test_who_was_part_time_deputy_secretary_and_by_which_document_r13() -> None:
    member = post(2, "FC01-BPC", WANG, "PART_TIME_MEMBER")
    known = told(post(1, "FC01-BPC", LI, end=day("06-30")), member, post(3, "COD", WANG))
    [found] = asked(known, DEPUTIES, on="2022-06-30")
    assert (found.community, found.person, found.document_no) == ("FC01", LI, "1号")
    assert asked(known, DEPUTIES, on="2022-07-01") == []
    assert asked(known, DEPUTIES, on="2021-05-31") == []


def test_units_of_the_government_building_with_nobody_assigned_r13a() -> None:
    housed = [unit(id, in_government_building=True) for id in (ORGAN, BUREAU)]
    left = unit(UUID(int=0xA3), in_government_building=True, withdrawn_on=day("01-31"))
    known = told(post(1, "FC01-BPC", LI, end=day("06-30")))
    known.plant(UNITS, *housed, unit(UUID(int=0xA4)), left)
    assert [row.unit for row in asked(known, UNASSIGNED, on="2022-06-30")] == [BUREAU]
    assert {row.unit for row in asked(known, UNASSIGNED)} == {ORGAN, BUREAU}


def test_posts_that_have_been_empty_for_more_than_30_days() -> None:
    heads = told(
        post(1, "FC01-BPC", LI, "SECRETARY"), post(2, "FC02-BPC", WANG, "SECRETARY"),
        post(3, "FC01-BPC", WANG, end=day("11-30")), post(4, "FC02-BPC", LI, end=day("12-02")),
    )  # fmt: skip
    [found] = asked(heads, EMPTY)
    assert (found.body, found.community, found.since, found.days) == (
        "FC01-BPC", "FC01", day("12-01"), 31,
    )  # fmt: skip
    assert len(asked(heads, EMPTY, longer_than_days=28)) == 2
    heads.plant(POSTS, post(5, "FC01-BPC", UUID(int=9), start=day("12-15")))
    assert asked(heads, EMPTY) == []


def test_a_committee_without_a_secretary_and_a_grid_without_a_head_are_empty_posts() -> None:
    known = told(post(1, "FC01-BPC", LI, "SECRETARY"))
    ended = (Term(LI, BEGAN, day("11-30")),)
    known.plant(L_GRID, grid(heads=ended), grid("FC02001"))
    [committee, head] = asked(known, EMPTY)
    assert (committee.body, committee.post, committee.since) == ("FC02-BPC", "SECRETARY", BEGAN)
    assert (head.grid, head.post, head.days) == ("FC01001", "GRID_HEAD", 31)


def test_posts_are_counted_by_the_most_that_were_ever_held() -> None:
    two_left = [(BEGAN, day("03-01")), (BEGAN, day("05-01")), (BEGAN, None)]
    assert emptied(two_left, day("12-31")) == [day("03-02"), day("05-02")]
    one_came = [*two_left, (day("06-01"), None)]
    assert emptied(one_came, day("12-31")) == [day("05-02")]
    assert emptied(one_came, day("02-01")) == []
    assert emptied([(date(2022, 12, 1), None)], day("11-30")) == []


def test_who_sits_in_two_committees_am16() -> None:
    known = told(post(1, "FC01-BPC", LI), post(2, "FC02-BPC", LI), post(3, "FC01-BPC", WANG))
    rows = asked(known, TWICE)
    assert [(row.person, row.body) for row in rows] == [(LI, "FC01-BPC"), (LI, "FC02-BPC")]
    assert rows[0].committees == ("FC01-BPC", "FC02-BPC")
    elsewhere = told(post(1, "FC01-BPC", LI), post(2, "COD", LI))
    assert asked(elsewhere, TWICE) == []


def test_the_party_has_four_levels_r15() -> None:
    known = told(post(1, "FC01-BPC", WANG, "SECRETARY"))
    known.plant(BODIES, body("TOWN", "TOWN_COMMITTEE"))
    bare = place("FC01001C002", None)
    known.plant(L_GRID, grid(places=(place("FC01001C001"), bare)), grid("FC01002", branch_on=None))
    rows = {row.code: row for row in asked(known, TREE)}
    assert set(rows) == {"TOWN", "FC01-BPC", "FC02-BPC", "FC01001", "FC01001C001"}
    chain = [rows[code].parent for code in ("FC01001C001", "FC01001", "FC01-BPC", "TOWN")]
    assert chain == ["FC01001", "FC01-BPC", "TOWN", None]
    assert (rows["FC01-BPC"].person, rows["FC01001"].person) == (WANG, LI)
