"""A year of a unit and its members, told event by event, and what the metrics make of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from application.recorded import ActorStamp, Recorded
from domain.kernel import SHANGHAI, Event, Period, derived_id, end_of_day
from domain.order import OrderAccepted, OrderIssued, OrderPlaced, Origin
from domain.order.state import Occasion
from domain.person import MemberJoinedUnit, PartyKind, PersonRegistered, Residence
from domain.registration import (
    ExemptionReason,
    MemberRegistrationConfirmed,
    MemberRegistrationSubmitted,
    RegistrationExemptionGranted,
)
from domain.ruleset import Ruleset, ruleset_2022
from domain.unit import UnitEnrolled, UnitKind
from domain.vocabulary import ServiceField
from domain.volunteer import (
    Flag,
    ServiceConfirmed,
    ServiceObject,
    ServiceOutcome,
    ServiceSubmitted,
    Source,
)
from projections.ledgers.agreements import L_AGR, L_COMMIT
from projections.ledgers.orders import L_ORDER
from projections.ledgers.people import PERSONS, UNITS
from projections.ledgers.registrations import L_MEMBER_REG, L_UNIT_REG
from projections.ledgers.services import L_VOL
from projections.metrics.facts import YearFacts
from projections.metrics.members import MemberYear, member_years
from projections.metrics.tasks import measures_of, tasks_by_unit
from projections.metrics.units import UnitYear, unit_years
from projections.metrics.year import of_year
from projections.scoring import Measure
from tests.projections.known import Rows

READ = (UNITS, PERSONS, L_UNIT_REG, L_MEMBER_REG, L_VOL, L_ORDER, L_AGR, L_COMMIT)
A, B = UUID(int=0xA), UUID(int=0xB)
LI, WANG = UUID(int=0x21), UUID(int=0x22)
LONG_AGO = date(2020, 1, 1)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def day(text: str) -> date:
    """'08-15' in 2022, or a whole date."""
    return date.fromisoformat(text if len(text) > 5 else f"2022-{text}")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class Year:
    """The log so far. Every teller gives the position of its last event."""

    def __init__(self) -> None:
        self.log: list[Recorded] = []

    def tell(self, stream: UUID, event: Event[Any], occurred: datetime | None = None) -> int:
        position, at = len(self.log) + 1, (occurred or moment("2022-01-04 09:00")).astimezone(UTC)
        actor = ActorStamp("CW")
        self.log.append(
            Recorded(
                position, stream, position, event.name, event, at, at, actor, UUID(int=position),
                stream, None, None,
            )
        )  # fmt: skip
        return position

    def unit(self, id: UUID = A, on: date = LONG_AGO, obliged: bool = True) -> int:
        return self.tell(
            id,
            UnitEnrolled(
                unit=id, title="合成单位", kind=UnitKind.ORGAN, community="FC01",
                big_party_committee=obliged, on=on,
            ),
        )  # fmt: skip

    def person(self, id: UUID = LI, kind: PartyKind = PartyKind.FULL) -> int:
        return self.tell(
            id,
            PersonRegistered(
                person=id, full_name="合成", residence=Residence(), party_member=kind,
                synthetic=True,
            ),
        )  # fmt: skip

    def member(self, id: UUID = LI, unit: UUID = A, since: date = LONG_AGO) -> int:
        self.person(id)
        return self.tell(id, MemberJoinedUnit(unit=unit, on=since))

    def registered(self, id: UUID = LI, on: date = LONG_AGO) -> int:
        about = {"person": id, "community": "FC01", "unit": A}
        submitted = MemberRegistrationSubmitted(
            **about, residence_inside=False, by_unit=False, submitted_on=on,
            confirm_by=midnight(on), calendar={},
        )  # fmt: skip
        self.tell(id, submitted)
        return self.tell(id, MemberRegistrationConfirmed(**about, effective_on=on, late=False))

    def exempted(self, start: str, end: str | None = None, id: UUID = LI) -> int:
        period = Period(start=day(start), end=None if end is None else day(end))
        return self.tell(
            id,
            RegistrationExemptionGranted(
                exemption=derived_id("exemption", id, start), person=id, unit=A, community="FC01",
                reason=ExemptionReason.SECONDED_OUT, period=period, document_no="【合成】1号",
            ),
        )  # fmt: skip

    def served(
        self,
        *days: str,
        id: UUID = LI,
        minutes: int = 60,
        order: UUID | None = None,
        hour: int = 9,
        flags: tuple[Flag, ...] = (),
        outcome: ServiceOutcome = ServiceOutcome.COMPLETED,
    ) -> int:
        """Confirmed sessions."""
        position = 0
        for text in days:
            start = moment(f"{day(text)} {hour:02}:00")
            entry = derived_id("entry", id, start)
            submitted = ServiceSubmitted(
                person=id, entry=entry, community="FC01", service_on=day(text), start=start,
                end=start + timedelta(minutes=minutes), minutes=minutes,
                field=ServiceField.ENVIRONMENT, source=Source.ORDER if order else Source.SELF,
                outcome=outcome, title="合成", content="合成", order=order, flags=flags,
                object_category=ServiceObject.PUBLIC, ruleset="2022.1",
            )  # fmt: skip
            self.tell(id, submitted)
            position = self.tell(id, ServiceConfirmed(person=id, entry=entry))
        return position

    def order(self, id: UUID, accepted: str, until: str, member: UUID = LI) -> int:
        """Issued for a time, and accepted."""
        end = moment(until)
        placed = OrderPlaced.model_construct(
            origin=Origin.RESIDENT, occasion=Occasion.SMALL, field=ServiceField.ENVIRONMENT,
            community="FC01", grid=None, unit=None, placed_at=moment(accepted), cases=(),
        )  # fmt: skip
        issued = OrderIssued.model_construct(
            branch="FC01", unit=None, service_until=end, late=False,
            due_at=midnight(end.date()) + timedelta(days=1),
        )  # fmt: skip
        self.tell(id, placed)
        self.tell(id, issued)
        return self.accepted(id, accepted, member)

    def accepted(self, order: UUID, at: str, member: UUID) -> int:
        return self.tell(order, OrderAccepted(member=member), moment(at))

    def facts(
        self, year: int = 2022, rules: Ruleset | None = None, on: date | None = None
    ) -> YearFacts:
        snapshot: Any = Rows(tuple(row for r in READ for row in r.replay(self.log).values()))
        snapshot.position = len(self.log)
        return of_year(snapshot, year, rules or ruleset_2022(), on).facts

    def members(self, **asked: Any) -> dict[UUID, MemberYear]:
        return {member.person: member for member in member_years(self.facts(**asked))}

    def li(self, **asked: Any) -> MemberYear:
        return self.members(**asked)[LI]

    def units(self, **asked: Any) -> dict[UUID, UnitYear]:
        facts = self.facts(**asked)
        found = unit_years(facts, member_years(facts))
        return {unit.unit.unit: unit for unit in found}

    def a(self, **asked: Any) -> UnitYear:
        return self.units(**asked)[A]

    def tasks(
        self, unit: UUID = A, until: datetime | None = None, **asked: Any
    ) -> dict[str, Measure]:
        facts = self.facts(**asked)
        judged = until or end_of_day(facts.snapshot_day)
        return measures_of(tasks_by_unit(facts, judged).get(unit, ()))
