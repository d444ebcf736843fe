"""Deliberation, facilities and channels of the simulated year: HANDBOOK 5.1 to 5.3."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.case import Channel
from domain.facility import SIX_CENTRES, FacilityType
from domain.kernel import local_date
from interfaces.simulation import COUNTY, TINY, simulate
from interfaces.simulation.boxes import Boxes
from interfaces.simulation.case_deck import Fate, deck_of
from interfaces.simulation.cases import report_moments
from interfaces.simulation.county import CHANNELS
from interfaces.simulation.deliberations import topics_of
from interfaces.simulation.facilities import USUAL, lots
from interfaces.simulation.order_deck import slips_of
from interfaces.simulation.plan import Plan
from interfaces.simulation.sessions import sessions_of
from interfaces.simulation.settling import plan_of
from interfaces.system import Settings, System
from projections.ledgers.cases import L_CASE
from projections.ledgers.channels import L_BOX
from projections.ledgers.deliberation import L_DELIB
from projections.ledgers.facilities import FACILITIES

SEED = 7


@pytest.fixture(scope="module")
def county() -> Plan:
    return plan_of(COUNTY, SEED)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A tiny year."""
    folder: Path = tmp_path_factory.mktemp("places")
    assert not simulate(Settings(data=folder), TINY, SEED).refused
    with System(Settings(data=folder)) as system:
        system.settle()
        yield system


def test_the_county_deliberates_216_items_24_in_each_community(county: Plan) -> None:
    topics = topics_of(county)
    assert set(Counter(t.sitting.community.code for t in topics).values()) == {24}
    assert sorted(Counter(t.item_class for t in topics).values()) == [26, 60, 130]  # 12, 28, 60 %
    assert Counter(t.end for t in topics) == {"RESOLVED": 150, "NO_CONSENSUS": 31, "REJECTED": 35}


def test_there_are_54_centres_and_some_are_not_as_they_should_be(county: Plan) -> None:
    assert len(county.communities) * len(SIX_CENTRES) == 54
    found = lots(county)
    assert len(found) == 5
    assert USUAL not in found.values()
    assert all(kind in SIX_CENTRES for _, kind in found)
    assert found["FC09", FacilityType.CULTURE_ACTIVITY].never


def test_every_letter_is_read_when_its_box_is_opened(county: Plan) -> None:
    cards, boxes = deck_of(county), Boxes(county)
    slips = slips_of(county, cards, sessions_of(county))
    by_card = {slip.card.number: slip for slip in slips if slip.card is not None}
    moments = report_moments(county, cards, by_card, boxes)
    letters = [c for c in cards if c.channel is Channel.BOX and c.fate is not Fate.UNFED]
    imported = sum(c.channel is Channel.BOX and c.fate is Fate.UNFED for c in cards)
    assert len(letters) + imported == CHANNELS[Channel.BOX] == 140
    assert len(boxes.of) == len(letters)
    for card in letters:
        day = boxes.of[card.number]
        assert day.community is card.community
        assert local_date(day.at) == local_date(moments[card.number])
        assert day.at < moments[card.number]
    assert len(list(boxes.courses())) >= 9 * 52, "weekly"


def test_what_was_found_in_the_boxes_is_what_came_in_by_them(made: System) -> None:
    with made.readside.at() as snapshot:
        openings = snapshot.all(L_BOX)
        by_box = {case for row in openings for case in row.cases}
        cases = [row for row in snapshot.all(L_CASE) if row.channel == Channel.BOX]
    assert {row.case for row in cases if row.source_channel is None} == by_box
    assert all(row.state == "RECONCILED" for row in openings)
    assert all(row.letters == row.registered + row.set_aside for row in openings)
    assert {row.opener for row in openings}.isdisjoint(row.witness for row in openings)


def test_what_was_resolved_became_cases_and_was_mostly_done_p09(made: System) -> None:
    with made.readside.at() as snapshot:
        items = snapshot.all(L_DELIB)
        cases = [row for row in snapshot.all(L_CASE) if row.channel == Channel.DELIBERATION]
        centres = [row for row in snapshot.all(FACILITIES) if row.centre]
    resolved = [row for row in items if row.adopted_on]
    assert len(cases) == sum(row.tasks for row in resolved) == 6
    assert {row.closed_at is not None for row in cases} == {True}
    assert {row.state for row in items} >= {"EVALUATED", "REJECTED", "NO_CONSENSUS"}
    assert len(centres) == 12
    assert Counter(row.status for row in centres) == {
        "IN_SERVICE": 10, "SUSPENDED": 1, "PLANNED": 1,
    }  # fmt: skip
