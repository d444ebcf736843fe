"""Reading of personal fields 查阅 (R-24, SYS-20): every read has a purpose and is an event."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.kernel import Aggregate, Command, Concern, Context, Event, Label, Outcome, derived_id
from domain.roles import Role


class Purpose(StrEnum):
    """What personal fields may be read for: R-24's four, and what the programme itself needs."""

    EPIDEMIC_CONTROL = "EPIDEMIC_CONTROL"  # 疫情防控
    WORK_SAFETY = "WORK_SAFETY"  # 安全生产
    SOCIAL_INSURANCE = "SOCIAL_INSURANCE"  # 社保缴纳
    VACCINATION = "VACCINATION"  # 疫苗接种
    CASE = "CASE"  # 办理事项
    ASSESSMENT = "ASSESSMENT"  # 考核评价
    AUDIT = "AUDIT"  # 审计
    OWN_DATA = "OWN_DATA"  # 本人查阅


@dataclass(frozen=True, slots=True)
class AccessBook:
    reads: int = 0


class PersonalDataRead(Event[AccessBook], name="access.read"):
    """Somebody was shown personal fields of a record. Who: in the envelope."""

    record: UUID
    collection: str
    purpose: Purpose
    fields: tuple[str, ...]

    def apply(self, state: AccessBook) -> AccessBook:
        return replace(state, reads=state.reads + 1)


class RecordRead(
    Command[AccessBook], verb="record", label=Label("登记查阅", "Record a read"), who=(Role.SYS,),
    opens=True,
):  # fmt: skip
    """Puts a read of personal fields on record, before they are shown."""

    record: UUID
    collection: str
    purpose: Purpose
    fields: tuple[str, ...]

    def decide(self, state: AccessBook, context: Context) -> Outcome:
        yield PersonalDataRead(**dict(self))


ACCESS: Final = Aggregate(
    name="access",
    collection="reads",
    label=Label("查阅记录", "Reads of personal data"),
    initial=AccessBook(),
    commands=(RecordRead,),
    events=(PersonalDataRead,),
    identify=lambda command: derived_id("access", command.record),
    concerns=lambda state, command: Concern(),
)
