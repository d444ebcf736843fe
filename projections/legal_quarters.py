"""L-LEGAL: community × role × quarter, 16 cells a community and year (SYS-13, R-33, AM-22)."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from domain.body import BodyType
from domain.dates import QUARTERS
from domain.kernel import Label
from domain.legal import LegalRole
from projections.asking import Asked, Computed
from projections.ledgers.bodies import BODIES
from projections.ledgers.legal import L_DISPUTE, L_VISIT
from projections.metrics.legal import visits_by_cell
from projections.models import Row


class LegalRow(Row, frozen=True, array_like=True, gc=False):
    """cases: touched by its visits, each once; of them those whose dispute reached an agreement,
    and those whose agreement was performed."""

    community: str
    role: str
    quarter: int
    visits: int
    people_served: int
    cases: int
    resolved: int
    performed: int


def role_quarters(asked: Asked) -> Iterator[LegalRow]:
    """Of every community that existed on the day, also where nobody came."""
    disputes = {row.case: row for row in asked.snapshot.all(L_DISPUTE)}
    cells = visits_by_cell(asked.snapshot, asked.year, asked.on)
    bodies = asked.snapshot.all(BODIES, valid_at=asked.on, type=BodyType.COMMUNITY_PARTY_ORG.value)
    for code in sorted(row.code for row in bodies):
        for role in LegalRole:
            for quarter in range(1, QUARTERS + 1):
                visits = cells.get((code, role, quarter), [])
                cases: set[UUID] = {case for row in visits for case in row.cases}
                found = [disputes[case] for case in cases if case in disputes]
                yield LegalRow(
                    code,
                    role,
                    quarter,
                    len(visits),
                    sum(row.people_served for row in visits),
                    len(cases),
                    sum(row.agreements > 0 for row in found),
                    sum(row.state == "PERFORMED" for row in found),
                )


L_LEGAL: Final = Computed(
    "L-LEGAL",
    Label("三官一顾问台账", "Legal role-quarters", "三官一顧問台賬"),
    LegalRow,
    role_quarters,
    key=("community", "role", "quarter"),
    of={L_VISIT: ("community", "role"), L_DISPUTE: ("community",), BODIES: ("community",)},
)
