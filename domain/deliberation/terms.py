"""The closed lists of deliberation: SYS-08, R-25."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.kernel import Label
from domain.roles import Role


class ItemClass(StrEnum):
    """What is put to deliberation: R-25."""

    PUBLIC_AFFAIRS_AND_WELFARE = "PUBLIC_AFFAIRS_AND_WELFARE"  # 公共事务、公益事业
    STRONG_DEMANDS_AND_DISPUTES = "STRONG_DEMANDS_AND_DISPUTES"  # 实际问题和矛盾纠纷
    COUNTY_PRIORITY_IMPLEMENTATION = "COUNTY_PRIORITY_IMPLEMENTATION"  # 重点工作部署落实
    OTHER = "OTHER"


class ItemState(StrEnum):
    PROPOSED = "PROPOSED"
    SCREENED = "SCREENED"
    SCHEDULED = "SCHEDULED"
    DELIBERATED = "DELIBERATED"
    RESOLVED = "RESOLVED"
    NO_CONSENSUS = "NO_CONSENSUS"
    EXECUTING = "EXECUTING"
    COMPLETED = "COMPLETED"
    EVALUATED = "EVALUATED"
    REJECTED = "REJECTED"
    DEFERRED = "DEFERRED"


class Proposer(StrEnum):
    RESIDENT = "RESIDENT"
    UNIT = "UNIT"
    SOCIAL_ORGANISATION = "SOCIAL_ORGANISATION"
    MERCHANT = "MERCHANT"
    COMMUNITY = "COMMUNITY"
    DEPARTMENT = "DEPARTMENT"
    SYSTEM = "SYSTEM"  # a recurring problem: P-14


class ParticipantType(StrEnum):
    COMMUNITY = "COMMUNITY"  # its Party organisation, its residents' committee
    RESIDENT = "RESIDENT"
    UNIT = "UNIT"
    SOCIAL_ORGANISATION = "SOCIAL_ORGANISATION"
    MERCHANT = "MERCHANT"
    PROPERTY_COMPANY = "PROPERTY_COMPANY"
    OWNERS_COMMITTEE = "OWNERS_COMMITTEE"
    SUPERVISION_COMMITTEE = "SUPERVISION_COMMITTEE"
    DEPARTMENT = "DEPARTMENT"


class RejectReason(StrEnum):
    OUT_OF_SCOPE = "OUT_OF_SCOPE"  # no common affair of the community
    UNLAWFUL = "UNLAWFUL"
    DUPLICATE = "DUPLICATE"  # under deliberation, or decided, already
    FOR_A_DEPARTMENT = "FOR_A_DEPARTMENT"  # an authority decides it: told where to turn
    PRIVATE_MATTER = "PRIVATE_MATTER"  # a case or a mediation, not a common affair


class Verdict(StrEnum):
    SATISFIED = "SATISFIED"
    BASICALLY = "BASICALLY"
    UNSATISFIED = "UNSATISFIED"


PROPOSERS: Final[Mapping[Role, Proposer]] = {
    Role.RES: Proposer.RESIDENT,
    Role.UNIT: Proposer.UNIT,
    Role.ORG: Proposer.SOCIAL_ORGANISATION,
    Role.MER: Proposer.MERCHANT,
    Role.CS: Proposer.COMMUNITY,
    Role.DEPT: Proposer.DEPARTMENT,
    Role.SYS: Proposer.SYSTEM,
}
STATE_LABELS: Final[Mapping[ItemState, Label]] = {
    ItemState.PROPOSED: Label("已提议", "Proposed"),
    ItemState.SCREENED: Label("已审题", "Screened"),
    ItemState.SCHEDULED: Label("已排期", "Scheduled"),
    ItemState.DELIBERATED: Label("已协商", "Deliberated"),
    ItemState.RESOLVED: Label("已形成决议", "Resolved"),
    ItemState.NO_CONSENSUS: Label("未达成", "No consensus"),
    ItemState.EXECUTING: Label("执行中", "Executing"),
    ItemState.COMPLETED: Label("已完成", "Completed"),
    ItemState.EVALUATED: Label("已评议", "Evaluated"),
    ItemState.REJECTED: Label("不列入", "Not listed"),
    ItemState.DEFERRED: Label("暂缓", "Deferred"),
}
