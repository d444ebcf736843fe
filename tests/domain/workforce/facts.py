"""A worker of the first grid, the grids, the pay standards."""

from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.grid import grid_ref
from domain.grid.state import Spell
from domain.kernel import Actor, Period
from domain.person import PERSON, PartyKind, PersonRegistered, Residence, person_ref
from domain.roles import Role
from domain.workforce import (
    COMMUNITY_WORKER,
    PAY_STANDARDS,
    Grading,
    IncomeStatisticPublished,
    PaySystemAdopted,
    ResponsibilityAssigned,
    WorkerConfirmed,
    WorkerGraded,
    WorkerPost,
    WorkerRecruited,
    pay_standards_ref,
    shipped_pay_system,
)
from tests.domain.communities import THE_NINE
from tests.domain.grid.examples import active
from tests.spec import Given, given

LI, WANG = UUID(int=0x91), UUID(int=0x92)
START = date(2021, 9, 1)
TOWN = Actor(role=Role.TOWN, person=UUID(int=0x93))
YUAN = 100  # fen


def someone(id: UUID) -> dict[Any, Any]:
    fact = PersonRegistered(
        person=id, full_name="【合成】", residence=Residence(community="FC01"),
        party_member=PartyKind.NONE, synthetic=True,
    )  # fmt: skip
    return {person_ref(id): PERSON.replay([fact])}


def grid(code: str, *workers: UUID) -> dict[Any, Any]:
    """An active grid with exactly these workers."""
    spells = tuple(Spell(worker, Period(start=START)) for worker in workers)
    return {grid_ref(code): replace(active(code), workers=spells)}


def income(year: int, yuan: int) -> IncomeStatisticPublished:
    return IncomeStatisticPublished(
        year=year, value_fen=yuan * YUAN, published_on=date(year + 1, 2, 20), source="统计公报"
    )


SYSTEM: Final = PaySystemAdopted(system=shipped_pay_system(), document_no="【合成】3号")
STANDARDS: Final = {pay_standards_ref(): PAY_STANDARDS.replay([SYSTEM])}
RECRUITED: Final = WorkerRecruited(
    person=LI, community="FC01", recruitment_no="【合成】招2021-1", on=START
)
RESPONSIBLE: Final = ResponsibilityAssigned(person=LI, text="【合成】", grid="FC01001", on=START)
GRADED: Final = WorkerGraded(
    grading=Grading(post=WorkerPost.STAFF, grade=3, since=START), document_no="【合成】4号"
)
CONFIRMED: Final = WorkerConfirmed(on=date(2022, 3, 1))
IN_POST: Final = (RECRUITED, RESPONSIBLE, GRADED, CONFIRMED)


def worker(*facts: Any) -> Given[Any]:
    """With these facts, in a county with nine communities, a pay system and two grids."""
    world = {
        **THE_NINE, **STANDARDS, **someone(LI), **grid("FC01001", LI, WANG), **grid("FC01002"),
    }  # fmt: skip
    return given(COMMUNITY_WORKER, *facts).by(TOWN).looking(world)
