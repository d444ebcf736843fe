"""Pages of a ledger at a county's size and at a province's, now and as of any moment."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from statistics import quantiles
from typing import Any, Final
from uuid import UUID

from application.recorded import ActorStamp, Recorded
from application.twins import from_data
from benchmarks.harness import Bench, Benchmark, Trial
from domain.case import CaseAssigned, CaseClosed, CaseKind, CaseReported, Category, Channel
from domain.kernel import Event
from interfaces.system import utc_now
from projections.epochs import Epochs
from projections.homes import SQLiteHome
from projections.ledgers.audit import L_AUDIT
from projections.ledgers.cases import L_CASE
from projections.reading import ReadSide, Snapshot
from projections.rebuild import rebuild
from projections.tables import place_of

FEW, MANY = 10_000, 1_000_000  # cases
QUICK_PART: Final = 100
OPEN_EACH: Final = 50  # of so many cases one is never closed
CLOSED_AFTER: Final = 300  # cases that come in meanwhile
SCATTER: Final = 7919  # any prime: neighbours are of different communities
ROUNDS_ASKED: Final = 100
START: Final = datetime(2022, 1, 1, tzinfo=UTC)
ACTOR: Final = ActorStamp("CW", UUID(int=7))
COMMUNITIES: Final = tuple(f"FC{number:02}" for number in range(1, 13))
BODIES: Final = tuple(f"DEPT-{number:02}" for number in range(20))
CATEGORIES: Final = tuple(Category)
Ask = Callable[[Snapshot, Random], None]


def made(kind: type[Event[Any]], /, **data: Any) -> tuple[str, Any]:
    """A fact as a log that is read gives it."""
    return kind.name, from_data(kind, {"happened_at": START.isoformat(), **data})


REPORTED: Final = [
    made(
        CaseReported,
        reporter=None,
        channel=next(iter(Channel)),
        kind=next(iter(CaseKind)),
        category=category,
        community=community,
        grid=f"{community}{number:03}",
    )
    for community in COMMUNITIES
    for number, category in enumerate(CATEGORIES)
]
ASSIGNED: Final = [made(CaseAssigned, reporter=None, handler=body) for body in BODIES]
CLOSED: Final = made(CaseClosed, reporter=None, stages=[], chain_complete=True)


@dataclass(frozen=True)
class Cases:
    """A log made up as it is read: a case is reported, and closed later; one in OPEN_EACH stays
    assigned to somebody."""

    number: int

    def position(self) -> int:
        return 2 * self.number

    def position_at(self, moment: datetime) -> int:
        return min(max(int((moment - START).total_seconds()), 0), self.position())

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        last = min(after + limit, self.position())
        return [recorded(position) for position in range(after + 1, last + 1)]


def recorded(position: int) -> Recorded:
    case, version = position // 2, 1
    name, event = REPORTED[case * SCATTER % len(REPORTED)]
    if position % 2 == 0:
        case, version = max(case - CLOSED_AFTER, 0), 2
        stays = case % OPEN_EACH == 0
        name, event = ASSIGNED[case // OPEN_EACH % len(ASSIGNED)] if stays else CLOSED
    at, command = START + timedelta(seconds=position), UUID(int=position)
    stream = UUID(int=case + (1 << 100))
    return Recorded(position, stream, version, name, event, at, None, ACTOR, command, command)


def few(bench: Bench) -> ReadSide:
    return built(bench, FEW)


def many(bench: Bench) -> ReadSide:
    return built(bench, MANY)


def built(bench: Bench, cases: int) -> ReadSide:
    log = Cases(cases // QUICK_PART if bench.quick else cases)
    epochs = Epochs(SQLiteHome(bench.folder()), (L_CASE, L_AUDIT))
    rebuild(epochs, log, utc_now)
    return ReadSide(epochs, log, utc_now)


def lists(snapshot: Snapshot, some: Random) -> None:
    """Pages of cases as a worker turns them: all, a community's, what is open, a body's."""
    position = some.randrange(snapshot.position + 1)
    community, body = some.choice(COMMUNITIES), some.choice(BODIES)
    for filters in (
        {},
        {"community": community},
        {"state": "ASSIGNED"},
        {"state": "CLOSED", "community": community},
        {"handler": body},
        {"state": "ASSIGNED", "community": community},
    ):
        snapshot.rows(L_CASE, filters, newest_first=True)
        snapshot.rows(L_CASE, filters, after=place_of(position))


def ledgers(snapshot: Snapshot, some: Random) -> None:
    """Pages of the audit ledger as an auditor turns them."""
    position = some.randrange(snapshot.position + 1)
    for filters in (
        {},
        {"event": CaseAssigned.name},
        {"role": ACTOR.role},
        {"person": ACTOR.person},
    ):
        snapshot.entries(L_AUDIT, filters, newest_first=True)
        snapshot.entries(L_AUDIT, filters, after=place_of(position))


def p95(size: Callable[[Bench], ReadSide], ask: Ask, *, then: bool = False) -> Trial:
    """Milliseconds that 19 of 20 rounds of pages stay under. then: as of any moment, else now."""

    def trial(bench: Bench) -> float:
        reads, some = bench.once(size), Random(7)
        last = reads.lag().position
        passed = []
        for _ in range(20 if bench.quick else ROUNDS_ASKED):
            as_of = some.randrange(last // 100, last) if then else None
            began = time.perf_counter()
            with reads.at(as_of) as snapshot:
                ask(snapshot, some)
            passed.append((time.perf_counter() - began) * 1000)
        return quantiles(passed, n=20)[-1]

    return trial


BENCHMARKS: Final = tuple(
    benchmark
    for name, what, ask in (
        ("list", "case list pages", lists),
        ("ledger", "audit ledger pages", ledgers),
    )
    for benchmark in (
        Benchmark(
            name=f"pages-{name}",
            what=f"{what}, {MANY:,} cases, p95",
            against=f"the same, {FEW:,} cases",
            peer=p95(few, ask),
            ours=p95(many, ask),
            most=1.5,
            unit="ms",
        ),
        Benchmark(
            name=f"asof-{name}",
            what=f"{what} as of any moment, {MANY:,} cases, p95",
            against="the same, now",
            peer=p95(many, ask),
            ours=p95(many, ask, then=True),
            most=1.5,
            unit="ms",
        ),
    )
)
