"""R-03: the four standing indicators that administrators will ask for."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.order import Origin
from projections.ledgers.agreements import L_AGR, AgreementRow
from projections.ledgers.attendance import L_ATTEND, AttendanceRow
from projections.ledgers.cases import L_CASE
from projections.ledgers.grids import L_GRID, GridRow, Term
from projections.ledgers.meetings import L_MEET, MeetingRow
from projections.ledgers.orders import L_ORDER
from tests.projections.questions.asked import Told, asked, moment
from tests.projections.questions.test_cases import case
from tests.projections.questions.test_orders import order
from tests.projections.questions.test_registrations import told
from tests.projections.year import A, B

MEETING, FC02 = UUID(int=0x3E), "FC02"


def shown(known: Told) -> dict[tuple[str | None, str], Any]:
    rows = asked(known, "standing-indicators")
    return {(row.community, row.indicator): row.number if row.of is None else
            f"{row.number}/{row.of}" for row in rows}  # fmt: skip


def attended(kind: str, status: str, unit: UUID | None = None) -> AttendanceRow:
    return AttendanceRow(MEETING, "FC01", kind, None, unit, None, status=status)


def held() -> MeetingRow:
    at = moment("2022-05-10 09:00")
    return MeetingRow(
        meeting=MEETING, meeting_no="1", type="COMMUNITY_REGULAR", serves=(), community="FC01",
        convenor="FC01", committee=None, title="合成", plenary=False, urgent=False, state="HELD",
        starts_at=at, on=date(2022, 5, 10), invited=3, cases=(), held_at=at,
    )  # fmt: skip


def test_what_residents_bring_and_do_themselves_r03() -> None:
    """R-03: not government-led but residents' own."""
    patrol = case(2, channel="GRID_PATROL")
    known = Told().plant(L_CASE, case(1), patrol, case(3, community=FC02, channel="BOX"))
    known.plant(L_ORDER, order(1), order(2, origin=Origin.BRANCH))
    known.plant(L_MEET, held())
    known.plant(L_ATTEND, attended("RESIDENT", "PRESENT"), attended("RESIDENT", "ABSENT"))
    found = shown(known)
    assert found[None, "CASES_RAISED_BY_RESIDENTS"] == "2/3"
    assert found["FC01", "CASES_RAISED_BY_RESIDENTS"] == "1/2"
    assert found["FC01", "ACTS_OF_RESIDENTS"] == 3  # a case, an order, a sitting
    assert found[FC02, "ACTS_OF_RESIDENTS"] == 1


def test_the_forces_are_people_and_each_counts_once_r03() -> None:
    known, year = told(3, 2)
    year.served("05-10", "05-11", id=UUID(int=0x100))
    head = Term(UUID(int=0x100), date(2022, 1, 1))
    left = Term(UUID(int=0x55), date(2022, 1, 1), date(2022, 5, 1))
    known.plant(L_GRID, GridRow("FC01001", "FC01", "ACTIVE", 1, heads=(head,), workers=(left,)))
    assert shown(known)["FC01", "FORCES"] == 2


def test_how_far_units_take_part_in_an_organised_way_r03() -> None:
    """R-03: by membership, agreement and attendance."""
    known, year = told(0, 0)
    year.unit(B, obliged=False)
    agreement = AgreementRow(UUID(int=7), "FC01", A, "UNIT", 2022, "1", date(2022, 3, 1), "DRAFTED")
    known.plant(L_AGR, agreement).plant(L_MEET, held())
    known.plant(L_ATTEND, attended("UNIT", "SUBSTITUTE", A), attended("UNIT", "EXCUSED", B))
    found = shown(known)
    assert found["FC01", "UNITS_IN_COMMITTEES"] == "1/2"
    assert found["FC01", "UNITS_WITH_AGREEMENT"] == "0/1"
    assert found["FC01", "ATTENDANCE_OF_UNITS"] == "1/2"
    known.planted[L_AGR] = [msgspec.structs.replace(agreement, effective_on=date(2022, 3, 5))]
    assert shown(known)[None, "UNITS_WITH_AGREEMENT"] == "1/1"
