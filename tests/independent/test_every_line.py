"""The product's sheets are what an independent reading of the log says, line for line.

GONGZHI_SCALE=county reads a whole county's year twice; by default a tiny one, for CI's sake.
"""

import json
import os
from collections.abc import Callable
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.ruleset import SubjectKind, ruleset_2022
from interfaces.simulation import COMMUNITY, COUNTY, TINY, simulate
from interfaces.system import Settings, System
from projections.scores import Scored, year_scores
from tests.county import county
from tests.histories import play
from tests.independent import members, places
from tests.independent.diary import Diary, Entry
from tests.independent.points import adjustment_of, barred_by, points_of, total_of
from tests.interfaces.stories import STORIES, Teller

YEAR = 2022
PROFILES = {profile.name: profile for profile in (TINY, COMMUNITY, COUNTY)}
SCALE = PROFILES[os.environ.get("GONGZHI_SCALE", TINY.name)]
STEPS = 300
READ: dict[SubjectKind, Callable[[Diary, int], dict[str, dict[str, Any]]]] = {
    SubjectKind.UNIT: members.of_units,
    SubjectKind.MEMBER: members.of_members,
    SubjectKind.COMMUNITY: places.of_communities,
    SubjectKind.GRID: places.of_grids,
    SubjectKind.SOCIAL_ORG: places.of_organisations,
    SubjectKind.MERCHANT: places.of_merchants,
}
RULES: dict[str, Any] = json.loads(files("domain").joinpath("data/ruleset-2022.1.json").read_text())
Both = tuple[dict[SubjectKind, dict[str, Scored]], dict[SubjectKind, dict[str, dict[str, Any]]]]


def diary_of(system: System) -> Diary:
    found: Diary = []
    while page := system.log.read(found[-1].position if found else 0, 1000):
        found += [
            Entry(
                each.position, str(each.stream), each.name, msgspec.to_builtins(each.event),
                each.recorded_at, each.occurred_at,
            )
            for each in page
        ]  # fmt: skip
    return found


def read_twice(system: System) -> Both:
    """What the product and what the diary say of the year."""
    system.catch_up()
    with system.readside.at() as snapshot:
        scores = year_scores(snapshot, YEAR, ruleset_2022())
    product = {
        kind: {str(id): scored for id, scored in of_kind.items()}
        for kind, of_kind in scores.scored.items()
    }
    diary = diary_of(system)
    return product, {kind: read(diary, YEAR) for kind, read in READ.items()}


def simulated(folder: Path) -> Both:
    simulate(Settings(data=folder), SCALE, 7)
    with System(Settings(data=folder)) as system:
        return read_twice(system)


def at_random(folder: Path) -> Both:
    """A county in which anything may have happened: withdrawals, corrections, revocations."""
    with county(folder) as c:
        play(c, 3, STEPS)
        return read_twice(c.system)


def told(folder: Path) -> Both:
    """Every command once or more often, as the stories of the API's examples tell them."""
    with county(folder) as c:
        teller = Teller(c)
        for story in STORIES:
            story(teller)
        return read_twice(c.system)


@pytest.fixture(scope="module", params=[simulated, told, at_random])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Both:
    made: Both = request.param(tmp_path_factory.mktemp("county"))
    return made


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_the_same_subjects_are_scored(both: Both, kind: SubjectKind) -> None:
    product, diary = both
    assert product[kind].keys() == diary[kind].keys()
    assert product[kind]


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_every_input_and_point_of_every_line_is_the_same(both: Both, kind: SubjectKind) -> None:
    product, diary = both
    rules = RULES["subjects"][kind]
    for id, scored in product[kind].items():
        known, sheet = diary[kind][id], scored.sheet
        by_id = {line.line_id: line for line in (*sheet.lines, *sheet.bonus_lines)}
        by_id |= {line.line_id: line for line in sheet.deduction_lines}
        for rule in (*rules["lines"], *rules["bonus"], *rules["deductions"]):
            line = by_id[rule["id"]]
            told = {name: plain(measure.value) for name, measure in line.inputs}
            assert told == {name: known[name] for name in told}, (id, rule["id"])
            points = adjustment_of(rule, known) if "per" in rule else points_of(rule, known)
            assert as_fraction(line.points) == points, (id, rule["id"])


@pytest.mark.parametrize("kind", list(SubjectKind))
def test_every_bar_is_the_same(both: Both, kind: SubjectKind) -> None:
    product, diary = both
    for id, scored in product[kind].items():
        barred = {bar.rule_id for bar in scored.barred}
        assert barred == barred_by(RULES["vetoes"], kind, diary[kind][id]), id


def test_a_members_total_is_the_same(both: Both) -> None:
    """The one kind without a ballot: its totals are whole."""
    product, diary = both
    caps = RULES["bonus_cap"]["value"], RULES["deduction_cap"]["value"]
    for id, scored in product[SubjectKind.MEMBER].items():
        total = total_of(RULES["subjects"]["MEMBER"], diary[SubjectKind.MEMBER][id], *caps)
        assert as_fraction(scored.sheet.total) == total, id


def plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, tuple) else value


def as_fraction(points: Any) -> Fraction | None:
    return None if points is None else Fraction(points)
