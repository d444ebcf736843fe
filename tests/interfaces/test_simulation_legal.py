"""The year's legal visits, social organisations and community workers, as HANDBOOK 5.1 and 5.2
count them; planned, not run."""

from collections import Counter

import pytest

from domain.unit import UnitKind
from domain.workforce import WorkerPost
from interfaces.simulation import COUNTY
from interfaces.simulation.plan import Plan
from interfaces.simulation.settling import plan_of
from interfaces.simulation.societies import societies_of
from interfaces.simulation.staff import employed_of
from interfaces.simulation.visits import visits_of


@pytest.fixture(scope="module")
def county() -> Plan:
    return plan_of(COUNTY, 7)


def test_188_visits_cover_121_of_144_role_quarters(county: Plan) -> None:
    """HANDBOOK 5.2."""
    visits = visits_of(county)
    assert len(visits) == 188
    assert len(set(visits)) == 121


def test_24_organisations_9_registered_15_filed_5_incubating_6_without_coverage(
    county: Plan,
) -> None:
    """HANDBOOK 5.1."""
    found = societies_of(county)
    assert len(found) == 24
    assert sum(one.registered for one in found) == 9
    assert sum(one.incubating for one in found) == 5
    assert sum(not one.covered for one in found) == 6
    assert {one.unit.kind for one in found} == {UnitKind.SOCIAL_ORGANISATION}


def test_132_workers_9_heads_27_deputies_96_staff_4_below_the_floor(county: Plan) -> None:
    """HANDBOOK 5.1, R-21."""
    found = employed_of(county)
    posts = Counter(one.post for one in found)
    assert posts == {WorkerPost.HEAD: 9, WorkerPost.DEPUTY: 27, WorkerPost.STAFF: 96}
    assert sum(one.grid is not None for one in found) == 85
    assert sum(one.below for one in found) == 4
    assert sum(one.gap for one in found) == 1
    assert len({one.who for one in found}) == 132
