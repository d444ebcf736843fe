"""The standing audit questions (SYS-22): late entries, narrow passes, exemptions, exclusions."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from msgspec import Meta

from domain.kernel import SHANGHAI, Label, end_of_day, local_date
from domain.order import ServiceStarted
from domain.ruleset.vetoes import Veto
from projections.asking import Asked, Parameter, StandingQuestion
from projections.balloting import BallotRow, ballots
from projections.computed import ExcludedRow, exclusions
from projections.ledgers.audit import L_AUDIT
from projections.ledgers.orders import L_ORDER
from projections.ledgers.people import PERSONS, UNITS
from projections.ledgers.registrations import L_MEMBER_REG
from projections.metrics.catalogue import measures
from projections.metrics.subjects import FIND, subjects
from projections.metrics.year import Measures
from projections.models import Row
from projections.scoring import Measure
from projections.scoring.bars import look
from projections.scoring.measure import RATES

SYSTEM: Final = "SYS-22"
READ_AT_ONCE: Final = 2000
Q4: Final = (10, 11, 12)
Hours = Annotated[int, Meta(ge=1, le=24 * 366)]
Times = Annotated[int, Meta(ge=2, le=1000)]


class LateRow(Row, frozen=True, array_like=True, gc=False):
    """by_policy: issued by the system on what somebody else did. first: position of the first."""

    role: str
    person: UUID | None
    body: str | None
    event: str
    by_policy: bool
    events: int
    first_at: datetime
    last_at: datetime
    first: int


def before_freeze(asked: Asked) -> Iterator[LateRow]:
    """What was recorded in the last hours before the freeze, by actor and kind of event."""
    frozen = end_of_day(asked.ruleset.freeze_day)
    start = asked.log.position_at(frozen - timedelta(hours=asked.parameters["hours"]))
    end = min(asked.log.position_at(frozen), asked.snapshot.position)
    groups: dict[tuple[str, UUID | None, str | None, str, bool], list[tuple[datetime, int]]]
    groups = defaultdict(list)
    while start < end:
        for one in asked.log.read(start, min(READ_AT_ONCE, end - start)):
            who = one.actor.role, one.actor.person, one.actor.body
            groups[*who, one.name, one.causation is not None].append(
                (one.recorded_at, one.position)
            )
        start += READ_AT_ONCE
    for key, found in sorted(groups.items(), key=lambda group: group[1][0][1]):
        (first_at, first), (last_at, _) = found[0], found[-1]
        yield LateRow(*key, len(found), first_at, last_at, first)


class NarrowRow(Row, frozen=True, array_like=True, gc=False):
    """other: the value of the metric, one unit away, at which the bar would turn."""

    kind: str
    subject: UUID
    name: str
    community: str | None
    unit: UUID | None
    rule: str
    metric: str
    value: int
    other: int
    barred: bool


def by_one_unit(asked: Asked) -> Iterator[NarrowRow]:
    """Barred or passed by exactly one: one service, one registered member (R-31, R-32)."""
    known, ruleset = asked.known(), asked.ruleset
    for kind in FIND:
        found = measures(known, kind)
        vetoes = [veto for veto in ruleset.vetoes_of(kind) if _counts(veto)]
        for subject in subjects(known, kind):
            for veto in vetoes:
                for metric, value, other, barred in _narrow(veto, found[subject.id]):
                    whose = kind, subject.id, subject.name, subject.community, subject.unit
                    yield NarrowRow(*whose, veto.id, metric, value, other, barred)


def _counts(veto: Veto) -> bool:
    """It sets a measure to be reached; one false record is no threshold missed by one."""
    return not isinstance(veto.when.value, int) or veto.when.value > 1


def _narrow(veto: Veto, mine: Measures) -> Iterator[tuple[str, int, int, bool]]:
    bar = look(veto, mine)
    metric = RATES.get(veto.when.metric, (veto.when.metric,))[0]
    value = mine[metric].value if bar.recorded and bar.applicable else None
    if isinstance(value, int):
        for other in (value - 1, value + 1):
            again = look(veto, {**mine, metric: Measure(other)})
            if other >= 0 and again.applies is not bar.applies:
                yield metric, value, other, bar.applies


class ExemptionRow(Row, frozen=True, array_like=True, gc=False):
    """unit, community: who held him on its first day. role, by: who recorded it."""

    exemption: UUID
    person: UUID
    unit: UUID | None
    community: str | None
    start: date
    end: date | None
    reason: str
    granted_at: datetime
    role: str
    by: UUID | None
    position: int


def exemptions_in_q4(asked: Asked) -> Iterator[ExemptionRow]:
    """Granted when the year's rates could be foreseen."""
    members = {row.person: row for row in asked.snapshot.all(PERSONS)}
    units = {row.unit: row.community for row in asked.snapshot.all(UNITS)}
    for row in asked.snapshot.all(L_MEMBER_REG):
        for leave in row.exemptions:
            on = local_date(leave.granted_at)
            if on.year == asked.year and on.month in Q4:
                member = members.get(row.person)
                unit = member.unit_on(leave.start) if member else None
                [granted] = asked.log.read(leave.began - 1, 1)
                yield ExemptionRow(
                    leave.exemption,
                    row.person,
                    unit,
                    units.get(unit) if unit else None,
                    leave.start,
                    leave.end,
                    leave.reason,
                    leave.granted_at,
                    granted.actor.role,
                    granted.actor.person,
                    leave.began,
                )


class CheckInRow(Row, frozen=True, array_like=True, gc=False):
    community: str
    minute: datetime
    check_ins: int
    orders: tuple[UUID, ...]
    members: tuple[UUID, ...]


def same_minute(asked: Asked) -> Iterator[CheckInRow]:
    """Many people who arrive in one minute of one community, at one order or at several."""
    communities = {row.order: row.community for row in asked.snapshot.all(L_ORDER)}
    minutes: dict[tuple[str, datetime], list[tuple[UUID, UUID]]] = defaultdict(list)
    started = {"event": ServiceStarted.name}
    for line in asked.snapshot.entries(L_AUDIT, started, limit=None):
        [one] = asked.log.read(line.position - 1, 1)
        at = one.event.arrived_at.astimezone(SHANGHAI)
        if at.year == asked.year:
            minute = at.replace(second=0, microsecond=0)
            minutes[communities[one.stream], minute].append((one.stream, one.event.member))
    for (community, minute), came in sorted(minutes.items()):
        if len(came) >= asked.parameters["times"]:
            orders, members = (tuple(dict.fromkeys(ids)) for ids in zip(*came, strict=True))
            yield CheckInRow(community, minute, len(came), orders, members)


QUESTIONS: Final = (
    StandingQuestion(
        name="recorded-just-before-the-freeze",
        system=SYSTEM,
        title=Label(
            "封账前最后七十二小时由谁录入了什么？",
            "What was recorded in the last 72 hours before the freeze, by whom?",
        ),
        row=LateRow,
        rows=before_freeze,
        dated=False,
        parameters={
            "hours": Parameter(Label("封账前几小时", "Hours before the freeze"), Hours, 72)
        },
    ),
    StandingQuestion(
        name="passed-or-barred-by-one",
        system=SYSTEM,
        title=Label(
            "哪些对象恰以一个单位之差越过或未达门槛？",
            "Which subjects crossed a threshold by exactly one unit?",
        ),
        row=NarrowRow,
        rows=by_one_unit,
    ),
    StandingQuestion(
        name="exemptions-granted-in-the-fourth-quarter",
        system=SYSTEM,
        title=Label("第四季度准予了哪些免报到？", "Which exemptions were granted in Q4?"),
        row=ExemptionRow,
        rows=exemptions_in_q4,
        dated=False,
    ),
    StandingQuestion(
        name="cases-left-out-of-the-rates",
        system=SYSTEM,
        title=Label("三率剔除了哪些事项，为何？", "Which cases do the rates leave out, and why?"),
        row=ExcludedRow,
        rows=exclusions,
        dated=False,
    ),
    StandingQuestion(
        name="ballots-by-group",
        system=SYSTEM,
        title=Label("各组测评结果如何（不记名）？", "How did each group vote, without names?"),
        row=BallotRow,
        rows=ballots,
        dated=False,
    ),
    StandingQuestion(
        name="check-ins-in-the-same-minute",
        system=SYSTEM,
        title=Label("哪些人在同一分钟内签到？", "Who checked in within the same minute?"),
        row=CheckInRow,
        rows=same_minute,
        dated=False,
        parameters={"times": Parameter(Label("至少几次", "How often at least"), Times, 3)},
    ),
)
