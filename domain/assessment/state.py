"""Where the yearly assessment stands, and what was published of each subject (SYS-16)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.kernel import Value
from domain.vocabulary import CommunityCode


class CycleStatus(StrEnum):
    OPENED = "OPENED"  # 启动
    FROZEN = "FROZEN"  # 封账
    COMPUTED = "COMPUTED"  # 已计算
    BALLOTING = "BALLOTING"  # 测评中
    PROVISIONAL = "PROVISIONAL"  # 公示中
    FINAL = "FINAL"  # 已审定
    EXPORTED = "EXPORTED"  # 已报送
    ARCHIVED = "ARCHIVED"  # 已归档
    REOPENED = "REOPENED"  # 依裁定重开


AFTER_FINAL: Final = frozenset({CycleStatus.FINAL, CycleStatus.EXPORTED, CycleStatus.ARCHIVED})


class Group(StrEnum):
    """Who the joint assessors are: R-37, AM-26."""

    PARTY_DELEGATE = "PARTY_DELEGATE"  # 党代表
    PEOPLES_CONGRESS = "PEOPLES_CONGRESS"  # 人大代表
    CPPCC_MEMBER = "CPPCC_MEMBER"  # 政协委员
    SUPERVISION_COMMITTEE = "SUPERVISION_COMMITTEE"  # 居务监督委员会成员


class RecusalGround(StrEnum):
    """Why an assessor does not vote on a subject: AM-27."""

    OWN_UNIT = "OWN_UNIT"  # 本人所在单位
    OWN_SOCIAL_ORG = "OWN_SOCIAL_ORG"  # 本人所在社会组织
    OWN_SHOP = "OWN_SHOP"  # 本人店铺
    CLOSE_RELATIVE = "CLOSE_RELATIVE"  # 近亲属
    HOLDS_POST_IN_SUBJECT_BPC = "HOLDS_POST_IN_SUBJECT_BPC"  # 在其大党委任职


class Assessor(Value):
    """One of the roll. area: the community he votes in; None: county-level, everywhere."""

    person: UUID
    group: Group
    area: CommunityCode | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """Scores are to be computed: version, and whether ballots are to be in."""

    version: int
    ballots: bool


@dataclass(frozen=True, slots=True)
class Cycle:
    """The assessment of one year. version: of the scores computed last; 0: none yet.

    as_known_at: the cut of the frozen record.
    order: scores being computed now. complete: the ballots are in the scores of `version`.
    """

    year: int = 0
    status: CycleStatus | None = None
    ruleset: str = ""
    as_known_at: datetime | None = None
    version: int = 0
    complete: bool = False
    order: Order | None = None
    roll: Mapping[UUID, Assessor] = field(default_factory=dict)
    recusals: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)  # assessor → subjects
    rounds: tuple[UUID, ...] = ()  # ballot rounds still open
    notice: UUID | None = None
    ruled: frozenset[UUID] = frozenset()  # objections already ruled on
    reviewed: frozenset[UUID] = frozenset()  # those ruled on as decided on review
    reopened: bool = False
    final_version: int | None = None

    def with_recusal(self, assessor: UUID, subject: UUID) -> "Cycle":
        known = self.recusals.get(assessor, frozenset())
        return replace(self, recusals={**self.recusals, assessor: known | {subject}})


@dataclass(frozen=True, slots=True)
class PublishedScore:
    """One version of a subject's score. bars: ids of the vetoes that apply.

    total, grade: None while the ballots are missing. primary: the exact ratio of the tie-break,
    "38/40". position: of the log, at which it was computed. completed_at: of the last event
    behind it, the ballot's count left out (4.6). digest: of the sheet.
    """

    version: int
    total: Decimal | None
    grade: str | None
    ballot: Decimal | None
    bars: tuple[str, ...]
    primary: str | None
    deductions: Decimal | None
    position: int
    completed_at: int
    ruleset: str
    digest: str


@dataclass(frozen=True, slots=True)
class ScoreBook:
    """The published scores of one subject and year; the last entry of a version is the one."""

    kind: str = ""
    subject: UUID | None = None
    year: int = 0
    community: str | None = None
    grid: str | None = None
    unit: UUID | None = None
    versions: tuple[PublishedScore, ...] = ()

    def version(self, number: int) -> PublishedScore | None:
        return next((s for s in self.versions if s.version == number), None)

    def having(self, score: PublishedScore) -> "ScoreBook":
        others = tuple(s for s in self.versions if s.version != score.version)
        return replace(self, versions=(*others, score))
