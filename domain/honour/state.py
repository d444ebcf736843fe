"""What a title's programme and a nomination for it are (SYS-17, AM-28)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.assessment import Group
from domain.kernel import Line, Value
from domain.ruleset import SubjectKind
from domain.ruleset.lines import Count


class QuotaBase(StrEnum):
    """Of what a quota is a percentage: HANDBOOK 4.7."""

    REGISTERED = "REGISTERED"  # members registered at the snapshot
    SCORED = "SCORED"  # subjects with a published score


@dataclass(frozen=True, slots=True)
class Programme:
    """One title in one year. places: quota; None until the year's counts are known.

    vote: the leading group's recorded order of candidates that are equal otherwise (HANDBOOK 4.6).
    conferred: never shrinks, for a place is not filled again.
    """

    code: str = ""
    year: int = 0
    title: str = ""
    subject: SubjectKind | None = None
    min_score: Decimal = Decimal(0)
    quota_percent: int = 0
    max_count: int = 0
    validity_years: int = 0
    ruleset: str = ""
    conferring_body: str = ""
    approval_document_no: str | None = None
    approved_places: int | None = None
    places: int | None = None
    base: int | None = None
    counted_for: int = 0  # version of the scores that the quota goes with
    nominations: tuple[UUID, ...] = ()
    vote: tuple[UUID, ...] = ()
    conferred: tuple[UUID, ...] = ()

    @property
    def exists(self) -> bool:
        return self.subject is not None

    @property
    def quota(self) -> int | None:
        """The rules' places, and never more than the approval document allows (3.5)."""
        if self.places is None or self.approved_places is None:
            return self.places
        return min(self.places, self.approved_places)


class NominationState(StrEnum):
    NOMINATED = "NOMINATED"  # 已提名
    ELIGIBLE = "ELIGIBLE"  # 符合条件
    INELIGIBLE = "INELIGIBLE"  # 不符合条件
    BALLOTED = "BALLOTED"  # 已测评
    SHORTLISTED = "SHORTLISTED"  # 拟命名
    NOT_SELECTED = "NOT_SELECTED"  # 未入选
    PUBLICISED = "PUBLICISED"  # 公示中
    APPROVED = "APPROVED"  # 已审定
    REFUSED = "REFUSED"  # 未批准
    CONFERRED = "CONFERRED"  # 已命名
    EXPIRED = "EXPIRED"  # 期满
    REVOKED = "REVOKED"  # 已撤销
    WITHDRAWN = "WITHDRAWN"  # 已撤回


HELD: Final = frozenset({NominationState.CONFERRED, NominationState.EXPIRED})
OUT: Final = frozenset(
    {NominationState.WITHDRAWN, NominationState.REFUSED, NominationState.REVOKED}
)
RANKED: Final = frozenset(
    {NominationState.BALLOTED, NominationState.SHORTLISTED, NominationState.NOT_SELECTED}
)
# Places that a new shortlist cannot give away.
PLACED: Final = frozenset(
    {
        NominationState.PUBLICISED,
        NominationState.APPROVED,
        NominationState.CONFERRED,
        NominationState.EXPIRED,
        NominationState.REVOKED,
    }
)


class RevocationReason(StrEnum):
    """Why a title is taken back: SYS-17, 4.6."""

    FALSE_RECORDS = "FALSE_RECORDS"  # 材料不实
    VETO_FOUND = "VETO_FOUND"  # 事后发现否决情形
    SERIOUS_VIOLATION = "SERIOUS_VIOLATION"  # 严重违纪违法


Option = Annotated[str, Field(pattern=r"^[A-Z]{1,10}$")]


class RuleResult(Value):
    """One rule as it was looked at. value: what was found, as shown."""

    rule: Line
    value: Line
    passed: bool


class GroupCount(Value):
    """How one group of assessors voted. votes: option → how many; what is spoilt is in none."""

    group: Group
    issued: Count
    returned: Count
    votes: dict[Option, Count]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a candidate is judged by: the score version named, and what breaks ties."""

    version: int
    score: Decimal
    ballot: Decimal | None
    primary: Fraction | None
    deductions: Decimal
    completed_at: int
    passed: bool
    results: tuple[RuleResult, ...] = ()


@dataclass(frozen=True, slots=True)
class Nomination:
    programme: str = ""
    year: int = 0
    subject: UUID | None = None
    kind: SubjectKind | None = None
    community: str = ""
    grid: str | None = None
    unit: UUID | None = None
    state: NominationState | None = None
    standing: Standing | None = None
    rounds: int = 0  # of the nomination ballot
    balloted: bool = False
    mean: Fraction | None = None  # of the ballot, 0 to 100; None: void
    notice: UUID | None = None
    valid_until: date | None = None

    @property
    def person(self) -> UUID | None:
        """The subject, where it is a natural person."""
        return self.subject if self.kind is SubjectKind.MEMBER else None
