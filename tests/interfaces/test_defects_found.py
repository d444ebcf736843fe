"""The standing questions find every defect that HANDBOOK 5.5 planted, and nothing else.

Asked of a tiny county as an auditor asks them; the key says where the defects are.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from domain.kernel import SYSTEM
from interfaces.ledgers import Question
from interfaces.questions import answer
from interfaces.simulation import TINY, simulate
from interfaces.simulation.keyfile import DEFECTS
from interfaces.system import Settings, System

ROWS_MAX: Final = 100_000


class Asking(NamedTuple):
    """A standing question; shows: the column that names what the key names; said: filters and
    parameters, in a profile that spreads over a year what a county has in a month."""

    question: str
    shows: str
    said: dict[str, str]


ASKED: Final = {
    "closed_without_feedback": Asking("cases-closed-without-feedback", "case", {}),
    "duplicate_reports": Asking(
        "hazards-reported-again-and-again", "cases", {"category": "FIRE_SAFETY", "days": "366"}
    ),
    "recategorised_late": Asking("cases-recategorised-after-their-deadline", "case", {}),
    "self_confirmed": Asking("self-confirmed-services", "book", {}),
    "confirmed_after_freeze": Asking("services-confirmed-after-the-freeze", "book", {}),
    "overlapping_services": Asking("services-at-two-places-at-once", "book", {}),
    "registered_twice": Asking("registered-in-two-communities", "person", {}),
    "archive_reads_without_purpose": Asking("archive-reads-without-purpose", "entry", {}),
    "headless_grid": Asking("grids-without-a-head", "grid", {}),
    "dual_meeting_declared_late": Asking("meetings-declared-dual-afterwards", "meeting", {}),
    "assessor_without_recusal": Asking("assessors-who-should-have-recused", "assessor", {}),
    "ballots_returned_over_issued": Asking("void-ballot-rounds", "round", {}),
    "december_roll": Asking("members-removed-in-december", "person", {"registered": "false"}),
    "backdated_paper": Asking("agreements-with-back-dated-paper", "agreement", {}),
    "branch_made_orders": Asking(
        "orders-made-by-the-branch-in-december",
        "order",
        {"same_day": "true", "placed_on": "2022-12-31"},
    ),
}
NAMED_BY: Final = {
    "assessor_without_recusal": "assessor",
    "registered_twice": "person", "december_roll": "person", "headless_grid": "grid",
    "archive_reads_without_purpose": "entry",
}  # fmt: skip


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("county")
    planted: dict[str, Any] = simulate(Settings(data=folder), TINY, 7).planted["planted"]
    return folder, planted


@pytest.fixture(scope="module")
def system(key: tuple[Path, dict[str, Any]]) -> Iterator[System]:
    with System(Settings(data=key[0])) as system:
        system.rebuild()
        yield system


def found(system: System, asking: Asking) -> set[str]:
    question = Question(asking.question, SYSTEM, asking.said, year=2022, limit=ROWS_MAX)
    with system.readside.at() as snapshot:
        rows = answer(system, snapshot, system.clock(), question).rows
    each = [row[asking.shows] for row in rows]
    return {id for ids in each for id in (ids if isinstance(ids, list) else [ids])}


def test_there_is_a_question_for_each_defect() -> None:
    assert ASKED.keys() == DEFECTS.keys()


@pytest.mark.parametrize("defect", sorted(DEFECTS))
def test_it_is_found_and_nothing_else(
    system: System, key: tuple[Path, dict[str, Any]], defect: str
) -> None:
    planted = {where[NAMED_BY.get(defect, "stream")] for where in key[1][defect]["where"]}
    assert planted
    assert found(system, ASKED[defect]) == planted
