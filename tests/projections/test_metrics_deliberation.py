"""What deliberation and the six centres count for: C8, C10, UB1."""

from datetime import date
from typing import Any
from uuid import UUID

from projections.ledgers.deliberation import DeliberationRow, TaskPart
from projections.ledgers.facilities import FacilityRow, Turn
from projections.metrics import deliberation
from projections.metrics.year import Year
from projections.scoring import Measure
from tests.projections.known import FC01, ORGAN, known

C8 = ("deliberation_resolutions_done", "deliberation_resolutions_due")
C10 = ("centres_in_service", "centres_required")
OPENED = date(2021, 9, 1)


def measured(year: Year, subject: UUID) -> dict[str, Measure]:
    """What these systems measure of a subject; where they say nothing, what they begin with."""
    none = {name: measure for each in deliberation.METRICS for name, measure in each.none.items()}
    told = (each.measure(year).get(subject, {}) for each in deliberation.METRICS)
    return none | {name: measure for some in told for name, measure in some.items()}


def found(year: Year, *names: str) -> list[Any]:
    return [measured(year, FC01)[name].value for name in names]


def part(due: str, done: str | None = None, position: int | None = None) -> TaskPart:
    on = None if done is None else date.fromisoformat(done)
    return TaskPart(UUID(int=1), "FC01", date.fromisoformat(due), on, position)


def resolved(number: int, *parts: TaskPart, **changes: Any) -> DeliberationRow:
    days = [each.done_on for each in parts]
    last = max((day for day in days if day), default=None) if all(days) else None
    told: dict[str, Any] = {
        "item": UUID(int=number), "item_no": str(number), "community": "FC01",
        "item_class": "OTHER", "proposed_by": "RESIDENT", "proposed_on": date(2022, 3, 1),
        "state": "EXECUTING", "adopted_on": date(2022, 4, 1), "adopted": number * 10,
        "parts": parts, "completed_on": last,
    }  # fmt: skip
    return DeliberationRow(**told | changes)


def test_a_resolution_counts_as_done_when_all_its_tasks_are_c8() -> None:
    done = resolved(1, part("2022-06-30", "2022-06-20", 101), part("2022-05-31", "2022-07-01", 102))
    half = resolved(2, part("2022-06-30", "2022-06-20", 103), part("2022-12-31"))
    year = known(done, half)
    assert found(year, *C8) == [1, 2]
    assert measured(year, FC01)[C8[0]].evidence == (101, 102)
    assert measured(year, FC01)[C8[1]].evidence == (10, 20)


def test_it_is_due_in_the_year_in_which_its_last_task_falls_due_c8() -> None:
    next_year = resolved(3, part("2022-06-30", "2022-06-20", 104), part("2023-01-31"))
    last_year = resolved(4, part("2021-12-31"), adopted_on=date(2021, 10, 1))
    carried_over = resolved(5, part("2022-01-31", "2022-01-30", 105), adopted_on=date(2021, 12, 1))
    nothing = resolved(6, adopted=None, adopted_on=None)
    year = known(next_year, last_year, carried_over, nothing)
    assert found(year, *C8) == [1, 1]


def test_what_is_done_after_the_year_is_not_done_in_it_c8() -> None:
    late = resolved(7, part("2022-12-20", "2023-01-05", 106))
    assert found(known(late), *C8) == [0, 1]


def test_a_community_that_resolved_nothing_has_nothing_due_c8() -> None:
    assert found(known(), *C8) == [0, 0]


def centre(number: int, type: str, *turns: Turn, centre: bool = True) -> FacilityRow:
    return FacilityRow(
        UUID(int=number), "FC01", type, centre, "合成", f"{number}号", turns[-1].status, turns
    )


def test_centres_in_service_on_the_snapshot_day_count_of_six_c10() -> None:
    in_service = Turn(OPENED, "IN_SERVICE", 11)
    year = known(
        centre(1, "ELDER_CARE", in_service),
        centre(2, "CULTURE_ACTIVITY", in_service, Turn(date(2022, 12, 31), "SUSPENDED", 12)),
        centre(3, "CONVENIENCE_SERVICE", in_service, Turn(date(2023, 1, 1), "CLOSED", 13)),
        centre(4, "PARTY_MEMBER_SERVICE", Turn(date(2023, 1, 1), "IN_SERVICE", 14)),
        centre(5, "LIBRARY", in_service, centre=False),
    )
    assert found(year, *C10) == [2, 6]
    assert measured(year, FC01)[C10[0]].evidence == (11, 11)
    assert found(known(), *C10) == [0, 6]


def test_a_units_proposal_that_was_resolved_is_an_adopted_suggestion_ub1() -> None:
    by_unit = {"proposed_by": "UNIT", "unit": ORGAN}
    year = known(
        resolved(1, part("2022-06-30"), **by_unit),
        resolved(2, part("2022-06-30"), **by_unit, adopted_on=date(2021, 12, 31)),
        resolved(3, part("2023-06-30"), **by_unit, adopted_on=date(2023, 1, 1)),
        resolved(4, **by_unit, adopted=None, adopted_on=None),
        resolved(5, part("2022-06-30"), proposed_by="SOCIAL_ORGANISATION", unit=ORGAN),
    )
    of_unit = measured(year, ORGAN)["adopted_suggestions"]
    assert (of_unit.value, of_unit.evidence) == (1, (10,))
    assert measured(known(), ORGAN)["adopted_suggestions"].value == 0
