"""The register of persons says of every day what the person's own stream says (AM-02, AM-08).

Rules read the stream, figures read the register: where they differ, somebody is barred wrongly.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given as over, strategies as st

from application.recorded import ActorStamp, Recorded
from domain.kernel import Actor, Context, Event, Refused
from domain.person import (
    PERSON,
    ChangeUnit,
    JoinUnit,
    LeaveReason,
    LeaveUnit,
    PartyKind,
    Person,
    PersonRegistered,
    Residence,
    Source,
    UpdatePerson,
    person_ref,
)
from domain.registration import RollEntry, RollLine
from domain.registration.differences import Before, compared
from domain.roles import Role
from domain.unit import UNIT, UnitEnrolled, UnitKind, unit_ref
from projections.ledgers.people import PERSONS, Member
from projections.metrics.facts import duty_days
from projections.metrics.spans import holds

WHO, A, B = UUID(int=7), UUID(int=0xA), UUID(int=0xB)
FIRST, NOW = date(2022, 1, 1), datetime(2022, 3, 1, tzinfo=UTC)
DAYS = [FIRST + timedelta(days=n) for n in range(25)]
UNITS = {
    unit_ref(unit): UNIT.replay(
        [UnitEnrolled(unit=unit, title="单位", kind=UnitKind.ORGAN, community="FC01", on=FIRST)]
    )
    for unit in (A, B)
}
REGISTERED = PersonRegistered(
    person=WHO, full_name="王合成", residence=Residence(), party_member=PartyKind.FULL,
    synthetic=True,
)  # fmt: skip

Act = Callable[[Person, Context], Iterable[Any]]
days, units, flags = st.sampled_from(DAYS), st.sampled_from((A, B)), st.booleans()


def command(kind: type[Any], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Act]:
    return st.builds(kind, **fields).map(lambda made: made.decide)


def roll(unit: UUID, as_of: date, on_it: bool, in_service: bool, since: date | None) -> Act:
    """A roll that lists him, or strikes him off."""

    def act(state: Person, context: Context) -> Iterable[Any]:
        members = [RollEntry(person=WHO, in_service=in_service, since=since)] if on_it else []
        before = Before(() if on_it else (RollLine(person=WHO, in_service=True),))
        found = compared(members, unit, as_of, before, context)
        return [elsewhere.event for elsewhere in found.facts(Source.ROLL)]

    return act


acts = st.one_of(
    command(JoinUnit, unit=units, on=days, until=st.none() | days, in_service=flags),
    command(LeaveUnit, unit=units, last_day=days, reason=st.sampled_from(LeaveReason)),
    command(ChangeUnit, unit=units, on=days, in_service=flags),
    command(UpdatePerson, party_member=st.sampled_from(PartyKind), party_member_since=days),
    st.builds(roll, units, days, flags, flags, st.none() | days),
)


def history(made: Iterable[Act]) -> list[Event[Any]]:
    """What is decided one after the other; refusals leave nothing."""
    facts: list[Event[Any]] = [REGISTERED]
    for act in made:
        state = PERSON.replay(facts)
        looked = UNITS | {person_ref(WHO): state}
        context = Context(NOW, NOW, Actor(Role.UNIT), WHO, UUID(int=1), looked)
        try:
            facts += act(state, context)
        except Refused:
            continue
    return facts


def row_of(facts: Iterable[Event[Any]]) -> Member:
    recorded = [
        Recorded(
            n, WHO, n, fact.name, fact, NOW, NOW, ActorStamp("UNIT"), UUID(int=n), WHO, None, None
        )
        for n, fact in enumerate(facts, start=1)
    ]
    return PERSONS.replay(recorded)[(WHO,)]


@over(st.lists(acts, max_size=8))
def test_register_and_stream_agree_on_every_day(made: list[Act]) -> None:
    facts = history(made)
    person, row = PERSON.replay(facts), row_of(facts)
    assert [(s.unit, s.start, s.end, s.in_service) for s in row.spells] == [
        (m.unit, m.period.start, m.period.end, m.in_service) for m in person.memberships
    ]
    assert row.party == tuple((since, kind.value) for since, kind in person.party)
    for day in DAYS:
        spell = next((s for s in row.spells if s.start <= day <= (s.end or day)), None)
        served = spell is not None and spell.in_service and holds(duty_days(row), day)
        assert served == person.in_service_on(day)
