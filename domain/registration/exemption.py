"""Who leaves the denominator without leaving the unit: on record, with a document (AM-02)."""

from calendar import monthrange
from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from domain.dates import require_happened
from domain.kernel import Command, Context, Event, Label, Outcome, Period, Reads, require
from domain.person import Person, person_ref
from domain.person.state import ONE_DAY
from domain.registration.member_state import Exemption, ExemptionReason, MemberRegistration
from domain.roles import Role
from domain.unit import unit_ref
from domain.vocabulary import CommunityCode, DocumentNo

LONG_SICK_MONTHS: Final = 6  # AM-02
MONTHS_PER_YEAR: Final = 12


class RegistrationExemptionGranted(
    Event[MemberRegistration], name="member_registration.exemption_granted"
):
    """unit: that held the person when it began."""

    exemption: UUID
    person: UUID
    unit: UUID
    community: CommunityCode
    reason: ExemptionReason
    period: Period
    document_no: DocumentNo

    def apply(self, state: MemberRegistration) -> MemberRegistration:
        new = Exemption(self.exemption, self.reason, self.community, self.period)
        return replace(state, person=self.person, exemptions=(*state.exemptions, new))


class RegistrationExemptionEnded(
    Event[MemberRegistration], name="member_registration.exemption_ended"
):
    exemption: UUID
    person: UUID
    last_day: date

    def apply(self, state: MemberRegistration) -> MemberRegistration:
        exemptions = tuple(
            replace(e, period=e.period.ended(self.last_day)) if e.id == self.exemption else e
            for e in state.exemptions
        )
        return replace(state, exemptions=exemptions)


class GrantExemption(
    Command[MemberRegistration], verb="grant-exemption", who=(Role.CS,), approved_by=(Role.COD,),
    label=Label("免报到", "Grant exemption"), opens=True,
):  # fmt: skip
    """Takes a member out of the denominator for a period, whether or not he has registered.

    community: the lead community of his unit, whose secretary asks for it.
    """

    person: UUID
    community: CommunityCode
    reason: ExemptionReason
    period: Period
    document_no: DocumentNo

    def reads(self, state: MemberRegistration, context: Context) -> Reads:
        person: Person = yield person_ref(self.person)
        unit = person.unit_on(self.period.start)
        if unit is not None:
            yield unit_ref(unit)

    def decide(self, state: MemberRegistration, context: Context) -> Outcome:
        unit = self._unit(context)
        end = self.period.end
        require(
            end is None or self.period.start <= end,
            "ends_before_start",
            "免报到结束日期不得早于开始日期，请核对。",
            "The exemption may not end before it starts; check the dates.",
        )
        require(  # AM-02
            self.reason is not ExemptionReason.LONG_SICK
            or end is None
            or end >= months_later(self.period.start, LONG_SICK_MONTHS),
            "sick_leave_too_short",
            f"长期病休须满{LONG_SICK_MONTHS}个月方可免报到，请核对期限。",
            f"Only a sick leave of {LONG_SICK_MONTHS} months or more exempts; check the period.",
        )
        require(
            not any(state.overlapping(self.period)),
            "exemption_overlaps",
            "该期间已有免报到，请先终止原免报到或调整期限。",
            "There is an exemption within that period; end it first, or change the period.",
        )
        yield RegistrationExemptionGranted(
            exemption=context.new_id("exemption"), unit=unit, **dict(self)
        )

    def _unit(self, context: Context) -> UUID:
        person = context.look(person_ref(self.person))
        unit = person.unit_on(self.period.start)
        require(  # AM-02: whoever does not count needs no exemption
            unit is not None and person.in_service_on(self.period.start),
            "not_in_service",
            f"{self.period.start}当日非在职党员，无需免报到，请核对开始日期。",
            f"Not in service on {self.period.start}, so not owing; check the start.",
        )
        assert unit is not None  # noqa: S101 - for the type checker
        require(
            context.look(unit_ref(unit)).host_community == self.community,
            "not_the_lead_community",
            "免报到由其单位的牵头社区提出，请由该社区办理。",
            "The lead community of the member's unit asks for an exemption; leave it to that one.",
        )
        return unit


class EndExemption(
    Command[MemberRegistration], verb="end-exemption", who=(Role.CS,), approved_by=(Role.COD,),
    label=Label("终止免报到", "End exemption"),
):  # fmt: skip
    """Ends an exemption before its time; `last_day` is still exempt."""

    exemption: UUID
    last_day: date

    def decide(self, state: MemberRegistration, context: Context) -> Outcome:
        require_happened(self.last_day, context)
        found = state.exemption(self.exemption)
        require(
            found is not None,
            "no_such_exemption",
            "查无此免报到，请核对编号。",
            "There is no such exemption; check its id.",
        )
        assert state.person is not None and found is not None  # noqa: S101, PT018 - type checker
        require(
            found.period.covers(self.last_day),
            "not_exempt_then",
            f"{self.last_day}不在该免报到期间内，请核对日期。",
            f"{self.last_day} does not lie within the exemption; check the date.",
        )
        if found.period.end != self.last_day:
            yield RegistrationExemptionEnded(person=state.person, **dict(self))


def months_later(day: date, months: int) -> date:
    """The last day of a period of so many months that begins on `day`."""
    years, month = divmod(day.month - 1 + months, MONTHS_PER_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) - ONE_DAY
