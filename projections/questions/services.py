"""Questions about volunteer services: what counts, who confirmed, what came late (SYS-11)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from domain.kernel import SHANGHAI, Label, end_of_day
from projections.asking import Asked, Parameter, StandingQuestion
from projections.ledgers.assessment import L_CYCLE
from projections.ledgers.people import PERSONS
from projections.ledgers.services import L_VOL, Service
from projections.metrics.counting import NotCounted, counted_year
from projections.models import Row

SYSTEM: Final = "SYS-11"
RUSH: Final = (12, 20)  # of December: what comes after it, auditors look at
# Where each verdict comes from.
RULES: Final = {
    NotCounted.NOT_CONFIRMED: "AM-11",
    NotCounted.REJECTED: "AM-11",
    NotCounted.REVOKED: "SYS-11",
    NotCounted.DISPUTED: "SYS-11",
    NotCounted.SHORT: "AM-06",
    NotCounted.SAME_DAY_EXTRA: "AM-06",
    NotCounted.BEFORE_REGISTRATION: "AM-10",
}


class OneService(Row, frozen=True, array_like=True, gc=False):
    """What says which session it is, and whose. unit: who held him on its day."""

    entry: UUID
    book: UUID
    person: UUID
    unit: UUID | None
    community: str
    service_on: date
    source: str
    order: UUID | None


class _Sessions:
    """Those of the year, each with who held the person on its day."""

    def __init__(self, asked: Asked) -> None:
        self.rows: list[Service] = asked.snapshot.all(L_VOL, year=asked.year)
        self._members = {row.person: row for row in asked.snapshot.all(PERSONS)}

    def named(
        self, row: Service
    ) -> tuple[UUID, UUID, UUID, UUID | None, str, date, str, UUID | None]:
        member = self._members.get(row.person)
        unit = member.unit_on(row.service_on) if member else None
        about = row.community, row.service_on, row.source, row.order
        return row.entry, row.book, row.person, unit, *about


class VerdictRow(OneService, frozen=True, array_like=True, gc=False):
    """reason, rule: why it does not count as one time; its minutes may count all the same."""

    minutes: int
    counted: bool
    reason: str | None
    rule: str | None


def verdicts(asked: Asked) -> Iterator[VerdictRow]:
    """AM-06, AM-10, AM-11: by the rules of the year."""
    sessions, by_person = _Sessions(asked), defaultdict(list)
    for row in sessions.rows:
        by_person[row.person].append(row)
    counting = asked.ruleset.counting
    for mine in by_person.values():
        year = counted_year(mine, counting)
        found = [(row, None) for row in year.counted] + list(year.not_counted)
        for row, why in sorted(found, key=lambda one: one[0].start):
            rule = RULES[why] if why else None
            yield VerdictRow(*sessions.named(row), row.minutes, why is None, why, rule)


class ConfirmedRow(OneService, frozen=True, array_like=True, gc=False):
    submitted_by: UUID | None
    confirmed_by: UUID | None
    confirmed_at: datetime


def self_confirmed(asked: Asked) -> Iterator[ConfirmedRow]:
    """There must be none (SYS-11). What comes of orders, the system enters and confirms (P-01)."""
    sessions = _Sessions(asked)
    for row in sessions.rows:
        by_himself = row.confirmed_by == row.submitted_by and row.source != "ORDER"
        if row.confirmed_at is not None and by_himself:
            who = row.submitted_by, row.confirmed_by
            yield ConfirmedRow(*sessions.named(row), *who, row.confirmed_at)


def confirmed_after_freeze(asked: Asked) -> Iterator[ConfirmedRow]:
    """The freeze is the ruleset's (4.5): what is confirmed later counts in no score of the year,
    unless a ruling has admitted it (AM-11)."""
    sessions, frozen = _Sessions(asked), end_of_day(asked.ruleset.freeze_day)
    cycles = asked.snapshot.all(L_CYCLE, year=asked.year)
    admitted = {id for cycle in cycles for ruling in cycle.rulings for id in ruling.admitted}
    for row in sessions.rows:
        if row.entry in admitted:
            continue
        if row.confirmed_at is not None and row.confirmed_at > frozen:
            who = row.submitted_by, row.confirmed_by
            yield ConfirmedRow(*sessions.named(row), *who, row.confirmed_at)


class RushRow(Row, frozen=True, array_like=True, gc=False):
    """recorder: None: an account without a name, or the system."""

    community: str
    recorder: UUID | None
    source: str
    services: int
    persons: int
    first_at: datetime
    last_at: datetime
    entries: tuple[UUID, ...]


def entered_late(asked: Asked) -> Iterator[RushRow]:
    """By who entered them; most first."""
    day = asked.parameters["after"] or date(asked.year, *RUSH)
    since = datetime.combine(day, time.max, SHANGHAI)
    groups: dict[tuple[str, UUID | None, str], list[Service]] = defaultdict(list)
    for row in asked.snapshot.all(L_VOL, year=asked.year):
        if row.submitted_at > since:
            groups[row.community, row.submitted_by, row.source].append(row)
    for (community, recorder, source), rows in sorted(
        groups.items(), key=lambda one: (-len(one[1]), one[0][0], str(one[0][1]), one[0][2])
    ):
        times = [row.submitted_at for row in rows]
        persons = len({row.person for row in rows})
        entries = tuple(row.entry for row in rows)
        yield RushRow(
            community, recorder, source, len(rows), persons, min(times), max(times), entries
        )


class RevokedRow(OneService, frozen=True, array_like=True, gc=False):
    """counted, required, bar: of the person's year without it, as it now stands."""

    revoked_for: str | None
    revoked_at: datetime
    revoked_by: UUID | None
    position: int
    counted: int | None
    required: int | None
    bar: str | None


def revoked_late(asked: Asked) -> Iterator[RevokedRow]:
    """Whom a revocation touched that came when the figures were out (P-05, EX-06)."""
    until = asked.parameters["published"] or end_of_day(asked.ruleset.freeze_day)
    sessions, members = _Sessions(asked), asked.known().members
    for row in sessions.rows:
        if row.state == "REVOKED":
            [revoked] = asked.log.read(row.decided - 1, 1)
            if revoked.recorded_at > until:
                year = members.get(row.person)
                now = (year.counted, year.required, year.bar) if year else (None,) * 3
                who = revoked.recorded_at, revoked.actor.person, revoked.position
                yield RevokedRow(*sessions.named(row), row.revoked_for, *who, *now)


QUESTIONS: Final = (
    StandingQuestion(
        name="services-that-count-and-that-do-not",
        system=SYSTEM,
        title=Label(
            "哪些服务计次，哪些不计，依据哪条规则？",
            "Which services counted, which did not and by which rule?",
        ),
        row=VerdictRow,
        rows=verdicts,
        dated=False,
    ),
    StandingQuestion(
        name="self-confirmed-services",
        system=SYSTEM,
        title=Label("谁确认了自己申报的服务？", "Who confirmed his own submission?"),
        row=ConfirmedRow,
        rows=self_confirmed,
        dated=False,
    ),
    StandingQuestion(
        name="services-confirmed-after-the-freeze",
        system=SYSTEM,
        title=Label(
            "哪些服务在封账之后才确认，又未经裁定采纳？",
            "Which services were confirmed after the freeze, and admitted by no ruling?",
        ),
        row=ConfirmedRow,
        rows=confirmed_after_freeze,
        dated=False,
    ),
    StandingQuestion(
        name="services-entered-after-20-december",
        system=SYSTEM,
        title=Label(
            "十二月二十日之后补录了多少服务，由谁录入？",
            "How many services were entered after 20 December, by whom?",
        ),
        row=RushRow,
        rows=entered_late,
        dated=False,
        parameters={
            "after": Parameter(Label("何日之后（不填为12月20日）", "After; else 20 Dec"), date)
        },
    ),
    StandingQuestion(
        name="services-revoked-after-publication",
        system=SYSTEM,
        title=Label(
            "公布之后撤销了哪些服务，影响了谁？",
            "What was revoked after publication and whom did it touch?",
        ),
        row=RevokedRow,
        rows=revoked_late,
        dated=False,
        parameters={
            "published": Parameter(
                Label("公布于何时（不填为封账时）", "Published when; else the freeze"), datetime
            )
        },
    ),
)
