"""What an objection is, and how far it has come (SYS-18)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.ruleset import SubjectKind


class ObjectionState(StrEnum):
    LODGED = "LODGED"  # 已提出
    ADMITTED = "ADMITTED"  # 受理
    NOT_ADMITTED = "NOT_ADMITTED"  # 不予受理
    INVESTIGATING = "INVESTIGATING"  # 调查中
    UPHELD = "UPHELD"  # 成立
    PARTLY = "PARTLY"  # 部分成立
    REJECTED = "REJECTED"  # 不成立
    REVIEW_REQUESTED = "REVIEW_REQUESTED"  # 已申请复核
    REVIEW_DECIDED = "REVIEW_DECIDED"  # 已复核
    WITHDRAWN = "WITHDRAWN"  # 已撤回


class Finding(StrEnum):
    """What a decision finds."""

    UPHELD = "UPHELD"
    PARTLY = "PARTLY"
    REJECTED = "REJECTED"


UNDECIDED: Final = frozenset(
    {ObjectionState.LODGED, ObjectionState.ADMITTED, ObjectionState.INVESTIGATING}
)
DECIDED: Final = frozenset(ObjectionState(finding) for finding in Finding)
OPEN: Final = UNDECIDED | {ObjectionState.REVIEW_REQUESTED}


@dataclass(frozen=True, slots=True)
class Objection:
    """objector: None for a lead, which names nobody. line: the score line or rule disputed.

    involved: who had part in the disputed act. deciders: who decided, at first and on review.
    admits: records that count although they are later than the freeze (AM-11).
    """

    state: ObjectionState | None = None
    notice: UUID | None = None
    year: int = 0
    kind: SubjectKind | None = None
    subject: UUID | None = None
    community: str | None = None
    grid: str | None = None
    line: str | None = None
    objector: UUID | None = None
    due_on: date | None = None
    involved: frozenset[UUID] = frozenset()
    deciders: frozenset[UUID] = frozenset()
    finding: Finding | None = None
    admits: tuple[UUID, ...] = ()
    review_until: date | None = None

    @property
    def upheld(self) -> bool:
        """Whether it stands, wholly or in part, as last decided and not under review."""
        settled = self.state in DECIDED or self.state is ObjectionState.REVIEW_DECIDED
        return settled and self.finding in (Finding.UPHELD, Finding.PARTLY)
