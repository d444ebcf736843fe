"""Reading of personal fields 查阅 (R-24, SYS-20): every read has a purpose and is an event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Self
from uuid import UUID

from domain.dates import require_happened
from domain.kernel import (
    Actor,
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    PrivateText,
    SealedText,
    Value,
    derived_id,
    local_date,
)
from domain.roles import Role
from domain.vocabulary import CommunityCode, GridCode, Moment


class Purpose(StrEnum):
    """What personal fields may be read for: R-24's four, and what the programme itself needs."""

    EPIDEMIC_CONTROL = "EPIDEMIC_CONTROL"  # 疫情防控
    WORK_SAFETY = "WORK_SAFETY"  # 安全生产
    SOCIAL_INSURANCE = "SOCIAL_INSURANCE"  # 社保缴纳
    VACCINATION = "VACCINATION"  # 疫苗接种
    CASE = "CASE"  # 办理事项
    ASSESSMENT = "ASSESSMENT"  # 考核评价
    SUBJECT_REQUEST = "SUBJECT_REQUEST"  # 办理个人信息请求
    AUDIT = "AUDIT"  # 审计
    OWN_DATA = "OWN_DATA"  # 本人查阅


# those who keep the archives, and the departments that they are linked with.
KEEPERS: Final = frozenset(
    {Role.GW, Role.GH, Role.AL, Role.CW, Role.CS, Role.TOWN, Role.DEPT}
)  # fmt: skip
# SYS-05, SYS-12, SYS-13: who handles a case or serves an order, or consents to how it is done.
AT_WORK: Final = KEEPERS | {Role.COD, Role.LG, Role.LEG, Role.UNIT, Role.ORG, Role.MEM, Role.VOL}
# SYS-10, SYS-16: who registers, confirms, scores and confers, and the unit for its own members.
ASSESSING: Final = frozenset(
    {Role.CW, Role.CS, Role.TOWN, Role.COD, Role.LG, Role.EVO, Role.ASR, Role.UNIT}
)  # fmt: skip

# Purpose limitation (3.8): which office may give which purpose. OWN_DATA is no office's: whoever
# the record names may give it.
MAY_GIVE: Final[dict[Purpose, frozenset[Role]]] = {
    Purpose.EPIDEMIC_CONTROL: KEEPERS,
    Purpose.WORK_SAFETY: KEEPERS,
    Purpose.SOCIAL_INSURANCE: KEEPERS,
    Purpose.VACCINATION: KEEPERS,
    Purpose.CASE: AT_WORK,
    Purpose.ASSESSMENT: ASSESSING,
    Purpose.SUBJECT_REQUEST: frozenset({Role.PIO}),  # SYS-20: who answers it reads what is held
    Purpose.AUDIT: frozenset({Role.AUD}),  # SYS-22
    Purpose.OWN_DATA: frozenset(),
}


def may_give(purpose: Purpose, actor: Actor, record: Concern) -> bool:
    """Whether the actor may read personal fields of a record for this purpose."""
    if purpose is Purpose.OWN_DATA:
        return actor.person in record.persons
    return actor.role in MAY_GIVE[purpose]


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of a book whose entries are read one by one: never all persons at once.

    shown: what the book's state says of it. about: what of an event of the book is its; None:
    nothing. opened: its sealed texts that may be shown for a purpose, by field.
    """

    concern: Concern
    shown: Any
    about: Callable[[Event[Any]], Event[Any] | None]
    opened: Callable[[Purpose], Mapping[str, str]]


class Medium(StrEnum):
    """Where somebody saw what the programme did not show him."""

    PAPER = "PAPER"  # 纸质档案
    SCREEN = "SCREEN"  # 他人屏幕
    COPY = "COPY"  # 导出或拍照
    BY_WORD = "BY_WORD"  # 口头告知


# SYS-20: who read whose data is read by whoever watches over it.
PROTECTORS: Final = frozenset({Role.PIO, Role.AUD})


@dataclass(frozen=True, slots=True)
class AccessBook:
    reads: int = 0


class PersonalDataRead(Event[AccessBook], name="access.read"):
    """Somebody was shown personal fields of a record. Who: in the envelope.

    entry: the one of a book that was read. persons: whose data it was.
    """

    record: UUID
    collection: str
    purpose: Purpose
    fields: tuple[str, ...]
    entry: UUID | None = None
    persons: tuple[UUID, ...] = ()

    def apply(self, state: AccessBook) -> AccessBook:
        return replace(state, reads=state.reads + 1)


class UnstatedReadFound(Event[AccessBook], name="access.unstated_read_found"):
    """A read of an archive without a purpose that an audit found: against SYS-07, so on record."""

    archive: UUID
    entry: UUID
    community: CommunityCode | None = None
    grid: GridCode | None = None
    reader_role: Role
    reader: UUID | None = None
    read_at: datetime
    medium: Medium
    note: SealedText

    def apply(self, state: AccessBook) -> AccessBook:
        return replace(state, reads=state.reads + 1)


class Reader(Value):
    """Who was shown it: he stands in the envelope."""

    role: Role
    person: UUID | None = None
    body: str | None = None
    on_behalf_of: UUID | None = None

    @classmethod
    def of(cls, actor: Actor) -> Self:
        return cls(
            role=actor.role, person=actor.person, body=actor.body, on_behalf_of=actor.on_behalf_of
        )


class RecordRead(
    Command[AccessBook], verb="record", label=Label("登记查阅", "Record a read"), who=(Role.SYS,),
    opens=True,
):  # fmt: skip
    """Puts a read of personal fields on record, before they are shown.

    Nobody reports his own reads: the system issues it, in the reader's name.
    """

    record: UUID
    collection: str
    purpose: Purpose
    fields: tuple[str, ...]
    entry: UUID | None = None
    persons: tuple[UUID, ...] = ()
    reader: Reader

    def signed(self, actor: Actor) -> Actor:
        return Actor(**dict(self.reader))

    def decide(self, state: AccessBook, context: Context) -> Outcome:
        yield PersonalDataRead(**self.model_dump(exclude={"reader"}))


class ReportUnstatedRead(
    Command[AccessBook], verb="report-unstated", who=(Role.PIO,), opens=True,
    label=Label("登记无目的查阅", "Report a read without purpose"),
):  # fmt: skip
    """Puts on record that personal fields were seen for no stated purpose.

    The programme shows none without one: so it happened beside it, on paper for example, and was
    found afterwards. archive: the book; community, grid: where it is kept.
    """

    archive: UUID
    entry: UUID
    community: CommunityCode | None = None
    grid: GridCode | None = None
    reader_role: Role
    reader: UUID | None = None
    read_at: Moment
    medium: Medium
    note: PrivateText

    def decide(self, state: AccessBook, context: Context) -> Outcome:
        require_happened(local_date(self.read_at), context)
        yield UnstatedReadFound(**dict(self))


ACCESS: Final = Aggregate(
    name="access",
    collection="reads",
    label=Label("查阅记录", "Reads of personal data"),
    initial=AccessBook(),
    commands=(RecordRead, ReportUnstatedRead),
    events=(PersonalDataRead, UnstatedReadFound),
    identify=lambda command: derived_id("access", command.entry or command.record),
    concerns=lambda state, command: Concern(offices=PROTECTORS),
)
