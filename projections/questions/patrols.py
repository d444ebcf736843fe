"""Questions about patrols (SYS-01): a month without a plan leaves G1 without a measure."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from domain.kernel import Label
from projections.asking import Asked, StandingQuestion
from projections.ledgers.grids import L_GRID
from projections.ledgers.patrols import L_PATROL, L_PATROL_PLAN
from projections.models import Row

SYSTEM: Final = "SYS-01"
MONTHS: Final = range(1, 13)


class UnwalkedRow(Row, frozen=True, array_like=True, gc=False):
    """planned: None: nobody planned that month."""

    community: str
    grid: str
    month: str
    planned: int | None
    done: int


def unwalked(asked: Asked) -> Iterator[UnwalkedRow]:
    """Months that have begun in which a grid at work had no plan, or walked less than it."""
    plans = asked.snapshot.all(L_PATROL_PLAN, year=asked.year)
    planned = {(row.grid, row.month): row.planned for row in plans}
    walks = asked.snapshot.all(L_PATROL, year=asked.year)
    done = Counter((row.grid, row.month) for row in walks if not row.voided)
    for grid in sorted(asked.snapshot.all(L_GRID), key=lambda row: row.grid):
        for first in (date(asked.year, month, 1) for month in MONTHS):
            cell = grid.grid, f"{first:%Y-%m}"
            if first <= asked.day and grid.active_on(first):
                wanted = planned.get(cell)
                if wanted is None or done[cell] < wanted:
                    yield UnwalkedRow(grid.community, *cell, wanted, done[cell])


QUESTIONS: Final = (
    StandingQuestion(
        name="grids-not-patrolled-as-planned",
        system=SYSTEM,
        title=Label(
            "哪些网格某月未订巡查计划或未按计划巡查？",
            "Which grids planned no patrols in a month, or walked fewer than planned?",
        ),
        row=UnwalkedRow,
        rows=unwalked,
    ),
)
