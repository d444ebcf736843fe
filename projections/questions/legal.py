"""Questions about the three officers, the adviser and disputes (SYS-13)."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Final
from uuid import UUID

from msgspec import Meta

from domain.kernel import Label
from domain.legal import LegalRole
from projections.asking import Asked, Parameter, StandingQuestion
from projections.ledgers.cases import L_CASE
from projections.ledgers.legal import L_DISPUTE, DisputeRow
from projections.legal_quarters import role_quarters
from projections.models import Row

SYSTEM: Final = "SYS-13"
HALVES: Final = {1: (1, 2), 2: (3, 4)}
Half = Annotated[int, Meta(ge=1, le=2)]


class AbsentRow(Row, frozen=True, array_like=True, gc=False):
    """quarters: of the half-year, without a visit in this role; both, as nobody came."""

    community: str
    role: str
    half: int
    quarters: tuple[int, ...]


def absent_roles(asked: Asked) -> Iterator[AbsentRow]:
    """Communities that no officer of the role visited in the half-year (R-33, AM-22).

    half: else the one that the day asked about lies in.
    """
    half = asked.parameters["half"] or (1 if asked.day.month <= 6 else 2)
    quarters, wanted = HALVES[half], asked.parameters["role"]
    cells = [row for row in role_quarters(asked) if row.quarter in quarters]
    for community in dict.fromkeys(row.community for row in cells):
        for role in LegalRole:
            mine = [row for row in cells if (row.community, row.role) == (community, role)]
            if wanted in (None, role) and not any(row.visits for row in mine):
                yield AbsentRow(community, role, half, quarters)


class DisputeFound(Row, frozen=True, array_like=True, gc=False):
    """Confidential, as the dispute file is (S9 art. 27). state, agreed_on …: of the last round;
    broken: agreements of any round that were found not performed."""

    offices: ClassVar = DisputeRow.offices

    case: UUID
    case_no: str
    community: str
    state: str
    rounds: int
    agreed_on: date | None
    due_on: date | None
    checked_on: date | None
    days_overdue: int | None
    broken: int


def mediated_twice(asked: Asked) -> Iterator[DisputeFound]:
    """Disputes of which a second mediation was opened."""
    for row, found in _files(asked):
        if row.round > 1:
            yield found


def not_performed(asked: Asked) -> Iterator[DisputeFound]:
    """Agreements found broken, also where the dispute is mediated anew, and those past their day
    that nobody has checked (S9 art. 31)."""
    for row, found in _files(asked):
        unchecked = row.state in ("AGREED", "JUDICIALLY_CONFIRMED") and found.days_overdue
        if row.broken or unchecked:
            yield found


def _files(asked: Asked) -> Iterator[tuple[DisputeRow, DisputeFound]]:
    """Dispute files opened in the year asked about or before, with their cases."""
    cases = {row.case: row for row in asked.snapshot.all(L_CASE)}
    for row in asked.snapshot.all(L_DISPUTE):
        if row.opened_on.year <= asked.year and (case := cases.get(row.case)):
            late = None if row.due_on is None else (asked.day - row.due_on).days
            yield (
                row,
                DisputeFound(
                    row.case,
                    case.case_no,
                    case.community,
                    row.state,
                    row.round,
                    row.agreed_on,
                    row.due_on,
                    row.checked_on,
                    late if late is not None and late > 0 and row.state != "PERFORMED" else None,
                    row.broken,
                ),
            )


QUESTIONS: Final = (
    StandingQuestion(
        name="communities-without-a-legal-role",
        system=SYSTEM,
        title=Label(
            "哪些社区半年内没有法官（检察官、警官、法律顾问）到访？",
            "Which community saw no judge (procurator, police officer, adviser) this half-year?",
        ),
        row=AbsentRow,
        rows=absent_roles,
        parameters={
            "half": Parameter(
                Label("上半年1，下半年2（不填为当日所在半年）", "Half-year 1 or 2; else the day's"),
                Half,
            ),
            "role": Parameter(Label("角色（不填为全部）", "Role; else all four"), LegalRole),
        },
    ),
    StandingQuestion(
        name="disputes-mediated-twice",
        system=SYSTEM,
        title=Label("哪些纠纷调解了两次？", "Which disputes were mediated twice?"),
        row=DisputeFound,
        rows=mediated_twice,
        dated=False,
    ),
    StandingQuestion(
        name="agreements-not-performed",
        system=SYSTEM,
        title=Label("哪些调解协议没有履行？", "Which mediated agreements were not performed?"),
        row=DisputeFound,
        rows=not_performed,
    ),
)
