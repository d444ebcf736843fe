"""The systems in the four parts of the model (R-02), and which ledgers belong to each."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.kernel import Label


class Part(StrEnum):
    """R-02: the four parts of the model; and what all of them stand on."""

    PARTY_BUILDING = "PARTY_BUILDING"
    ONE_NETWORK = "ONE_NETWORK"
    DIGITAL_COMMUNITY = "DIGITAL_COMMUNITY"
    CO_GOVERNANCE = "CO_GOVERNANCE"
    FOUNDATION = "FOUNDATION"


PART_LABELS: Final[Mapping[Part, Label]] = {
    Part.PARTY_BUILDING: Label("党建引领", "Party building leads"),
    Part.ONE_NETWORK: Label("一网统筹", "One network"),
    Part.DIGITAL_COMMUNITY: Label("数字社区", "Digital community"),
    Part.CO_GOVERNANCE: Label("多元共治", "Co-governance by many"),
    Part.FOUNDATION: Label("基础与审计", "Foundation and audit"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One system of the handbook."""

    system: str
    title: Label
    part: Part
    ledgers: tuple[str, ...]


SYSTEMS: Final = tuple(
    Entry(system, Label(hans, en), part, tuple(ledgers.split()))
    for system, hans, en, part, ledgers in (
        ("SYS-01", "网格", "Places and grids", Part.ONE_NETWORK,
         "L-GRID L-PLACE L-PATROL-PLAN L-PATROL"),
        ("SYS-02", "机构、岗位、人员、单位", "Bodies, posts, people, units", Part.PARTY_BUILDING,
         "BODIES POSTS L-POST PERSONS UNITS"),
        ("SYS-03", "会议", "Meetings and cadences", Part.PARTY_BUILDING,
         "L-MEET L-ATTEND L-DECISION L-CADENCE L-CADENCE-END"),
        ("SYS-04", "共治协议", "Co-governance agreements", Part.PARTY_BUILDING, "L-AGR L-COMMIT"),
        ("SYS-05", "事件", "Cases, five chains", Part.ONE_NETWORK,
         "L-CASE L-RATES L-OVERDUE L-EXCLUDED"),
        ("SYS-06", "诉求渠道", "Intake channels", Part.DIGITAL_COMMUNITY,
         "CHANNELS L-BOX L-CHANNEL"),
        ("SYS-07", "信息档案", "Archives", Part.DIGITAL_COMMUNITY, "ARCHIVES L-ARCH"),
        ("SYS-08", "共治议事", "Deliberation", Part.CO_GOVERNANCE, "L-DELIB L-PROBLEM"),
        ("SYS-09", "六中心与特色功能室", "Facilities", Part.CO_GOVERNANCE, "FACILITIES L-FAC"),
        ("SYS-10", "双报到", "Double registration", Part.CO_GOVERNANCE,
         "L-UNITREG L-MEMBERREG L-ROLL L-SNAPSHOT L-REG L-BAR"),
        ("SYS-11", "志愿服务", "Volunteer services", Part.CO_GOVERNANCE,
         "L-VOL L-MISSED L-MEMBERYEAR L-REMIND"),
        ("SYS-12", "三单制", "Three-order system", Part.CO_GOVERNANCE, "L-ORDER"),
        ("SYS-13", "三官一顾问", "Rule of law", Part.CO_GOVERNANCE, "L-VISIT L-DISPUTE L-LEGAL"),
        ("SYS-14", "五社联动", "Five societies, resources", Part.CO_GOVERNANCE,
         "L-ORG L-PROJECT L-RES L-DEMAND L-FIVE"),
        ("SYS-15", "社区工作者", "Workforce", Part.ONE_NETWORK,
         "L-WORKER L-PAY L-PAYFLOOR L-INCOME L-PAYSYSTEM"),
        ("SYS-16", "效果共评", "Joint assessment and score", Part.CO_GOVERNANCE,
         "L-CYCLE L-SCORE L-PUBLISHED L-ROUND L-BALLOT L-RECUSAL L-CHANGE L-IMPACT L-FINDING"
         " L-INSPECTION"),
        ("SYS-17", "评选和命名", "Honours", Part.CO_GOVERNANCE, "L-PROGRAMME L-HONOUR L-ELIG"),
        ("SYS-18", "公示与异议", "Publicity and objection", Part.CO_GOVERNANCE, "L-NOTICE L-OBJ"),
        ("SYS-19", "年度考核报送", "County export", Part.CO_GOVERNANCE, "L-EXPORT"),
        ("SYS-20", "个人信息", "Personal information", Part.FOUNDATION,
         "L-CONSENT L-REQUEST L-RESTRICTION L-ERASURE L-READ L-BREACH L-PI"),
        ("SYS-21", "基础数据", "Calendar, rules, reference data", Part.FOUNDATION,
         "L-REFDATA L-DEADLINE"),
        ("SYS-22", "审计", "Audit", Part.FOUNDATION, "L-AUDIT APPROVALS DUE"),
    )
)  # fmt: skip
OF_SYSTEM: Final = {entry.system: entry for entry in SYSTEMS}
OF_LEDGER: Final = {ledger: entry for entry in SYSTEMS for ledger in entry.ledgers}
