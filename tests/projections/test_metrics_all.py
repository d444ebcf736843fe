"""Every metric of HANDBOOK 4.7 has a ledger behind it, and one only; a ballot comes last."""

from collections import Counter
from typing import Final
from uuid import UUID

import pytest

from domain.grid import grid_ref
from domain.ruleset import SubjectKind, ruleset_2022
from projections.ledgers.people import PERSONS, UNITS
from projections.metrics.catalogue import METRICS, measures
from projections.scoring import Measure, score
from projections.scoring.measure import RATES
from projections.scoring.sheet import BALLOT
from tests.projections.known import FC01, SHOP, SOCIETY, known, unit
from tests.projections.year import LI, A, Year

SUBJECTS: Final[dict[SubjectKind, UUID]] = {
    SubjectKind.UNIT: A,
    SubjectKind.MEMBER: LI,
    SubjectKind.COMMUNITY: FC01,
    SubjectKind.GRID: grid_ref("FC01001").id,
    SubjectKind.SOCIAL_ORG: SOCIETY,
    SubjectKind.MERCHANT: SHOP,
}


def county() -> Year:
    told = Year()
    told.unit()
    told.member()
    return told


def measured(kind: SubjectKind) -> dict[str, Measure]:
    log = county().log
    rows = (*PERSONS.replay(log).values(), *UNITS.replay(log).values())
    parties = (unit(SHOP, "MERCHANT"), unit(SOCIETY, "SOCIAL_ORGANISATION"))
    return dict(measures(known(*rows, *parties), kind)[SUBJECTS[kind]])


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_every_metric_that_the_rules_ask_for_is_measured(kind: SubjectKind) -> None:
    asked = {part for name in ruleset_2022().metrics_of(kind) for part in RATES.get(name, (name,))}
    found = {name for name, measure in measured(kind).items() if measure.recorded}
    assert asked <= found


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_a_sheet_lacks_nothing_but_the_ballot(kind: SubjectKind) -> None:
    sheet = score(kind, measured(kind), ruleset_2022())
    lines = (*sheet.lines, *sheet.bonus_lines, *sheet.deduction_lines)
    assert [line.line_id for line in lines if not line.recorded] == []
    ballot = {BALLOT} if ruleset_2022().subjects[kind].ballot_max else set()
    assert set(sheet.missing) == ballot


def test_no_two_systems_measure_the_same() -> None:
    named = Counter((metrics.kind, name) for metrics in METRICS for name in metrics.none)
    assert [both for both, times in named.items() if times > 1] == []
    for kind in (SubjectKind.UNIT, SubjectKind.MEMBER):
        log = county().log
        rows = (*PERSONS.replay(log).values(), *UNITS.replay(log).values())
        own = [m for m in METRICS if m.kind is kind and not m.none]
        of_its_own = {n for m in own for n in m.measure(known(*rows))[SUBJECTS[kind]]}
        assert of_its_own.isdisjoint(n for k, n in named if k is kind)
