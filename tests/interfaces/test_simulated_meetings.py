"""The meetings and committees of the simulated county: HANDBOOK 5.1 and 5.2, exactly."""

from collections import Counter
from typing import Final

import pytest

from domain.body import Basis, Post
from interfaces.simulation import COUNTY
from interfaces.simulation.committees import BASES
from interfaces.simulation.meetings import OF_THE_COUNTY, sittings_of
from interfaces.simulation.plan import Plan
from interfaces.simulation.settling import plan_of

SEED: Final = 7


@pytest.fixture(scope="module")
def county() -> Plan:
    return plan_of(COUNTY, SEED)


def test_the_year_has_the_meetings_of_the_handbook(county: Plan) -> None:
    kinds = Counter(name.rsplit("/", 1)[1] for name, _ in sittings_of(county))
    assert kinds["DUAL"] == 9
    assert kinds["COMMUNITY_REGULAR"] + kinds["DUAL"] == 38
    assert kinds["BIG_PARTY_COMMITTEE"] + kinds["DUAL"] == 37
    assert (kinds["SPECIAL_TOPIC"], kinds["JOINT_CONFERENCE"]) == (2, 3)
    assert sum(plenary for *_, plenary in OF_THE_COUNTY) == 2


def test_two_quarters_of_the_regular_meeting_are_missed_and_one_of_the_committee(
    county: Plan,
) -> None:
    names = [name.split("/") for name, _ in sittings_of(county)]
    held = {
        (where, quarter, kind)
        for _, where, quarter, *_, said in names
        if where != "county"
        for kind in (("COMMUNITY_REGULAR", "BIG_PARTY_COMMITTEE") if said == "DUAL" else (said,))
    }
    of_each = Counter(kind for _, _, kind in held)
    assert of_each == {"COMMUNITY_REGULAR": 36 - 2, "BIG_PARTY_COMMITTEE": 36 - 1}


def test_committees_have_about_150_posts_on_five_bases_r13(county: Plan) -> None:
    seats = [seat for community in county.communities for seat in community.seats]
    assert len(seats) + len(county.communities) == 150
    bases = Counter(seat.basis for seat in seats)
    for basis, share in BASES.items():
        assert abs(100 * bases[basis] / len(seats) - share) < 3
    assert bases[Basis.PARTY_DELEGATE] >= 8  # so many need recusal
    for community in county.communities:
        posts = Counter(seat.post for seat in community.seats)
        assert 4 <= posts[Post.PART_TIME_DEPUTY_SECRETARY] <= 6
        assert 8 <= posts[Post.PART_TIME_MEMBER] <= 14
        holders = [id(seat.who) for seat in community.seats]
        assert len(holders) == len(set(holders))  # AM-16
