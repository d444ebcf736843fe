"""What a package for the county assessment is (SYS-19)."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.kernel import Value
from domain.ruleset.lines import Count


class ExportState(StrEnum):
    ORDERED = "ORDERED"  # 待生成: the system will put it together
    PREPARED = "PREPARED"  # 已生成
    SIGNED = "SIGNED"  # 已签发
    DELIVERED = "DELIVERED"  # 已送达
    ACKNOWLEDGED = "ACKNOWLEDGED"  # 已签收
    CORRECTED = "CORRECTED"  # 已更正


class CorrectionCause(StrEnum):
    """Why a package is replaced."""

    HONOUR_REVOKED = "HONOUR_REVOKED"  # 荣誉撤销
    SCORES_REOPENED = "SCORES_REOPENED"  # 成绩依裁定重开
    ERROR = "ERROR"  # 内容有误


class Sizes(Value):
    """How many of each a package holds: what a reader counts first."""

    units: Count
    honours: Count
    barred_units: Count
    barred_members: Count


@dataclass(frozen=True, slots=True)
class ExportPackage:
    """corrects, corrected_by: the package before and after it. digest: of its content."""

    year: int = 0
    number: int = 0
    state: ExportState | None = None
    corrects: UUID | None = None
    corrected_by: UUID | None = None
    position: int | None = None
    digest: str | None = None
    score_version: int | None = None
