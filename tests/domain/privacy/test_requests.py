"""SYS-20: what a person asks is answered after it is known who asks."""

from typing import Final

import pytest

from domain.kernel import Actor, Event
from domain.privacy import (
    SUBJECT_REQUEST,
    AnswerRequest,
    IdentityProof,
    LodgeRequest,
    RefusalGround,
    RefuseRequest,
    RequestKind,
    SubjectRequest,
    SubjectRequestDone,
    SubjectRequestLodged,
    SubjectRequestRefused,
    SubjectRequestVerified,
    VerifyIdentity,
)
from domain.roles import Role
from tests.domain.archive.examples import AUNT, FORMS
from tests.spec import Given, given

LODGE: Final = LodgeRequest(
    person=AUNT, kind=RequestKind.ACCESS, about="我的档案", community="FC01"
)
LODGED: Final = SubjectRequestLodged(**dict(LODGE))
VERIFIED: Final = SubjectRequestVerified(person=AUNT, proof=IdentityProof.ID_CARD)
DONE: Final = SubjectRequestDone(person=AUNT, answer="已提供")
VERIFY: Final = VerifyIdentity(proof=IdentityProof.ID_CARD)
ANSWER: Final = AnswerRequest(answer="已提供")
REFUSE: Final = RefuseRequest(ground=RefusalGround.RETENTION_RUNS, reason="保存期限未满")
STRANGER: Final = RefuseRequest(ground=RefusalGround.IDENTITY_NOT_PROVEN, reason="未带证件")


def request(*facts: Event[SubjectRequest]) -> Given[SubjectRequest]:
    return given(SUBJECT_REQUEST, *facts).by(Role.PIO)


@pytest.mark.parametrize("kind", RequestKind)
def test_a_person_asks_for_himself(kind: RequestKind) -> None:
    """PIPL arts. 24, 44 to 48."""
    lodge = LODGE.model_copy(update={"kind": kind})
    herself = given(SUBJECT_REQUEST).by(Actor(Role.RES, AUNT, scopes=("self",)))
    herself.when(lodge).then(LODGED.model_copy(update={"kind": kind}))


def test_who_asks_for_another_shows_the_form_he_signed() -> None:
    given(SUBJECT_REQUEST).by(Role.CW).when(LODGE).then_refused("signature_missing")
    signed = LODGE.model_copy(update={"signed_form": FORMS})
    assert given(SUBJECT_REQUEST).by(Role.CW).when(signed).facts()


def test_a_request_is_decided_once_it_is_known_who_asks() -> None:
    """SYS-20: RECEIVED, VERIFIED, then DONE or REFUSED with a reason."""
    for decision in (ANSWER, REFUSE):
        request(LODGED).when(decision).then_refused("identity_not_verified")
    request(LODGED).when(VERIFY).then(VERIFIED)
    request(LODGED, VERIFIED).when(VERIFY).then_nothing()
    request(LODGED, VERIFIED).when(ANSWER).then(DONE)
    request(LODGED, VERIFIED).when(REFUSE).then(SubjectRequestRefused(person=AUNT, **dict(REFUSE)))


def test_who_does_not_prove_who_he_is_is_refused_for_that() -> None:
    request(LODGED).when(STRANGER).then(SubjectRequestRefused(person=AUNT, **dict(STRANGER)))


@pytest.mark.parametrize("step", [VERIFY, ANSWER, REFUSE, STRANGER])
def test_what_is_decided_is_decided_and_nobody_decides_his_own(step: object) -> None:
    assert isinstance(step, VerifyIdentity | AnswerRequest | RefuseRequest)
    request(LODGED, VERIFIED, DONE).when(step).then_refused("request_decided")
    request().when(step).then_refused("request_decided")
    own = request(LODGED, VERIFIED).by(Actor(Role.PIO, AUNT, scopes=("county",)))
    own.when(step).then_refused("own_request")
