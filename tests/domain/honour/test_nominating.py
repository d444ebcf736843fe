"""Who may be nominated by whom: SYS-17."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.body import BODY, BodyEstablished, BodyType, body_ref
from domain.honour import (
    HONOUR_NOMINATION,
    CandidateNominated,
    HonourExpired,
    HonourNominated,
    Nominate,
    NominationWithdrawn,
    WithdrawNomination,
    programme_ref,
)
from domain.kernel import Actor, Concern, Elsewhere, Period
from domain.person import person_ref
from domain.roles import Role
from domain.ruleset import SubjectKind
from domain.unit import UNIT, UnitEnrolled, UnitKind, UnitSignatoryAuthorised, unit_ref
from tests.domain.honour.scenario import (
    ASSOCIATION,
    FILE,
    HEAD_ID,
    MEMBER_ID,
    NOMINATE,
    NOMINATED,
    OTHER_UNIT,
    SECRETARY,
    SECRETARY_ID,
    TO_APPROVED,
    UNIT_ID,
    member_of,
    nomination,
)
from tests.spec import STREAM

MEMBER = NOMINATE.model_copy(update={"programme": "H1", "subject": MEMBER_ID, "consent": FILE})
ASSOCIATED = NOMINATE.model_copy(
    update={"programme": "H3", "subject": ASSOCIATION, "unit": ASSOCIATION}
)
HEAD = Actor(Role.GH, HEAD_ID, "FC01", None, ("grid:FC01001",))
LIAISON = Actor(Role.UNIT, UUID(int=14), None, None, (f"unit:{UNIT_ID}",))
CENTRE = BodyEstablished(
    code="FC01-INC", type=BodyType.INCUBATION_CENTRE, title="合成", community="FC01",
    on=date(2021, 6, 1), document_no="【合成】3号",
)  # fmt: skip


def entered(command: Nominate, kind: SubjectKind) -> tuple[Any, ...]:
    person = command.subject if kind is SubjectKind.MEMBER else None
    fact = HonourNominated(kind=kind, person=person, **dict(command))
    to = programme_ref(command.programme, 2022)
    return fact, Elsewhere(to, CandidateNominated(nomination=STREAM))


def test_the_secretary_nominates_a_unit() -> None:
    nomination().by(SECRETARY).when(NOMINATE).then(*entered(NOMINATE, SubjectKind.UNIT))


@pytest.mark.parametrize("role", [Role.GH, Role.UNIT, Role.CW, Role.TOWN])
def test_a_unit_is_nominated_by_the_secretary_only(role: Role) -> None:
    actor = replace(SECRETARY, role=role)
    nomination().by(actor).when(NOMINATE).then_refused("nominator_not_entitled")


@pytest.mark.parametrize("actor", [HEAD, LIAISON, SECRETARY])
def test_a_member_is_nominated_by_grid_head_unit_or_secretary(actor: Actor) -> None:
    nomination().by(actor).when(MEMBER).then(*entered(MEMBER, SubjectKind.MEMBER))


def test_an_association_is_nominated_by_its_incubation_centre_or_the_secretary() -> None:
    centre = {body_ref("FC01-INC"): BODY.replay([CENTRE])}
    worker = Actor(Role.CW, UUID(int=15), "FC01-INC", None, ("community:FC01",))
    of_centre = nomination().looking(centre).by(worker)
    of_centre.when(ASSOCIATED).then(*entered(ASSOCIATED, SubjectKind.SOCIAL_ORG))
    assert nomination().by(SECRETARY).when(ASSOCIATED).facts()
    for elsewhere in ("FC01", None):
        other = nomination().looking(centre).by(replace(worker, body=elsewhere))
        other.when(ASSOCIATED).then_refused("nominator_not_entitled")


def test_nobody_is_nominated_twice_for_a_title_and_year() -> None:
    again = nomination(NOMINATED).by(SECRETARY)
    again.when(NOMINATE).then_refused("already_nominated")


def test_a_title_needs_its_programme() -> None:
    other = NOMINATE.model_copy(update={"programme": "H9"})
    nomination().by(SECRETARY).when(other).then_refused("no_such_programme")


def test_nobody_nominates_himself_or_his_own_unit() -> None:
    """SYS-17: self-nomination is off."""
    himself = replace(HEAD, person=MEMBER_ID)
    nomination().by(himself).when(MEMBER).then_refused("self_nomination")
    by_another_hand = replace(HEAD, on_behalf_of=MEMBER_ID)
    nomination().by(by_another_hand).when(MEMBER).then_refused("self_nomination")
    colleague = nomination().looking({person_ref(SECRETARY_ID): member_of(UNIT_ID)})
    colleague.by(SECRETARY).when(NOMINATE).then_refused("self_nomination")
    signs = UnitSignatoryAuthorised(
        person=SECRETARY_ID, period=Period(start=date(2022, 1, 1)), document_no="【合成】5号"
    )
    of = UnitEnrolled(
        unit=UNIT_ID, title="合成", kind=UnitKind.ORGAN, community="FC01", on=date(2021, 6, 1)
    )
    signatory = nomination().looking({unit_ref(UNIT_ID): UNIT.replay([of, signs])})
    signatory.by(SECRETARY).when(NOMINATE).then_refused("self_nomination")


def test_a_natural_person_consents_to_being_nominated() -> None:
    without = MEMBER.model_copy(update={"consent": None})
    nomination().by(HEAD).when(without).then_refused("consent_missing")


@pytest.mark.parametrize(
    ("command", "changes"),
    [
        (MEMBER, {"unit": OTHER_UNIT}),
        (NOMINATE, {"unit": OTHER_UNIT}),
        (NOMINATE, {"community": "FC02"}),
        (NOMINATE, {"programme": "H3"}),
        (ASSOCIATED, {"programme": "H2"}),
        (MEMBER, {"grid": "FC02001"}),
    ],
)
def test_the_subject_is_of_the_titles_kind_and_of_this_unit_and_community(
    command: Nominate, changes: dict[str, Any]
) -> None:
    wrong = command.model_copy(update=changes)
    nomination().by(SECRETARY).when(wrong).then_refused("not_such_a_subject")


def test_a_nomination_is_withdrawn_until_the_title_is_conferred() -> None:
    withdraw = WithdrawNomination(reason="合成")
    nomination(NOMINATED).when(withdraw).then(NominationWithdrawn(reason="合成"))
    nomination(*TO_APPROVED).when(withdraw).then(NominationWithdrawn(reason="合成"))
    over = nomination(*TO_APPROVED, HonourExpired(on=date(2024, 2, 24)))
    over.when(withdraw).then_refused("nomination_over")
    nomination().when(withdraw).then_refused("no_such_nomination")


def test_a_nomination_concerns_its_community_its_unit_and_the_person() -> None:
    fact = entered(MEMBER, SubjectKind.MEMBER)[0]
    state = HONOUR_NOMINATION.replay([fact])
    concern = Concern(community="FC01", unit=UNIT_ID, persons=frozenset({MEMBER_ID}))
    assert HONOUR_NOMINATION.concerns(state, None) == concern
    asked = HONOUR_NOMINATION.concerns(HONOUR_NOMINATION.initial, MEMBER)
    assert asked == replace(concern, persons=frozenset())
