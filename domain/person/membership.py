"""Which unit's Party organisation holds a person, over time: the one truth on who is obliged.

Dates are the world's and may lie long before the record (EX-07). A unit's roll (SYS-10) writes
the same facts.
"""

from datetime import date
from typing import ClassVar, Final
from uuid import UUID

from domain.dates import require_happened
from domain.kernel import (
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    Period,
    Reads,
    require,
)
from domain.person.state import (
    ONE_DAY,
    LeaveReason,
    Membership,
    PartyKind,
    Person,
    Source,
)
from domain.roles import Role
from domain.unit import unit_ref

OLD_UNIT_SILENCE_DAYS: Final = 10  # SYS-02 [D]: after it the old unit's consent is taken as given


class MemberJoinedUnit(Event[Person], name="person.joined_unit"):
    """In the unit from `on`; `until`: a spell that was over when it was recorded."""

    describes: ClassVar[bool] = True

    unit: UUID
    on: date
    until: date | None = None
    in_service: bool = True
    source: Source = Source.COMMAND

    def apply(self, state: Person) -> Person:
        period = Period(start=self.on, end=self.until)
        return state.with_membership(Membership(self.unit, period, self.in_service))


class MemberLeftUnit(Event[Person], name="person.left_unit"):
    unit: UUID
    last_day: date
    reason: LeaveReason
    source: Source = Source.COMMAND

    def apply(self, state: Person) -> Person:
        left = state.with_membership_ended(self.unit, self.last_day)
        member = state.party_member_on(self.last_day) is not PartyKind.NONE
        if self.reason is LeaveReason.RETIRED and member:
            # P-07: he stays a Party member, and owes nothing from the next day on.
            return left.with_party_member(PartyKind.RETIRED, self.last_day + ONE_DAY)
        return left


class MemberUnitChanged(Event[Person], name="person.unit_changed"):
    """P-06: in the old unit until the day before `on`, in the new one from `on`, without a gap."""

    from_unit: UUID
    unit: UUID
    on: date
    in_service: bool = True

    def apply(self, state: Person) -> Person:
        left = state.with_membership_ended(self.from_unit, self.on - ONE_DAY)
        return left.with_membership(Membership(self.unit, Period(start=self.on), self.in_service))


class JoinUnit(
    Command[Person], verb="join-unit", label=Label("转入单位", "Join unit"), who=(Role.UNIT,)
):
    """Enters a person in the unit's Party organisation from a day, `until` if it is over by now."""

    unit: UUID
    on: date
    until: date | None = None
    in_service: bool = True

    def reads(self, state: Person, context: Context) -> Reads:
        yield unit_ref(self.unit)

    def decide(self, state: Person, context: Context) -> Outcome:
        must_exist(state)
        if Membership(self.unit, self._period, self.in_service) in state.memberships:
            return
        must_take_members(self.unit, self.on, context)
        must_be_party_member(state.party_member_on(self.on))
        require(
            self.until is None or self.on <= self.until <= context.today,
            "ends_before_start",
            "结束日期不得早于开始日期，也不得晚于今天，请核对。",
            "The end may lie neither before the start nor after today; check the dates.",
        )
        require(
            not any(m.period.overlaps(self._period) for m in state.memberships),
            "in_another_unit",
            "该时段此人已在某单位，请先办理转出，或办理单位变动。",
            "The person is in a unit within that time; record the leaving first, or a change.",
        )
        yield MemberJoinedUnit(**dict(self))

    @property
    def _period(self) -> Period:
        return Period(start=self.on, end=self.until)


class LeaveUnit(
    Command[Person], verb="leave-unit", label=Label("转出单位", "Leave unit"), who=(Role.UNIT,)
):
    """Ends a person's time in the unit; `last_day` still counts. P-07: nothing is owed after it.

    A leaving recorded before is corrected to an earlier day by recording it again. Ended on the
    day before it began, a spell recorded in error never was.
    """

    unit: UUID
    last_day: date
    reason: LeaveReason

    def decide(self, state: Person, context: Context) -> Outcome:
        must_exist(state)
        require_happened(self.last_day, context)
        if state.membership_after(self.unit, self.last_day) is not None:
            yield MemberLeftUnit(**dict(self))
            return
        require(
            state.unit_on(self.last_day) == self.unit,
            "not_in_unit",
            f"{self.last_day}当日此人不在该单位，请核对单位与日期。",
            f"The person is not in this unit on {self.last_day}; check the unit and the date.",
        )


class ChangeUnit(
    Command[Person], verb="change-unit", label=Label("单位变动", "Change unit"),
    who=(Role.UNIT,), approved_by=(Role.UNIT,), silence_days=OLD_UNIT_SILENCE_DAYS,
):  # fmt: skip
    """Moves a person to this unit from a day on; the old unit confirms, or is silent (AM-08).

    Services follow the person; each day counts for the unit that holds the person on it.
    """

    unit: UUID
    on: date
    in_service: bool = True

    def reads(self, state: Person, context: Context) -> Reads:
        yield unit_ref(self.unit)

    def approver_concern(self, state: Person) -> Concern | None:
        return Concern(unit=state.memberships[-1].unit if state.memberships else None)

    def decide(self, state: Person, context: Context) -> Outcome:
        must_exist(state)
        last = state.memberships[-1] if state.memberships else None
        if last == Membership(self.unit, Period(start=self.on), self.in_service):
            return
        must_take_members(self.unit, self.on, context)
        require(
            last is not None and last.period.start < self.on and last.period.covers(self.on),
            "not_in_any_unit",
            f"{self.on}前一日至今此人不在任何单位，请核对日期，或办理转入。",
            f"From the day before {self.on} the person was in no unit; check the date, or join.",
        )
        assert last is not None  # noqa: S101 - for the type checker
        require(
            last.unit != self.unit,
            "same_unit",
            "此人已在该单位，无需变动。",
            "The person is in this unit already.",
        )
        yield MemberUnitChanged(from_unit=last.unit, **dict(self))


def must_exist(state: Person) -> None:
    require(
        state.exists,
        "no_such_person",
        "查无此人，请先登记人员。",
        "There is no such person; register the person first.",
    )


def must_be_party_member(kind: PartyKind) -> None:
    require(  # SYS-02: a unit here is its Party organisation
        kind is not PartyKind.NONE,
        "not_a_party_member",
        "此人当日非党员，不列入单位党组织，请先更正党员信息。",
        "The person is no Party member on that day, so not of the unit's Party organisation; "
        "correct the record first.",
    )


def must_take_members(unit: UUID, day: date, context: Context) -> None:
    """The unit is enrolled and had not withdrawn by `day`, which has come."""
    require_happened(day, context)
    require(
        context.look(unit_ref(unit)).takes_members_from(day),
        "unit_not_enrolled",
        "该单位未入册或已退出，请先办理单位入册。",
        "The unit is not enrolled, or has withdrawn; enrol it first.",
    )
