"""Role-quarters of the three officers and the adviser: C11, L-LEGAL, R-33, AM-22."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.body import BodyType
from domain.ruleset import SubjectKind
from projections.catalogue import READ_MODELS
from projections.ledgers.bodies import BodyRow
from projections.ledgers.legal import DisputeRow, VisitRow
from projections.legal_quarters import LegalRow
from projections.models import Row
from tests.projections.known import FC01, evidence, found, known
from tests.projections.questions.asked import Told, asked
from tests.spec import moment

C11 = ("legal_role_quarters_served", "legal_role_quarters_due")
CASE, OTHER = UUID(int=0x81), UUID(int=0x82)


def visit(number: int, day: str | None, role: str = "JUDGE", **changes: Any) -> VisitRow:
    on = None if day is None else date.fromisoformat(f"2022-{day}")
    told: dict[str, Any] = {
        "visit": UUID(int=number), "community": "FC01", "role": role, "person": UUID(int=1),
        "planned_for": on or date(2022, 1, 10), "state": "RECORDED" if on else "PLANNED",
        "held_on": on, "kind": "CONSULT", "people_served": 10,
        "recorded": number * 10 if on else None,
    }  # fmt: skip
    return VisitRow(**told | changes)


def served(*visits: VisitRow) -> list[Any]:
    return found(known(*visits), SubjectKind.COMMUNITY, FC01, *C11)


def test_a_community_owes_each_role_once_a_quarter_c11_am22() -> None:
    assert served() == [0, 16]
    every = [
        visit(number, f"{month:02d}-15", role)
        for number, (month, role) in enumerate(
            (month, role)
            for month in (1, 4, 7, 10)
            for role in ("JUDGE", "PROCURATOR", "POLICE", "LEGAL_ADVISER")
        )
    ]
    assert served(*every) == [16, 16]


def test_a_community_owes_the_quarters_on_whose_first_day_it_existed_c11_am22() -> None:
    for first, due in ((date(2022, 4, 1), 12), (date(2022, 4, 2), 8)):
        new = BodyRow("FC01", BodyType.COMMUNITY_PARTY_ORG, "合成", "FC01", first)
        visits = visit(1, "04-20"), visit(2, "10-20")
        found_so = found(known(new, *visits), SubjectKind.COMMUNITY, FC01, *C11)
        assert found_so == [2 if due == 12 else 1, due]


def test_many_visits_in_one_quarter_serve_one_role_quarter_c11() -> None:
    three = (visit(1, "01-01"), visit(2, "03-31"), visit(3, "04-01"))
    assert served(*three) == [2, 16]
    assert evidence(known(*three), SubjectKind.COMMUNITY, FC01, C11[0]) == (10, 30)
    assert served(visit(1, "01-01"), visit(2, "01-01", "POLICE")) == [2, 16]


def test_only_what_was_held_in_the_year_and_confirmed_counts_c11() -> None:
    assert served(visit(1, None)) == [0, 16]
    held = visit(1, "02-01", state="HELD", recorded=None)
    assert served(held) == [0, 16]
    assert served(visit(1, None, held_on=date(2021, 12, 31), state="RECORDED")) == [0, 16]
    assert served(visit(1, "02-01", community="FC02")) == [0, 16]


def community(code: str) -> BodyRow:
    return BodyRow(code, BodyType.COMMUNITY_PARTY_ORG, code, code, date(2021, 6, 1))


def cells(*rows: Row, on: str = "2022-12-31") -> list[LegalRow]:
    told = Told()
    for row in rows:
        told.plant(next(model for model in READ_MODELS if model.row is type(row)), row)
    return asked(told, "L-LEGAL", on=on)


def test_nine_communities_have_144_cells_also_where_nobody_came() -> None:
    nine = [community(f"FC0{n}") for n in range(1, 10)]
    rows = cells(*nine)
    assert len(rows) == 144
    assert sum(row.quarter == 1 for row in rows) == 36
    assert {row.visits for row in rows} == {0}


def dispute(case: UUID, state: str, agreements: int) -> DisputeRow:
    due = moment("2022-03-11 00:00")
    return DisputeRow(case, None, "LEG", 1, state, date(2022, 2, 1), due, agreements=agreements)


def test_a_cell_tells_visits_people_and_what_became_of_the_disputes() -> None:
    rows = cells(
        community("FC01"), visit(1, "02-01", cases=(CASE, OTHER)), visit(2, "03-01", cases=(CASE,)),
        dispute(CASE, "PERFORMED", 1), dispute(OTHER, "BREACHED", 1),
    )  # fmt: skip
    [judge] = [row for row in rows if row.visits]
    assert (judge.role, judge.quarter, judge.visits, judge.people_served) == ("JUDGE", 1, 2, 20)
    assert (judge.cases, judge.resolved, judge.performed) == (2, 2, 1)
    failed = cells(community("FC01"), visit(1, "02-01", cases=(CASE,)), dispute(CASE, "FAILED", 0))
    assert [(r.cases, r.resolved) for r in failed if r.visits] == [(1, 0)]
    early = cells(community("FC01"), visit(1, "02-01"), on="2022-01-31")
    assert not [row for row in early if row.visits]
