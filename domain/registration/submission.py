"""A member registers at a community, which confirms or rejects it (R-29, SYS-10)."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.calendar import Limit, LimitUnit, WorkingCalendar, read_calendar
from domain.community import community_ref, must_be_community
from domain.kernel import (
    Command,
    Context,
    Event,
    Label,
    Line,
    Outcome,
    Period,
    PrivateLine,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.person import Person, person_ref
from domain.registration.member_state import MemberRegistration, MemberStatus, Registration
from domain.roles import Role
from domain.unit import Unit, unit_ref
from domain.vocabulary import CommunityCode, ServiceField

CONFIRM_WITHIN: Final = Limit(amount=3, unit=LimitUnit.WORKING_DAYS)  # SYS-10
CONFIRM_SPAN_DAYS: Final = 31  # three working days lie within it, over any holiday

Specialities = Annotated[tuple[Line, ...], Field(max_length=20)]


class MemberRegistrationSubmitted(
    Event[MemberRegistration], name="member_registration.submitted", sealed_for="person"
):
    """confirm_by: reckoned with `calendar`, the versions of the working calendars by year."""

    person: UUID
    community: CommunityCode
    unit: UUID
    residence_inside: bool
    specialities: tuple[Line, ...] = ()
    intentions: tuple[ServiceField, ...] = ()
    available: SealedText | None = None
    contact: SealedText | None = None
    by_unit: bool
    submitted_on: date
    confirm_by: datetime
    calendar: dict[str, int]

    def apply(self, state: MemberRegistration) -> MemberRegistration:
        new = Registration(
            self.community, self.unit, self.submitted_on, self.confirm_by, MemberStatus.SUBMITTED
        )
        return replace(
            state,
            person=self.person,
            registrations=(*state.registrations, new),
            specialities=frozenset(self.specialities),
        )


class MemberRegistrationConfirmed(Event[MemberRegistration], name="member_registration.confirmed"):
    """late: confirmed after the limit; it is in force from the submission all the same."""

    person: UUID
    community: CommunityCode
    unit: UUID
    effective_on: date
    late: bool

    def apply(self, state: MemberRegistration) -> MemberRegistration:
        return state.with_latest(MemberStatus.CONFIRMED, Period(start=self.effective_on))


class MemberRegistrationRejected(
    Event[MemberRegistration], name="member_registration.rejected", sealed_for="person"
):
    person: UUID
    community: CommunityCode
    reason: SealedText

    def apply(self, state: MemberRegistration) -> MemberRegistration:
        return state.with_latest(MemberStatus.REJECTED)


class SubmitMemberRegistration(
    Command[MemberRegistration], verb="submit", label=Label("党员报到", "Register a member"),
    who=(Role.MEM, Role.UNIT), opens=True,
):  # fmt: skip
    """An in-service member registers at a community of his choice, in force from this day.

    community: left out: where he lives, if inside the nine, else his unit's lead community
    (AM-04). unit: for a liaison officer, his unit; consent: that this member agreed (R-29, AM-34).
    """

    person: UUID
    community: CommunityCode | None = None
    unit: UUID | None = None
    consent: bool = False
    specialities: Specialities = ()
    intentions: tuple[ServiceField, ...] = ()
    available: PrivateText | None = None
    contact: PrivateLine | None = None

    def reads(self, state: MemberRegistration, context: Context) -> Reads:
        person: Person = yield person_ref(self.person)
        held_by = person.unit_on(context.on)
        if held_by is None:
            return  # nothing else is looked at before the refusal
        unit: Unit = yield unit_ref(held_by)
        yield community_ref(self._chosen(person, unit))
        yield from read_calendar(context, CONFIRM_SPAN_DAYS)

    def decide(self, state: MemberRegistration, context: Context) -> Outcome:
        person = context.look(person_ref(self.person))
        held_by = person.unit_on(context.on)
        require(  # AM-02
            held_by is not None and person.in_service_on(context.on),
            "not_in_service",
            f"{context.on}当日非在职党员，请先由所在单位登记其组织关系。",
            f"Not an in-service Party member on {context.on}; the unit must record that first.",
        )
        assert held_by is not None  # noqa: S101 - for the type checker
        self._check_who_submits(held_by, context)
        _must_be_free(state, context.on)
        community = self._chosen(person, context.look(unit_ref(held_by)))
        must_be_community(community, context)
        calendar = WorkingCalendar.of(context)
        yield MemberRegistrationSubmitted(
            person=self.person,
            community=community,
            unit=held_by,
            residence_inside=person.residence_community is not None,
            specialities=self.specialities,
            intentions=self.intentions,
            available=self.available,
            contact=self.contact,
            by_unit=context.actor.role is Role.UNIT,
            submitted_on=context.on,
            confirm_by=calendar.deadline(context.at, CONFIRM_WITHIN),
            calendar={str(year): version for year, version in calendar.versions.items()},
        )

    def _chosen(self, person: Person, unit: Unit) -> str:
        """AM-04: any community; by default that of residence, else the unit's."""
        return self.community or person.residence_community or unit.host_community or ""

    def _check_who_submits(self, held_by: UUID, context: Context) -> None:
        by_unit = context.actor.role is Role.UNIT
        require(
            self.unit == held_by or (self.unit is None and not by_unit),
            "not_in_unit",
            "此人当日不在所填单位，请核对单位。",
            "The person is not in this unit on that day; check the unit.",
        )
        require(  # R-29, AM-34: nobody is registered without his will
            self.consent or not by_unit,
            "consent_missing",
            "单位代为报到须经党员本人同意，请征得同意后勾选。",
            "A unit submits only with the member's consent; obtain it and say so.",
        )


class ConfirmMemberRegistration(
    Command[MemberRegistration], verb="confirm", who=(Role.CW,),
    label=Label("确认党员报到", "Confirm member registration"),
):  # fmt: skip
    """The community confirms; in force from the day of submission, however late it does so."""

    def decide(self, state: MemberRegistration, context: Context) -> Outcome:
        person, pending = must_be_pending(state)
        yield MemberRegistrationConfirmed(
            person=person,
            community=pending.community,
            unit=pending.unit,
            effective_on=pending.submitted_on,
            late=context.at > pending.confirm_by,
        )


class RejectMemberRegistration(
    Command[MemberRegistration], verb="reject", who=(Role.CW,),
    label=Label("不予确认报到", "Reject member registration"),
):  # fmt: skip
    """The community does not confirm, and says why; the member may submit again."""

    reason: PrivateText

    def decide(self, state: MemberRegistration, context: Context) -> Outcome:
        person, pending = must_be_pending(state)
        yield MemberRegistrationRejected(
            person=person, community=pending.community, reason=self.reason
        )


def must_be_pending(state: MemberRegistration) -> tuple[UUID, Registration]:
    pending = state.pending
    require(
        pending is not None,
        "nothing_submitted",
        "没有待确认的报到申请。",
        "No registration is waiting for confirmation.",
    )
    assert state.person is not None and pending is not None  # noqa: S101, PT018 - type checker
    return state.person, pending


def _must_be_free(state: MemberRegistration, day: date) -> None:
    require(
        state.pending is None,
        "submitted_already",
        "已有待确认的报到申请，请等候社区确认。",
        "A registration is waiting for confirmation already; wait for the community.",
    )
    require(  # SYS-10: no other confirmed registration
        not any(r.lasts_until(day) for r in state.registrations),
        "registered_already",
        "当日已在社区报到；如须更换社区，请办理转接。",
        "Registered at a community on that day already; to change it, transfer.",
    )
