"""HANDBOOK 5.1, 5.2, 5.5: the archives of the simulated county, as planned and as run."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from application.recorded import Recorded
from domain.archive import BATCH_MAX, ArchiveKind
from domain.identifiers import is_credit_code
from interfaces.simulation import COUNTY, TINY, simulate
from interfaces.simulation.archives import TOUCHES, books_of
from interfaces.simulation.settling import plan_of
from interfaces.system import Settings, System

SEED = 7
COUNTED = {
    ArchiveKind.RESIDENT: 79_903, ArchiveKind.HOUSEHOLD: 30_779, ArchiveKind.SHOP: 3_089,
    ArchiveKind.COMPOUND: 215, ArchiveKind.BUNGALOW_AREA: 61,
}  # fmt: skip


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Recorded]]:
    folder = tmp_path_factory.mktemp("tiny")
    assert not simulate(Settings(data=folder), TINY, SEED).refused
    with System(Settings(data=folder)) as system:
        yield list(system.log.read(0, 100_000))


def test_the_county_has_exactly_the_entries_of_the_handbook() -> None:
    """HANDBOOK 5.1; nothing is entered twice, every shop has a code of its own."""
    plan = plan_of(COUNTY, SEED)
    found, codes = Counter[ArchiveKind](), Counter[str]()
    for community in plan.communities:
        for grid in community.grids:
            for kind, lines in books_of(community, grid, plan.dice(grid.code)):
                found[kind] += len(lines)
                codes.update(v for line in lines for f, v in line.values if f == "credit_code")
    assert found == COUNTED
    assert len(codes) == COUNTED[ArchiveKind.SHOP]
    assert all(map(is_credit_code, codes))


def test_an_entry_is_touched_1_1_times() -> None:
    """HANDBOOK 5.2."""
    assert sum(times * share for times, share in TOUCHES.items()) == pytest.approx(1.1)
    assert sum(TOUCHES.values()) == pytest.approx(1)


def of(log: list[Recorded], name: str) -> list[Any]:
    return [recorded.event for recorded in log if recorded.name == name]


def test_archives_are_imported_in_batches_and_then_verified(log: list[Recorded]) -> None:
    batches = of(log, "archive.batch_imported")
    assert all(0 < len(batch.lines) <= BATCH_MAX for batch in batches)
    entries = sum(len(batch.lines) for batch in batches)
    verified = len(of(log, "archive.verified"))
    assert entries == 4 + 3 + 30 + 20 + 80 + 60 + 3 + 2
    assert 0.9 * entries < verified < 1.3 * entries


def test_people_consent_ask_and_withdraw_and_others_read_for_a_purpose(log: list[Recorded]) -> None:
    assert of(log, "consent.given")
    assert of(log, "consent.withdrawn")
    assert of(log, "subject_request.done") or of(log, "subject_request.refused")
    assert of(log, "access.read")


def test_p_11_followed_every_withdrawal(log: list[Recorded]) -> None:
    """P-11."""
    withdrawn = [event.person for event in of(log, "consent.withdrawn")]
    assert {event.entry for event in of(log, "archive.restricted")} == set(withdrawn)


def test_seven_reads_without_purpose_are_planted(log: list[Recorded]) -> None:
    """HANDBOOK 5.5; test_defects_found.py shows that the question finds them."""
    assert len({event.entry for event in of(log, "access.unstated_read_found")}) == 7
