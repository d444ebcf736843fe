"""What an auditor asks the ledgers, and the defects that HANDBOOK 5.5 planted: he finds them all.

Each question is put to the ledgers of a tiny county, and finds what the key says and nothing else.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from domain.kernel import local_date
from interfaces.ledgers import STORED
from interfaces.simulation import TINY, simulate
from interfaces.simulation.keyfile import DEFECTS
from interfaces.system import Settings, System
from projections.reading import Snapshot

NEW_YEARS_EVE, FREEZE = date(2022, 12, 31), date(2023, 1, 10)
HEADLESS_DAYS_MAX, SAME_HAZARD_MIN = 30, 4


class Auditor:
    """Asks the ledgers; where these cannot tell, the events that they name as evidence."""

    def __init__(self, system: System, snapshot: Snapshot) -> None:
        self._system, self._snapshot = system, snapshot

    def rows(self, ledger: str) -> list[Any]:
        return self._snapshot.all(STORED[ledger])

    def evidence(self, ledger: str, *key: Any) -> Iterator[Any]:
        for position in self._snapshot.evidence(STORED[ledger], *key):  # type: ignore[arg-type]
            yield from self._system.log.read(position - 1, 1)

    def phones(self) -> dict[UUID, str | None]:
        """Opened for the purpose of the audit: whom two records mean cannot be seen without."""
        open_ = self._system.vault.opened
        return {
            row.person: open_(recorded.event.phone, recorded.stream)
            for row in self.rows("PERSONS")
            for recorded in self.evidence("PERSONS", row.person)
            if recorded.name == "person.registered" and recorded.event.phone
        }

    def doubles(self) -> set[tuple[UUID, UUID]]:
        """Pairs of records that mean one person."""
        by_phone = defaultdict(list)
        for person, phone in self.phones().items():
            by_phone[phone].append(person)
        return {pair for same in by_phone.values() for pair in combinations(sorted(same), 2)}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("county")
    planted: dict[str, Any] = simulate(Settings(data=folder), TINY, 7).planted["planted"]
    return folder, planted


@pytest.fixture(scope="module")
def auditor(key: tuple[Path, dict[str, Any]]) -> Iterator[Auditor]:
    with System(Settings(data=key[0])) as system:
        system.rebuild()
        with system.readside.at() as snapshot:
            yield Auditor(system, snapshot)


# The questions


def closed_without_feedback(a: Auditor) -> set[str]:
    return {str(c.case) for c in a.rows("L-CASE") if c.closed_at and not c.fed_back_at}


def duplicate_reports(a: Auditor) -> set[str]:
    """The same hazard in the same grid, again and again."""
    same = defaultdict(list)
    for case in a.rows("L-CASE"):
        if case.category == "FIRE_SAFETY":
            same[case.grid].append(str(case.case))
    return {case for cases in same.values() if len(cases) >= SAME_HAZARD_MIN for case in cases}


def recategorised_late(a: Auditor) -> set[str]:
    return {str(case.case) for case in a.rows("L-CASE") if case.recategorised_overdue}


def self_confirmed(a: Auditor) -> set[str]:
    """What the system enters and confirms by itself comes from orders."""
    return {
        str(service.book)
        for service in a.rows("L-VOL")
        if service.confirmed_at
        and service.source == "ORGANISER"
        and service.confirmed_by == service.submitted_by
    }


def confirmed_after_freeze(a: Auditor) -> set[str]:
    return {
        str(service.book)
        for service in a.rows("L-VOL")
        if service.confirmed_at
        and service.year == 2022
        and local_date(service.confirmed_at) > FREEZE
    }


def overlapping_services(a: Auditor) -> set[str]:
    """At two places at once; told by the book of the later record of the two."""
    by_person = defaultdict(list)
    for service in a.rows("L-VOL"):
        by_person[service.person].append(service)
    return {
        str(second.book)
        for one, other in a.doubles()
        for first in by_person[one]
        for second in by_person[other]
        if first.start < second.end and second.start < first.end
    }


def registered_twice(a: Auditor) -> set[str]:
    day = {row.person: row.submitted_on for row in a.rows("L-MEMBERREG")}
    return {
        str(person)
        for pair in a.doubles()
        if day.get(pair[0]) is not None and day[pair[0]] == day.get(pair[1])
        for person in pair
    }


def december_roll(a: Auditor) -> set[str]:
    """Off the roll in the last days of the year, and never registered."""
    registered = {row.person for row in a.rows("L-MEMBERREG")}
    return {
        str(row.person)
        for row in a.rows("PERSONS")
        for spell in row.spells
        if spell.end
        and date(2022, 12, 20) <= spell.end < NEW_YEARS_EVE
        and row.person not in registered
    }


def headless_grid(a: Auditor) -> set[str]:
    by_grid: dict[UUID, list[tuple[str, datetime]]] = defaultdict(list)
    for entry in a.rows("L-AUDIT"):
        if entry.event in ("grid.head_ended", "grid.head_appointed"):
            by_grid[entry.record].append((entry.event, entry.occurred_at))
    return {
        str(grid)
        for grid, steps in by_grid.items()
        for (event, ended), (_, began) in pairwise([*steps, ("", datetime.max.replace(tzinfo=UTC))])
        if event == "grid.head_ended" and began - ended > timedelta(days=HEADLESS_DAYS_MAX)
    }


def backdated_paper(a: Auditor) -> set[str]:
    return {
        str(row.agreement)
        for row in a.rows("L-AGR")
        for recorded in a.evidence("L-AGR", row.agreement)
        if (dated := getattr(recorded.event, "paper_dated_on", None)) and dated < recorded.event.on
    }


def branch_made_orders(a: Auditor) -> set[str]:
    return {
        str(order.order)
        for order in a.rows("L-ORDER")
        if order.origin == "BRANCH"
        and order.placed_on == NEW_YEARS_EVE
        and order.completed_at
        and local_date(order.completed_at) == NEW_YEARS_EVE
    }


QUESTIONS: Final = {
    ask.__name__: ask
    for ask in (
        closed_without_feedback, duplicate_reports, recategorised_late, self_confirmed,
        confirmed_after_freeze, overlapping_services, registered_twice, december_roll,
        headless_grid, backdated_paper, branch_made_orders,
    )
}  # fmt: skip
NAMED_BY: Final = {"registered_twice": "person", "december_roll": "person"}


def test_there_is_a_question_for_each_defect() -> None:
    assert QUESTIONS.keys() == DEFECTS.keys()


@pytest.mark.parametrize("defect", sorted(DEFECTS))
def test_the_ledgers_show_it(
    auditor: Auditor, key: tuple[Path, dict[str, Any]], defect: str
) -> None:
    planted = {where[NAMED_BY.get(defect, "stream")] for where in key[1][defect]["where"]}
    assert planted
    assert QUESTIONS[defect](auditor) == planted
