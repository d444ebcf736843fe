"""What leaves for the county assessment, and its correction after a revocation (SYS-19, P-10)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from domain.assessment import cycle_ref
from domain.assessment.state import AFTER_FINAL
from domain.export import (
    AcknowledgeExport,
    DeliverExport,
    ExportState,
    PrepareExport,
    SignExport,
    export_ref,
)
from domain.roles import Role
from interfaces.simulation.clock import at
from interfaces.simulation.plan import YEAR, Plan
from interfaces.simulation.schedule import Begun, Course, does

PREPARED: Final = at(date(YEAR + 1, 2, 28), 8)
SIGNED: Final = at(date(YEAR + 1, 2, 28), 17)
CORRECTED: Final = at(date(YEAR + 1, 3, 17), 9)  # after the revocations
NEXT_STEP: Final = timedelta(minutes=20)
MOST: Final = 9  # packages that a year may have


def courses(plan: Plan) -> Iterator[Begun]:
    yield Begun("export-prepared", PREPARED, _prepared(plan))
    yield Begun("export-delivered", SIGNED, _delivered(plan, SIGNED))
    yield Begun("export-corrected", CORRECTED, _delivered(plan, CORRECTED))


def _prepared(plan: Plan) -> Course:
    if plan.look(cycle_ref(YEAR)).status in AFTER_FINAL:
        yield does(PREPARED, plan.officers.actor(Role.EVO), PrepareExport(year=YEAR))


def _delivered(plan: Plan, when: datetime) -> Course:
    """The newest package that waits for its signature."""
    for number in range(MOST, 0, -1):
        where = export_ref(YEAR, number)
        package = plan.look(where)
        if package.state is ExportState.PREPARED:
            office, group, department = (
                plan.officers.actor(role) for role in (Role.EVO, Role.LG, Role.COD)
            )
            sign = SignExport(
                digest=package.digest, document_no=f"繁共治领〔{YEAR + 1}〕{number + 7}号（合成）"
            )
            yield does(when, group, sign, where.id)
            deliver = DeliverExport(on=when.date())
            yield does(when + NEXT_STEP, office, deliver, where.id)
            received = AcknowledgeExport(on=when.date())
            yield does(when + 2 * NEXT_STEP, department, received, where.id)
            return
