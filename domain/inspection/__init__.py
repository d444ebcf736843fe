"""Inspection 检查 of a merchant: work and fire safety, and the duty for its frontage (B2, B5).

One check a shop, kind and day. A wrong one is voided with its reason, and may be recorded anew.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.dates import require_happened
from domain.grid import community_of
from domain.interest import any_is_of, reads_of_deciders
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    PrivateText,
    Reads,
    Ref,
    SealedText,
    derived_id,
    require,
)
from domain.roles import Role
from domain.unit import UnitKind, unit_ref
from domain.vocabulary import BodyCode, CommunityCode, Digest, GridCode

__all__ = [
    "INSPECTION",
    "Inspection",
    "InspectionKind",
    "InspectionRecorded",
    "InspectionVoided",
    "RecordInspection",
    "VoidInspection",
    "inspection_ref",
]


class InspectionKind(StrEnum):
    SAFETY = "SAFETY"  # 安全检查
    FRONTAGE = "FRONTAGE"  # 门前责任检查


@dataclass(frozen=True, slots=True)
class Inspection:
    """stands: recorded and not voided."""

    merchant: UUID | None = None
    community: str | None = None
    grid: str | None = None
    department: str | None = None
    stands: bool = False


class InspectionRecorded(Event[Inspection], name="inspection.recorded"):
    """inspector: the person; department: for which he came."""

    merchant: UUID
    kind: InspectionKind
    community: CommunityCode
    on: date
    passed: bool
    defects: SealedText | None = None
    evidence: tuple[Digest, ...] = ()
    inspector: UUID | None = None
    department: BodyCode | None = None
    grid: GridCode | None = None

    def apply(self, state: Inspection) -> Inspection:
        return Inspection(self.merchant, self.community, self.grid, self.department, stands=True)


class InspectionVoided(Event[Inspection], name="inspection.voided"):
    reason: SealedText

    def apply(self, state: Inspection) -> Inspection:
        return replace(state, stands=False)


class RecordInspection(
    Command[Inspection], verb="record", label=Label("登记检查", "Record inspection"),
    who=(Role.GW, Role.DEPT), opens=True,
):  # fmt: skip
    """What a grid worker, or a department's officer, found at a shop.

    Evidence is optional (HANDBOOK 3.6). department: for which its officer came. grid: where the
    shop is, as whose worker he came.
    """

    merchant: UUID
    kind: InspectionKind
    community: CommunityCode
    on: date
    passed: bool
    defects: PrivateText | None = None
    evidence: tuple[Digest, ...] = ()
    department: BodyCode | None = None
    grid: GridCode | None = None

    def reads(self, state: Inspection, context: Context) -> Reads:
        yield unit_ref(self.merchant)
        yield from reads_of_deciders(context)

    def decide(self, state: Inspection, context: Context) -> Outcome:
        require_happened(self.on, context)
        self._must_be_a_shop_of_others(context)
        require(
            self.passed or self.defects is not None,
            "defects_missing",
            "不合格须写明问题，以便整改。",
            "Say what is wrong, so that it can be put right.",
        )
        require(
            not state.stands,
            "inspection_exists",
            "该商户当日已登记同类检查；如有误，请先作废。",
            "This check of that day is recorded already; if it is wrong, void it first.",
        )
        require(
            (self.department is not None) == (context.actor.role is Role.DEPT)
            and self.department in (None, context.actor.body),
            "not_of_that_body",
            "部门检查须由该部门人员登记，网格检查不填部门。",
            "A department's own officer records its inspection; a grid worker names none.",
        )
        yield InspectionRecorded(**dict(self), inspector=context.actor.person)

    def _must_be_a_shop_of_others(self, context: Context) -> None:
        shop = context.look(unit_ref(self.merchant))
        require(
            shop.kind is UnitKind.MERCHANT and shop.enrolled_on(self.on),
            "no_such_merchant",
            f"{self.on}当日没有此入册商户，请核对编号与日期。",
            f"No such merchant was enrolled on {self.on}; check the id and the date.",
        )
        require(
            self.community in shop.communities
            and (self.grid is None or community_of(self.grid) == self.community),
            "merchant_of_another_community",
            f"该商户或网格不在{self.community}，请由所属社区检查。",
            f"This shop or grid is not in {self.community}; let its own community inspect it.",
        )
        require(
            not any_is_of(shop, self.merchant, context),
            "own_shop",
            "不得检查本人的店铺，请换他人检查。",
            "Nobody inspects his own shop; let somebody else do it.",
        )


class VoidInspection(
    Command[Inspection], verb="void", label=Label("作废检查", "Void inspection"), who=(Role.CS,),
    approved_by=(Role.TOWN,),
):  # fmt: skip
    """The record was wrong: it stays in the log, and counts no more."""

    reason: PrivateText

    def reads(self, state: Inspection, context: Context) -> Reads:
        if state.merchant is not None:
            yield unit_ref(state.merchant)
        yield from reads_of_deciders(context)

    def decide(self, state: Inspection, context: Context) -> Outcome:
        require(
            state.stands,
            "no_such_inspection",
            "查无此检查，或已作废，请核对编号。",
            "There is no such inspection, or it is void already; check its id.",
        )
        assert state.merchant is not None  # noqa: S101 - it stands
        shop = context.look(unit_ref(state.merchant))
        require(
            not any_is_of(shop, state.merchant, context),
            "own_shop",
            "不得作废本人店铺的检查，请由他人办理。",
            "Nobody voids an inspection of his own shop; let somebody else do it.",
        )
        yield InspectionVoided(reason=self.reason)


def _concerns(state: Inspection, command: Command[Inspection] | None) -> Concern:
    return Concern(
        community=state.community or getattr(command, "community", None),
        grid=state.grid or getattr(command, "grid", None),
        unit=state.merchant,
        body=state.department or getattr(command, "department", None),
    )


INSPECTION: Final = Aggregate(
    name="inspection",
    collection="inspections",
    label=Label("商户检查", "Inspection"),
    initial=Inspection(),
    commands=(RecordInspection, VoidInspection),
    events=(InspectionRecorded, InspectionVoided),
    identify=lambda command: derived_id("inspection", command.kind, command.merchant, command.on),
    concerns=_concerns,
)


def inspection_ref(id: UUID) -> Ref[Inspection]:
    return INSPECTION.ref(id)
