"""SubjectRequest 个人信息请求 (SYS-20): what a person asks of whoever holds his data."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    PrivateText,
    SealedText,
    require,
)
from domain.privacy.consent import CONSENT_KEEPERS, OF_ONESELF, must_be_his_own
from domain.roles import Role
from domain.vocabulary import CommunityCode, Digest


class RequestKind(StrEnum):
    """PIPL arts. 24, 44 to 48."""

    ACCESS = "ACCESS"  # 查阅
    COPY = "COPY"  # 复制
    CORRECT = "CORRECT"  # 更正
    DELETE = "DELETE"  # 删除
    EXPLAIN = "EXPLAIN"  # 解释说明
    REFUSE_AUTOMATED_DECISION = "REFUSE_AUTOMATED_DECISION"  # 拒绝自动化决策


class RequestState(StrEnum):
    RECEIVED = "RECEIVED"  # 已收
    VERIFIED = "VERIFIED"  # 已核身
    DONE = "DONE"  # 已办
    REFUSED = "REFUSED"  # 不予办理


class IdentityProof(StrEnum):
    ID_CARD = "ID_CARD"  # 身份证件
    KNOWN_IN_PERSON = "KNOWN_IN_PERSON"  # 工作人员当面认识
    SIGNED_IN = "SIGNED_IN"  # 实名登录


class RefusalGround(StrEnum):
    IDENTITY_NOT_PROVEN = "IDENTITY_NOT_PROVEN"  # 身份未能核实
    RETENTION_RUNS = "RETENTION_RUNS"  # 保存期限未满
    SECRECY = "SECRECY"  # 依法应当保密
    DATA_OF_OTHERS = "DATA_OF_OTHERS"  # 涉及他人信息
    NOTHING_HELD = "NOTHING_HELD"  # 未持有该信息


@dataclass(frozen=True, slots=True)
class SubjectRequest:
    person: UUID | None = None
    community: str | None = None
    kind: RequestKind | None = None
    state: RequestState | None = None


class RequestEvent(Event[SubjectRequest]):
    person: UUID


class SubjectRequestLodged(RequestEvent, name="subject_request.lodged", sealed_for="person"):
    kind: RequestKind
    about: SealedText
    community: CommunityCode | None = None
    signed_form: Digest | None = None

    def apply(self, state: SubjectRequest) -> SubjectRequest:
        return SubjectRequest(self.person, self.community, self.kind, RequestState.RECEIVED)


class SubjectRequestVerified(RequestEvent, name="subject_request.verified"):
    proof: IdentityProof

    def apply(self, state: SubjectRequest) -> SubjectRequest:
        return replace(state, state=RequestState.VERIFIED)


class SubjectRequestDone(RequestEvent, name="subject_request.done", sealed_for="person"):
    answer: SealedText

    def apply(self, state: SubjectRequest) -> SubjectRequest:
        return replace(state, state=RequestState.DONE)


class SubjectRequestRefused(RequestEvent, name="subject_request.refused", sealed_for="person"):
    ground: RefusalGround
    reason: SealedText

    def apply(self, state: SubjectRequest) -> SubjectRequest:
        return replace(state, state=RequestState.REFUSED)


class LodgeRequest(
    Command[SubjectRequest], verb="lodge", label=Label("提出个人信息请求", "Lodge request"),
    who=(*OF_ONESELF, Role.CW), opens=True,
):  # fmt: skip
    """Asks to see, have, correct or delete one's data, for an explanation, or for a human decision.

    signed_form: SHA-256 of the scanned form, where a community worker enters it.
    """

    person: UUID
    kind: RequestKind
    about: PrivateText
    community: CommunityCode | None = None
    signed_form: Digest | None = None

    def decide(self, state: SubjectRequest, context: Context) -> Outcome:
        must_be_his_own(self.person, self.signed_form, context)
        yield SubjectRequestLodged(**dict(self))


class VerifyIdentity(
    Command[SubjectRequest], verb="verify-identity", label=Label("核实身份", "Verify identity"),
    who=(Role.PIO,),
):  # fmt: skip
    """Makes sure that it is the person whose data is asked for."""

    proof: IdentityProof

    def decide(self, state: SubjectRequest, context: Context) -> Outcome:
        _must_be_open(state)
        _must_not_be_ones_own(state, context)
        if state.state is RequestState.RECEIVED:
            yield SubjectRequestVerified(person=_person_of(state), proof=self.proof)


class AnswerRequest(
    Command[SubjectRequest], verb="answer", label=Label("办结请求", "Answer request"),
    who=(Role.PIO,),
):  # fmt: skip
    """Says what was done."""

    answer: PrivateText

    def decide(self, state: SubjectRequest, context: Context) -> Outcome:
        _must_be_open(state)
        _must_not_be_ones_own(state, context)
        _must_be_verified(state)
        yield SubjectRequestDone(person=_person_of(state), answer=self.answer)


class RefuseRequest(
    Command[SubjectRequest], verb="refuse", label=Label("不予办理请求", "Refuse request"),
    who=(Role.PIO,),
):  # fmt: skip
    """Says no, with a ground of law and the reason in words (PIPL art. 50)."""

    ground: RefusalGround
    reason: PrivateText

    def decide(self, state: SubjectRequest, context: Context) -> Outcome:
        _must_be_open(state)
        _must_not_be_ones_own(state, context)
        if self.ground is not RefusalGround.IDENTITY_NOT_PROVEN:
            _must_be_verified(state)
        yield SubjectRequestRefused(person=_person_of(state), **dict(self))


def _must_be_open(state: SubjectRequest) -> None:
    require(
        state.state in (RequestState.RECEIVED, RequestState.VERIFIED),
        "request_decided",
        "此请求不存在或已办结。",
        "There is no such request, or it was decided already.",
    )


def _must_be_verified(state: SubjectRequest) -> None:
    require(  # SYS-20: nobody's data is given, changed or denied to a stranger
        state.state is RequestState.VERIFIED,
        "identity_not_verified",
        "尚未核实请求人身份，请先核身再办理。",
        "Whose request it is was not verified yet; do that first.",
    )


def _must_not_be_ones_own(state: SubjectRequest, context: Context) -> None:
    require(
        context.actor.person != state.person,
        "own_request",
        "不得办理本人提出的请求，请由他人办理。",
        "Nobody decides his own request; ask somebody else.",
    )


def _person_of(state: SubjectRequest) -> UUID:
    assert state.person is not None  # noqa: S101 - a request that is open names him
    return state.person


def _concern(state: SubjectRequest, command: Command[SubjectRequest] | None) -> Concern:
    person = state.person or getattr(command, "person", None)
    return Concern(
        community=state.community or getattr(command, "community", None),
        persons=frozenset(() if person is None else (person,)),
        offices=CONSENT_KEEPERS,
    )


SUBJECT_REQUEST: Final = Aggregate(
    name="subject_request",
    collection="subject-requests",
    label=Label("个人信息请求", "Subject request"),
    initial=SubjectRequest(),
    commands=(LodgeRequest, VerifyIdentity, AnswerRequest, RefuseRequest),
    events=(
        SubjectRequestLodged,
        SubjectRequestVerified,
        SubjectRequestDone,
        SubjectRequestRefused,
    ),
    concerns=_concern,
)
