"""Demands, matched with resources and projects: SYS-14, R-40."""

from datetime import date
from uuid import UUID

from domain.kernel import Actor
from domain.resource import (
    DEMAND,
    RESOURCE_OFFER,
    DemandMatched,
    DemandPosted,
    DemandWithdrawn,
    MatchDemand,
    PostDemand,
    WithdrawDemand,
    resource_offer_ref,
)
from domain.roles import Role
from domain.society import SOCIAL_ORGANISATION, social_organisation_ref
from domain.vocabulary import ServiceField
from tests.domain.communities import THE_NINE
from tests.domain.resource.test_offers import OFFERED, WITHDRAWN
from tests.domain.society.facts import AUNT, FILED, ORG, PROJECT, STARTED
from tests.spec import Given, given

HALL = UUID(int=0xC1)
POST = PostDemand(
    community="FC01", field=ServiceField.ELDER_DISABILITY_HELP, need="上门理发", requester=AUNT,
    wanted_by=date(2022, 5, 31),
)  # fmt: skip
POSTED = DemandPosted(**dict(POST))
BY_OFFER = MatchDemand(offer=HALL)
BY_PROJECT = MatchDemand(organisation=ORG, project=PROJECT)
MATCHED = DemandMatched(**dict(BY_OFFER))
AS_AUNT = Actor(role=Role.RES, person=AUNT, scopes=("self",))


def demand(*facts: DemandPosted | DemandMatched | DemandWithdrawn) -> Given:  # type: ignore[type-arg]
    world = {
        **THE_NINE, resource_offer_ref(HALL): RESOURCE_OFFER.replay([OFFERED]),
        social_organisation_ref(ORG): SOCIAL_ORGANISATION.replay([FILED, STARTED]),
    }  # fmt: skip
    return given(DEMAND, *facts).by(Role.CS).looking(world)


def test_a_demand_is_posted_by_the_community_or_by_a_resident_for_himself() -> None:
    demand().by(Role.CW).when(POST).then(POSTED)
    demand().by(AS_AUNT).when(POST).then(POSTED)
    for other in (None, UUID(int=9)):
        wrong = POST.model_copy(update={"requester": other})
        demand().by(AS_AUNT).when(wrong).then_refused("not_ones_own")


def test_what_is_wanted_lies_ahead_in_a_community_that_exists() -> None:
    late = POST.model_copy(update={"wanted_by": date(2022, 5, 9)})
    demand().by(Role.CW).when(late).then_refused("wanted_in_the_past")
    today = POST.model_copy(update={"wanted_by": date(2022, 5, 10)})
    assert demand().by(Role.CW).when(today).facts()
    nowhere = POST.model_copy(update={"community": "FC77"})
    demand().by(Role.CW).when(nowhere).then_refused("no_such_community")


def test_it_is_matched_with_an_open_resource_or_a_project() -> None:
    demand(POSTED).when(BY_OFFER).then(MATCHED)
    demand(POSTED).when(BY_PROJECT).then(DemandMatched(**dict(BY_PROJECT)))
    gone = {resource_offer_ref(HALL): RESOURCE_OFFER.replay([OFFERED, WITHDRAWN])}
    demand(POSTED).looking(gone).when(BY_OFFER).then_refused("offer_closed")
    elsewhere = OFFERED.model_copy(update={"community": "FC02"})
    of_others = {resource_offer_ref(HALL): RESOURCE_OFFER.replay([elsewhere])}
    demand(POSTED).looking(of_others).when(BY_OFFER).then_refused("offer_of_other_community")
    unknown = BY_PROJECT.model_copy(update={"project": UUID(int=9)})
    demand(POSTED).when(unknown).then_refused("no_such_project")


def test_one_match_is_named_and_wholly() -> None:
    for wrong in (
        MatchDemand(), MatchDemand(organisation=ORG), MatchDemand(project=PROJECT),
        MatchDemand(offer=HALL, organisation=ORG, project=PROJECT),
        MatchDemand(offer=HALL, project=PROJECT),
    ):  # fmt: skip
        demand(POSTED).when(wrong).then_refused("one_match")


def test_a_demand_is_matched_or_withdrawn_once() -> None:
    withdrawn = DemandWithdrawn()
    demand(POSTED).by(Role.CW).when(WithdrawDemand()).then(withdrawn)
    for end in (MATCHED, withdrawn):
        for command in (BY_OFFER, WithdrawDemand()):
            demand(POSTED, end).when(command).then_refused("demand_not_open")


def test_a_demand_concerns_its_community_and_who_asked() -> None:
    concern = DEMAND.concerns(DEMAND.replay([POSTED]), None)
    assert (concern.community, concern.persons) == ("FC01", frozenset({AUNT}))
    assert DEMAND.concerns(DEMAND.initial, POST) == concern
