"""What kinds of records hold sealed texts, what for and on what basis (SYS-20, PIPL art. 13).

The fields of archives have a catalogue of their own (domain/archive/catalogue.py).
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from domain.kernel import Label


class Basis(StrEnum):
    """PIPL art. 13, first paragraph."""

    CONSENT = "CONSENT"  # (1) 本人同意
    CONTRACT = "CONTRACT"  # (2) 订立、履行合同，人力资源管理
    STATUTORY_DUTY = "STATUTORY_DUTY"  # (3) 法定职责


class Holding(NamedTuple):
    """kept: how long the law or the handbook wants it; None: as long as the purpose lasts."""

    purpose: Label
    basis: Basis
    kept: Label | None = None


_SERVICES: Final = Label("服务当年后5年", "5 years beyond the year of the service")
_CASE: Final = Label("办理事项", "handling the case")
_MEETINGS: Final = Label("组织会议", "holding meetings")
_PLACES: Final = Label("管理场所与渠道", "running places and channels")
_UNITS: Final = Label("管理单位和网格", "keeping units and grids")
_RIGHTS: Final = Label("履行个人信息保护职责", "protecting personal information")
_ASSESSING: Final = Label("考核评价", "assessment")
_HELPING: Final = Label("提供服务", "giving help")

# Aggregate → what its sealed texts are held for.
HOLDINGS: Final[Mapping[str, Holding]] = {
    "person": Holding(Label("识别本人", "knowing who somebody is"), Basis.STATUTORY_DUTY),
    "archive": Holding(Label("信息档案", "the archives"), Basis.CONSENT,
                       Label("以字段目录为准", "as the field catalogue says")),
    "case": Holding(_CASE, Basis.STATUTORY_DUTY),
    "approval": Holding(Label("审批", "consent of a second person"), Basis.STATUTORY_DUTY),
    "order": Holding(_HELPING, Basis.CONSENT),
    "demand": Holding(_HELPING, Basis.CONSENT),
    "resource_offer": Holding(_HELPING, Basis.CONSENT),
    "volunteer": Holding(Label("记录志愿服务", "recording services"), Basis.CONSENT, _SERVICES),
    "member_registration": Holding(Label("双报到", "double registration"), Basis.CONSENT),
    "unit_registration": Holding(Label("双报到", "double registration"), Basis.STATUTORY_DUTY),
    "agreement": Holding(Label("共治协议", "agreements"), Basis.CONTRACT),
    "meeting": Holding(_MEETINGS, Basis.STATUTORY_DUTY),
    "deliberation": Holding(Label("共治议事", "deliberation"), Basis.CONSENT),
    "grid": Holding(_UNITS, Basis.STATUTORY_DUTY),
    "patrol": Holding(_UNITS, Basis.STATUTORY_DUTY),
    "social_organisation": Holding(_UNITS, Basis.STATUTORY_DUTY),
    "facility": Holding(_PLACES, Basis.STATUTORY_DUTY),
    "channel": Holding(_PLACES, Basis.STATUTORY_DUTY),
    "box_opening": Holding(_PLACES, Basis.STATUTORY_DUTY),
    "legal_visit": Holding(Label("法律服务", "legal advice"), Basis.STATUTORY_DUTY),
    "community_worker": Holding(Label("社区工作者管理", "employment"), Basis.CONTRACT),
    "finding": Holding(_ASSESSING, Basis.STATUTORY_DUTY),
    "inspection": Holding(_ASSESSING, Basis.STATUTORY_DUTY),
    "cycle": Holding(_ASSESSING, Basis.STATUTORY_DUTY),
    "ballot_round": Holding(_ASSESSING, Basis.STATUTORY_DUTY),
    "honour_nomination": Holding(Label("评选命名", "honours"), Basis.CONSENT),
    "objection": Holding(Label("公示异议", "objections"), Basis.STATUTORY_DUTY),
    "subject_request": Holding(_RIGHTS, Basis.STATUTORY_DUTY),
    "subject": Holding(_RIGHTS, Basis.STATUTORY_DUTY),
    "breach": Holding(_RIGHTS, Basis.STATUTORY_DUTY),
    "access": Holding(_RIGHTS, Basis.STATUTORY_DUTY),
    "audit_query": Holding(Label("审计", "audit"), Basis.STATUTORY_DUTY),
}  # fmt: skip
