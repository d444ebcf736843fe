"""What an agreement is: its terms, who has signed, and what has become of each commitment."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from domain.kernel import Line, Value
from domain.unit import UnitKind
from domain.vocabulary import FiveForm, FivePurpose

Weight = Annotated[int, Field(ge=1, le=5)]
ItemList = Annotated[tuple[Line, ...], Field(max_length=50)]
DECEMBER, LAST = 12, 31


class PartyKind(StrEnum):
    """Who may be the other side: SYS-04."""

    UNIT = "UNIT"  # 单位
    PROPERTY_COMPANY = "PROPERTY_COMPANY"  # 物业企业
    OWNERS_COMMITTEE = "OWNERS_COMMITTEE"  # 业主委员会
    SOCIAL_ORGANISATION = "SOCIAL_ORGANISATION"  # 社会组织
    MERCHANT = "MERCHANT"  # 商户

    @classmethod
    def of(cls, kind: UnitKind | None) -> "PartyKind":
        """A unit of any kind is a UNIT; the other parties are what they are."""
        return cls.__members__.get(str(kind), cls.UNIT)


class AgreementState(StrEnum):
    DRAFTED = "DRAFTED"  # 草拟
    NEGOTIATED = "NEGOTIATED"  # 已协商
    SIGNED_ONE_SIDE = "SIGNED_ONE_SIDE"  # 一方已签
    EFFECTIVE = "EFFECTIVE"  # 生效
    EXPIRED = "EXPIRED"  # 到期
    TERMINATED = "TERMINATED"  # 终止
    LAPSED = "LAPSED"  # 未签失效


BEFORE_EFFECT: Final = frozenset(
    {AgreementState.DRAFTED, AgreementState.NEGOTIATED, AgreementState.SIGNED_ONE_SIDE}
)


class CommitmentState(StrEnum):
    PLEDGED = "PLEDGED"  # 已承诺
    IN_PROGRESS = "IN_PROGRESS"  # 推进中
    REPORTED_DONE = "REPORTED_DONE"  # 已报完成
    VERIFIED = "VERIFIED"  # 已核验
    REJECTED = "REJECTED"  # 未通过
    FAILED = "FAILED"  # 未兑现
    WAIVED = "WAIVED"  # 豁免


TO_DELIVER: Final = frozenset(
    {CommitmentState.PLEDGED, CommitmentState.IN_PROGRESS, CommitmentState.REJECTED}
)
OPEN: Final = TO_DELIVER | {CommitmentState.REPORTED_DONE}
CARRIED_OVER: Final = OPEN | {CommitmentState.FAILED}  # by a renewal: still owed


class WaiverGround(StrEnum):
    """Why a commitment leaves the denominator: SYS-04."""

    FORCE_MAJEURE = "FORCE_MAJEURE"  # 不可抗力
    COMMUNITY_FAULT = "COMMUNITY_FAULT"  # 社区自身原因
    AGREEMENT_TERMINATED = "AGREEMENT_TERMINATED"  # due after the agreement's end


class FailureGround(StrEnum):
    UNDELIVERED = "UNDELIVERED"  # 到期未报完成
    UNVERIFIED = "UNVERIFIED"  # reported, not verified before the freeze


class Terms(Value):
    """One promise, as the public text of the agreement has it: it names no resident.

    form: R-12. purpose: R-28. weight: its share of the whole. resource_offer: SYS-14.
    """

    form: FiveForm
    purpose: FivePurpose
    title: Line
    deliverable: Line
    weight: Weight
    due_on: date
    resource_offer: UUID | None = None


class Revision(Value):
    """New terms of a commitment that exists."""

    commitment: UUID
    terms: Terms


class Amendment(Value):
    """What is to change after both have signed."""

    add: Annotated[tuple[Terms, ...], Field(max_length=20)] = ()
    revise: Annotated[tuple[Revision, ...], Field(max_length=50)] = ()
    drop: Annotated[tuple[UUID, ...], Field(max_length=50)] = ()


@dataclass(frozen=True, slots=True)
class Commitment:
    """counts: whether its weight is in the denominator; not if due before the effect (EX-09)."""

    id: UUID
    terms: Terms
    state: CommitmentState = CommitmentState.PLEDGED
    counts: bool = True
    overdue: bool = False
    carried_from: UUID | None = None

    def due_by(self, day: date) -> bool:
        return self.terms.due_on <= day


@dataclass(frozen=True, slots=True)
class Signature:
    """on: the day it was recorded, the only one that counts. paper_dated_on: evidence only."""

    signatory: UUID
    on: date
    paper_dated_on: date | None = None


@dataclass(frozen=True, slots=True)
class AgreedAmendment:
    """Signed by both after September; waits for the town."""

    amendment: Amendment
    community_signatory: UUID
    party_signatory: UUID


@dataclass(frozen=True, slots=True)
class Agreement:
    community: str = ""
    party: UUID | None = None
    party_kind: PartyKind | None = None
    year: int = 0
    framework: str = ""
    state: AgreementState | None = None
    work_priorities: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    signed_by_community: Signature | None = None
    signed_by_party: Signature | None = None
    effective_on: date | None = None
    days_late: int | None = None
    amendment: AgreedAmendment | None = None
    predecessor: UUID | None = None

    @property
    def expires_on(self) -> date:
        return date(self.year, DECEMBER, LAST)

    def commitment(self, id: UUID) -> Commitment | None:
        return next((c for c in self.commitments if c.id == id), None)

    def having(self, new: Commitment) -> "Agreement":
        return replace(self, commitments=(*self.commitments, new))

    def with_commitment(self, id: UUID, **changes: Any) -> "Agreement":
        changed = (replace(c, **changes) if c.id == id else c for c in self.commitments)
        return replace(self, commitments=tuple(changed))

    def without(self, id: UUID) -> "Agreement":
        return replace(self, commitments=tuple(c for c in self.commitments if c.id != id))
