"""Incubation on two tracks: SYS-14, R-35, S43."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.body import BodyType
from domain.roles import Role
from domain.society import (
    SOCIAL_ORGANISATION,
    AdmissionRefused,
    AdmitOrganisation,
    ApplyForIncubation,
    ExitIncubation,
    GraduateOrganisation,
    OrganisationExited,
    OrganisationGraduated,
    OrganisationState,
    ReachMilestone,
    RefuseAdmission,
    Track,
)
from domain.unit import UnitKind
from tests.domain.society.facts import (
    ADMITTED,
    APPLIED,
    CENTRE,
    FILE,
    FILED,
    KEEPER,
    ORG,
    SHOP,
    TRACKS,
    body,
    enrolled,
    organisation,
    reached,
)

APPLY = ApplyForIncubation(unit=ORG, community="FC01")
ADMIT = AdmitOrganisation(centre=CENTRE, agreement_no="【合成】2号", tracks=TRACKS)
REFUSE = RefuseAdmission(reason="计划不完整")
FIRST, SECOND = TRACKS.business
[PARTY] = TRACKS.party_building
REACH = ReachMilestone(track=Track.BUSINESS, milestone=FIRST, evidence=(FILE,))
BUSINESS_DONE = (reached(Track.BUSINESS, FIRST), reached(Track.BUSINESS, SECOND, True))
PARTY_DONE = reached(Track.PARTY_BUILDING, PARTY, True)
GRADUATE = GraduateOrganisation(document_no="【合成】4号")
EXIT = ExitIncubation(reason="负责人变动", rooms_returned=True)


def test_an_organisation_passes_through_the_states_of_sys14() -> None:
    path = (APPLIED, ADMITTED, *BUSINESS_DONE, PARTY_DONE, OrganisationGraduated(document_no="4号"))
    states = [SOCIAL_ORGANISATION.replay(path[:n]).state for n in (1, 2, 3, 5, 6)]
    assert states == [
        OrganisationState.APPLIED, OrganisationState.ADMITTED, OrganisationState.INCUBATING,
        OrganisationState.INCUBATING, OrganisationState.GRADUATED,
    ]  # fmt: skip
    assert SOCIAL_ORGANISATION.replay([*path, FILED]).state is OrganisationState.OPERATING


def test_an_application_is_checked_within_five_working_days_s43() -> None:
    """Applied on Friday 6 May 2022: Saturday 7 is worked, so the fifth is Thursday 12."""
    organisation().by(Role.ORG).at("2022-05-06 10:00").when(APPLY).then(APPLIED)
    waiting = organisation(APPLIED)
    in_time = waiting.at("2022-05-12 23:59")
    in_time.when(ADMIT).then(ADMITTED)
    in_time.when(REFUSE).then(AdmissionRefused(reason=REFUSE.reason, late=False))
    late = waiting.at("2022-05-13 00:01")
    late.when(ADMIT).then(ADMITTED.model_copy(update={"late": True}))
    late.when(REFUSE).then(AdmissionRefused(reason=REFUSE.reason, late=True))


@pytest.mark.parametrize(
    ("about", "world"),
    [
        ({"unit": SHOP}, {}),
        ({"community": "FC02"}, {}),
        ({}, enrolled(ORG, UnitKind.SOCIAL_ORGANISATION, on=date(2022, 6, 1))),
    ],
    ids=["a merchant", "another community", "not enrolled yet"],
)
def test_only_an_enrolled_social_organisation_of_the_community_applies(
    about: Any, world: Any
) -> None:
    applying = organisation().by(Role.ORG).looking(world)
    applying.when(APPLY.model_copy(update=about)).then_refused("not_an_organisation")


def test_who_is_in_does_not_apply_and_who_was_refused_or_left_may() -> None:
    for facts in ((APPLIED,), (APPLIED, ADMITTED), (FILED,)):
        organisation(*facts).by(Role.ORG).when(APPLY).then_refused("wrong_state")
    nowhere = APPLY.model_copy(update={"community": "FC77"})
    organisation().by(Role.ORG).when(nowhere).then_refused("no_such_community")
    refused = AdmissionRefused(reason="x", late=False)
    left = OrganisationExited(reason="x")
    for facts in ((APPLIED, refused), (APPLIED, ADMITTED, left)):
        assert organisation(*facts).by(Role.ORG).when(APPLY).facts()


def test_it_is_admitted_to_an_incubation_centre_r35() -> None:
    elsewhere = organisation(APPLIED).looking(body(CENTRE, BodyType.DEPARTMENT))
    elsewhere.when(ADMIT).then_refused("no_such_centre")
    none = ADMIT.model_copy(update={"centre": "FC09-INCUBATION"})
    organisation(APPLIED).when(none).then_refused("no_such_centre")
    organisation().when(ADMIT).then_refused("wrong_state")
    [(ref, state)] = body(CENTRE, BodyType.INCUBATION_CENTRE).items()
    others = organisation(APPLIED).looking({ref: replace(state, community="FC02")})
    others.when(ADMIT).then_refused("centre_of_other_community")
    of_the_town = organisation(APPLIED).looking({ref: replace(state, community=None)})
    assert of_the_town.when(ADMIT).facts()
    organisation(APPLIED, ADMITTED).when(REFUSE).then_refused("wrong_state")


def test_the_centre_states_milestones_with_evidence() -> None:
    inside = organisation(APPLIED, ADMITTED)
    inside.by(KEEPER).when(REACH).then(reached(Track.BUSINESS, FIRST))
    inside.by(Role.CW, body="FC01").when(REACH).then_refused("not_the_centre")
    other = REACH.model_copy(update={"track": Track.PARTY_BUILDING})
    inside.by(KEEPER).when(other).then_refused("no_such_milestone")
    organisation(APPLIED).by(KEEPER).when(REACH).then_refused("wrong_state")
    again = organisation(APPLIED, ADMITTED, reached(Track.BUSINESS, FIRST)).by(KEEPER)
    again.when(REACH).then_nothing()
    last = REACH.model_copy(update={"milestone": SECOND})
    again.when(last).then(reached(Track.BUSINESS, SECOND, True))
    with pytest.raises(ValueError, match="evidence"):
        ReachMilestone(track=Track.BUSINESS, milestone=FIRST, evidence=())


def test_it_graduates_with_both_tracks_complete_and_not_with_one_r35() -> None:
    graduated = OrganisationGraduated(document_no=GRADUATE.document_no)
    organisation(APPLIED, ADMITTED, *BUSINESS_DONE, PARTY_DONE).when(GRADUATE).then(graduated)
    for some in (BUSINESS_DONE, (PARTY_DONE,), (BUSINESS_DONE[0], PARTY_DONE), ()):
        organisation(APPLIED, ADMITTED, *some).when(GRADUATE).then_refused("track_incomplete")
    organisation(FILED).when(GRADUATE).then_refused("wrong_state")


def test_it_leaves_the_centre_when_the_rooms_are_returned() -> None:
    inside = organisation(APPLIED, ADMITTED)
    inside.when(EXIT).then(OrganisationExited(reason=EXIT.reason))
    kept = EXIT.model_copy(update={"rooms_returned": False})
    inside.when(kept).then_refused("rooms_not_returned")
    organisation(FILED).when(EXIT).then_refused("wrong_state")


def test_a_second_incubation_begins_anew() -> None:
    again = SOCIAL_ORGANISATION.replay(
        [
            APPLIED, ADMITTED, *BUSINESS_DONE, PARTY_DONE, OrganisationExited(reason="x"), APPLIED,
            ADMITTED,
        ]
    )  # fmt: skip
    assert not again.complete(Track.BUSINESS)
    assert not SOCIAL_ORGANISATION.initial.complete(Track.BUSINESS)
