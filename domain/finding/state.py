"""What a finding is: something that a competent office established about a subject of scores."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.ruleset.lines import SubjectKind


class FindingKind(StrEnum):
    FALSE_RECORD = "FALSE_RECORD"  # 查实虚假记录
    VETO_CERTIFICATE = "VETO_CERTIFICATE"  # 主管部门一票否决书
    COMMENDATION = "COMMENDATION"  # 上级表彰
    INCIDENT_UNREPORTED = "INCIDENT_UNREPORTED"  # 漏报重大事项
    UPHELD_COMPLAINT = "UPHELD_COMPLAINT"  # 查实投诉


class FindingState(StrEnum):
    RECORDED = "RECORDED"  # 已认定
    REVOKED = "REVOKED"  # 已撤销


class Level(StrEnum):
    """Who commended: above the county, whose own titles this programme confers itself (SYS-17)."""

    CITY = "CITY"  # 市级
    PROVINCE = "PROVINCE"  # 省级
    NATION = "NATION"  # 国家级


@dataclass(frozen=True, slots=True)
class Finding:
    """unit, community, grid: where the subject stands, so that a scope can cover it."""

    state: FindingState | None = None
    kind: FindingKind | None = None
    subject_kind: SubjectKind | None = None
    subject: UUID | None = None
    community: str | None = None
    grid: str | None = None
    unit: UUID | None = None

    @property
    def person(self) -> UUID | None:
        """The member it is about, if it is about one."""
        return self.subject if self.subject_kind is SubjectKind.MEMBER else None
