"""What a social organisation is: its form, its two tracks, its projects (SYS-14, R-34, R-35)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.kernel import Label, Refused, require


class OrganisationForm(StrEnum):
    REGISTERED = "REGISTERED"  # 登记
    FILED = "FILED"  # 备案
    INCUBATING = "INCUBATING"  # 孵化中


class OrganisationState(StrEnum):
    APPLIED = "APPLIED"  # 已申请
    ADMITTED = "ADMITTED"  # 已入驻
    REFUSED = "REFUSED"  # 不予入驻
    INCUBATING = "INCUBATING"  # 孵化中
    GRADUATED = "GRADUATED"  # 已出壳
    OPERATING = "OPERATING"  # 运营
    SUSPENDED = "SUSPENDED"  # 暂停
    EXITED = "EXITED"  # 已退出


STATE_LABELS: Final = {
    None: Label("未登记", "not known"),
    OrganisationState.APPLIED: Label("已申请", "an applicant"),
    OrganisationState.ADMITTED: Label("已入驻", "admitted"),
    OrganisationState.REFUSED: Label("不予入驻", "refused"),
    OrganisationState.INCUBATING: Label("孵化中", "incubating"),
    OrganisationState.GRADUATED: Label("已出壳", "graduated"),
    OrganisationState.OPERATING: Label("运营", "operating"),
    OrganisationState.SUSPENDED: Label("暂停", "suspended"),
    OrganisationState.EXITED: Label("已退出", "gone"),
}
IN_THE_CENTRE: Final = frozenset({OrganisationState.ADMITTED, OrganisationState.INCUBATING})
AT_WORK: Final = IN_THE_CENTRE | {OrganisationState.GRADUATED, OrganisationState.OPERATING}


class Track(StrEnum):
    """R-35: 双孵化, two tracks beside each other."""

    BUSINESS = "BUSINESS"  # 业务
    PARTY_BUILDING = "PARTY_BUILDING"  # 党建


class PartyCoverage(StrEnum):
    OWN = "OWN"  # 单独组建
    JOINT = "JOINT"  # 联合组建
    INSTRUCTOR = "INSTRUCTOR"  # 选派党建指导员
    NONE = "NONE"  # 未覆盖


@dataclass(frozen=True, slots=True)
class Project:
    id: UUID
    delivered: bool = False
    beneficiaries: frozenset[UUID] = frozenset()
    raters: frozenset[UUID] = frozenset()
    started_on: date | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """milestones: those agreed, by track; reached: those reached. check_due_at: of the admission.

    came_from: the state a suspended one goes back to. reported: years with a yearly report.
    """

    unit: UUID | None = None
    community: str | None = None
    form: OrganisationForm = OrganisationForm.INCUBATING
    state: OrganisationState | None = None
    centre: str | None = None
    check_due_at: datetime | None = None
    milestones: Mapping[Track, tuple[str, ...]] = field(default_factory=dict)
    reached: frozenset[tuple[Track, str]] = frozenset()
    coverage: PartyCoverage = PartyCoverage.NONE
    covered_since: date | None = None
    came_from: OrganisationState | None = None
    reported: frozenset[int] = frozenset()
    projects: tuple[Project, ...] = ()

    def complete(self, track: Track) -> bool:
        """Whether every agreed milestone of a track is reached; a track without any is not."""
        agreed = self.milestones.get(track, ())
        return bool(agreed) and all((track, title) in self.reached for title in agreed)

    def project(self, id: UUID) -> Project:
        """Refused where it has none of this id."""
        found = next((project for project in self.projects if project.id == id), None)
        if found is None:
            raise Refused(
                "no_such_project",
                "查无此项目，请核对项目编号。",
                "There is no such project; check its id.",
            )
        return found

    def with_project(self, changed: Project) -> "Organisation":
        others = tuple(p for p in self.projects if p.id != changed.id)
        return replace(self, projects=(*others, changed))


def must_be(state: Organisation, *allowed: OrganisationState | None) -> None:
    """The state machine of SYS-14."""
    now = STATE_LABELS[state.state]
    labels = [STATE_LABELS[each] for each in STATE_LABELS if each in allowed]
    require(
        state.state in allowed,
        "wrong_state",
        f"该社会组织当前“{now.hans}”，须在“{'、'.join(one.hans for one in labels)}”状态办理。",
        f"The organisation is {now.en}; this is possible while it is"
        f" {', '.join(one.en for one in labels)}.",
    )
