"""What becomes of a year: its sessions rated, extracted, and held against the quarterly duty."""

from collections import Counter
from datetime import date, timedelta
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.calendar import Year
from domain.dates import minutes_between, quarter_days
from domain.kernel import Command, Context, Label, Outcome, Reads, require
from domain.person import Person, person_ref
from domain.registration import member_registration_ref
from domain.roles import Role
from domain.ruleset import Counting, rulebook_ref
from domain.unit import unit_ref
from domain.vocabulary import CommunityCode
from domain.volunteer.events import QuarterlyDutyMissed, ServiceExtractIssued, ServiceRated
from domain.volunteer.state import Book, EntryCommand, EntryStatus, Flag, person_of, the_entry

ONE_DAY: Final = timedelta(days=1)
Quarter = Annotated[int, Field(ge=1, le=4)]


class RateService(
    EntryCommand, verb="rate", label=Label("评价服务", "Rate service"), who=(Role.RES,)
):
    """1 to 5 stars from the resident it was for, once. Services of orders are rated with these."""

    resident: UUID
    stars: Annotated[int, Field(ge=1, le=5)]

    def decide(self, state: Book, context: Context) -> Outcome:
        entry = the_entry(state, self.entry, EntryStatus.CONFIRMED)
        actor = context.actor
        require(
            entry.served == self.resident and self.resident in (actor.person, actor.on_behalf_of),
            "not_the_served",
            "只有接受服务的居民本人可以评价。",
            "Only the resident whom it served may rate it.",
        )
        if entry.stars == self.stars:
            return
        require(
            entry.stars is None,
            "rated_already",
            "该次服务已评价，不再更改。",
            "This service was rated already, and stays so.",
        )
        yield ServiceRated(person=person_of(state), **dict(self))


class IssueExtract(
    Command[Book], verb="issue-extract", label=Label("出具平台记录", "Issue extract"),
    who=(Role.CW,),
):  # fmt: skip
    """Writes out confirmed sessions as a platform record 平台记录, free of charge (HANDBOOK 3.4).

    community: that issues it, where the person has served. entries: which; none: all confirmed.
    """

    community: CommunityCode
    entries: Annotated[tuple[UUID, ...], Field(max_length=1000)] = ()

    def decide(self, state: Book, context: Context) -> Outcome:
        require(
            any(e.community == self.community for e in state.entries),
            "served_elsewhere",
            "此人本年未在该社区服务，请到其服务的社区办理。",
            "The person did not serve in this community this year; ask one where he did.",
        )
        wanted = dict.fromkeys(self.entries)
        confirmed = {e.id: e for e in state.entries if e.status is EntryStatus.CONFIRMED}
        require(
            bool(confirmed) and wanted.keys() <= confirmed.keys(),
            "not_confirmed",
            "只能出具已确认的记录，请核对所选记录。",
            "Only confirmed sessions are written out; check which you chose.",
        )
        chosen = [confirmed[id] for id in wanted or confirmed]
        yield ServiceExtractIssued(
            person=person_of(state),
            number=f"PTJL-{self.community}-{context.new_id('extract').hex[:12].upper()}",
            community=self.community,
            entries=tuple(e.id for e in chosen),
            minutes=sum(minutes_between(e.start, e.end) for e in chosen),
        )


class RecordMissedQuarter(
    Command[Book], verb="record-missed-quarter", who=(Role.SYS,), opens=True,
    label=Label("登记季度未服务", "Record missed quarter"),
):  # fmt: skip
    """P-08: who owed a quarter and has no counted service in it missed it; recorded once (AM-05).

    Nothing follows if the quarter was not owed, or was served. An exempted day, and one in a unit
    outside the Big Party Committee, not enrolled yet or withdrawn, is not obliged (AM-02, AM-32).
    """

    person: UUID
    year: Year
    quarter: Quarter

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last of the quarter."""
        return quarter_days(self.year, self.quarter)

    def reads(self, state: Book, context: Context) -> Reads:
        yield rulebook_ref()
        yield member_registration_ref(self.person)
        person: Person = yield person_ref(self.person)
        for unit in sorted({m.unit for m in person.memberships}):
            yield unit_ref(unit)

    def decide(self, state: Book, context: Context) -> Outcome:
        if self.quarter in state.missed:
            return
        _, last = self.days
        rules = context.look(rulebook_ref()).in_force(last)
        grace = timedelta(days=rules.counting.late_record_after_days.value)
        require(
            context.today > last + grace,
            "quarter_open",
            "该季度的服务仍可正常申报，请期满后再登记。",
            "Services of this quarter may still be submitted in time; wait until that is over.",
        )
        obliged, counted = self._obliged_days(context), self._counted(state, rules.counting)
        missed = counted < rules.counting.min_services_per_quarter.value
        # Whoever was never obliged owes nothing, even where a county asks for every quarter.
        if missed and obliged and rules.counting.owes_quarter(obliged):
            yield QuarterlyDutyMissed(
                obliged_days=obliged, counted=counted, ruleset=rules.version, **dict(self)
            )

    def _obliged_days(self, context: Context) -> int:
        person = context.look(person_ref(self.person))
        registration = context.look(member_registration_ref(self.person))

        def obliged(day: date) -> bool:
            held_by = person.unit_on(day)
            if held_by is None or not person.in_service_on(day) or registration.exempt_on(day):
                return False
            unit = context.look(unit_ref(held_by))
            return unit.big_party_committee and unit.enrolled_on(day)

        first, last = self.days
        return sum(obliged(first + ONE_DAY * n) for n in range((last - first).days + 1))

    def _counted(self, state: Book, counting: Counting) -> int:
        """Sessions of the quarter that count: of one day no more than the rules say (AM-06)."""
        not_counted = {Flag.SHORT}
        if not counting.count_services_before_registration.value:  # AM-10
            not_counted.add(Flag.BEFORE_REGISTRATION)
        first, last = self.days
        a_day = Counter(
            e.service_on
            for e in state.entries
            if e.status is EntryStatus.CONFIRMED
            and first <= e.service_on <= last
            and e.flags.isdisjoint(not_counted)
        )
        most = counting.service_max_counted_per_person_day.value
        return sum(min(sessions, most) for sessions in a_day.values())
