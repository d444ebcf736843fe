"""What deliberation and service places count for: C8, C10, UB1."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from domain.body import body_ref
from domain.deliberation import Proposer
from domain.facility import SIX_CENTRES
from domain.kernel import end_of_day
from domain.ruleset import SubjectKind
from projections.ledgers.deliberation import L_DELIB, DeliberationRow
from projections.ledgers.facilities import FACILITIES
from projections.metrics.year import Measures, Metrics, Year
from projections.scoring import Measure

REQUIRED: Final = Measure(len(SIX_CENTRES))  # the article's six, in every community


def resolutions_due(year: Year) -> Iterator[DeliberationRow]:
    """Whose last task fell due within the year, as far as it is over."""
    for row in year.snapshot.all(L_DELIB):
        due = row.due_on
        if due and due.year == year.year and end_of_day(due) <= year.until:
            yield row


def done_by(row: DeliberationRow, day: date) -> bool:
    """Whether all its tasks were done by then, late or not."""
    return row.completed_on is not None and row.completed_on <= day


def of_deliberation(year: Year) -> Mapping[UUID, Measures]:
    """C8: of the resolutions that fell due, those carried out."""
    by_community = defaultdict[str, list[DeliberationRow]](list)
    for row in resolutions_due(year):
        by_community[row.community].append(row)
    return {body_ref(code).id: _carried_out(rows, year.on) for code, rows in by_community.items()}


def _carried_out(due: list[DeliberationRow], day: date) -> Measures:
    done = [row for row in due if done_by(row, day)]
    resolved = tuple(row.adopted for row in due if row.adopted is not None)
    last = tuple(part.done for row in done for part in row.parts if part.done is not None)
    return {
        "deliberation_resolutions_due": Measure(len(due), resolved),
        "deliberation_resolutions_done": Measure(len(done), last),
    }


def of_centres(year: Year) -> Mapping[UUID, Measures]:
    """C10: of the six, those in service on the day looked at (R-26)."""
    turns = defaultdict[str, list[int]](list)
    for row in year.snapshot.all(FACILITIES):
        turn = row.turn_on(year.on)
        if row.centre and turn is not None and turn.status == "IN_SERVICE":
            turns[row.community].append(turn.position)
    return {
        body_ref(community).id: {
            "centres_in_service": Measure(len(positions), tuple(sorted(positions)))
        }
        for community, positions in turns.items()
    }


def of_suggestions(year: Year) -> Mapping[UUID, Measures]:
    """UB1: what the unit proposed and was resolved within the year."""
    adopted = defaultdict[UUID, list[int]](list)
    for row in year.snapshot.all(L_DELIB, proposed_by=Proposer.UNIT):
        if row.unit is None or row.adopted is None or row.adopted_on is None:
            continue
        if row.adopted_on.year == year.year and row.adopted_on <= year.on:
            adopted[row.unit].append(row.adopted)
    return {
        unit: {"adopted_suggestions": Measure(len(positions), tuple(positions))}
        for unit, positions in adopted.items()
    }


METRICS: Final = (
    Metrics(
        SubjectKind.COMMUNITY,
        {
            "deliberation_resolutions_due": Measure(0),
            "deliberation_resolutions_done": Measure(0),
        },
        of_deliberation,
    ),
    Metrics(
        SubjectKind.COMMUNITY,
        {"centres_in_service": Measure(0), "centres_required": REQUIRED},
        of_centres,
    ),
    Metrics(SubjectKind.UNIT, {"adopted_suggestions": Measure(0)}, of_suggestions),
)
