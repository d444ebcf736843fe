"""What a legal visit is: one of the three officers or the adviser at a community (SYS-13, R-33)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.body import Post
from domain.kernel import Label, require


class LegalRole(StrEnum):
    """R-33: three officers and one adviser."""

    JUDGE = "JUDGE"  # 法官
    PROCURATOR = "PROCURATOR"  # 检察官
    POLICE = "POLICE"  # 警官
    LEGAL_ADVISER = "LEGAL_ADVISER"  # 法律顾问

    @property
    def post(self) -> Post:
        """To be appointed to at the community."""
        return Post(self.value)


class VisitKind(StrEnum):
    CONSULT = "CONSULT"  # 咨询
    MEDIATE = "MEDIATE"  # 调解
    LECTURE = "LECTURE"  # 宣讲
    SCREEN = "SCREEN"  # 排查


class VisitState(StrEnum):
    PLANNED = "PLANNED"  # 已排班
    HELD = "HELD"  # 已到岗
    RECORDED = "RECORDED"  # 已记录
    CANCELLED = "CANCELLED"  # 已取消


STATE_LABELS: Final = {
    None: Label("未排班", "not planned"),
    VisitState.PLANNED: Label("已排班", "planned"),
    VisitState.HELD: Label("已到岗", "held"),
    VisitState.RECORDED: Label("已记录", "recorded"),
    VisitState.CANCELLED: Label("已取消", "cancelled"),
}


@dataclass(frozen=True, slots=True)
class LegalVisit:
    """on: the day it is planned for."""

    community: str | None = None
    role: LegalRole | None = None
    person: UUID | None = None
    on: date | None = None
    state: VisitState | None = None


def must_be_planned(state: LegalVisit) -> None:
    label = STATE_LABELS[state.state]
    require(
        state.state is VisitState.PLANNED,
        "wrong_state",
        f"该到访“{label.hans}”，只有已排班的才能办理此项。",
        f"The visit is {label.en}; only a planned one can be recorded or cancelled.",
    )
