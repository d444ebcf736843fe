"""Every figure that was published, made again from the log alone, and compared with what stands.

What the system records, it has decided from the log: so each such event must follow once more from
what the log held before it. Scores and what completes them, eligibility, quotas and packages for
the county.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple
from uuid import UUID

from application.codec import validated
from application.deciding import looked_at
from application.log import EventLog
from application.recorded import Recorded
from application.states import ABSENT, Known, Seen
from application.stores import Row
from domain.assessment import RecordScore
from domain.assessment.book import ScoreRecorded
from domain.assessment.events import ScoresComputed
from domain.export import ExportPrepared
from domain.honour import CheckEligibility, EligibilityChecked, FixQuota, QuotaFixed
from domain.kernel import Actor, Command, Context, Event, Refused
from domain.registry import ADDRESSEE
from domain.roles import Role
from projections.assessing import Assessing, all_recorded
from projections.closing import Closing
from projections.exporting import final_cycle
from projections.ledgers.assessment import L_CYCLE, L_PUBLISHED, CycleRow
from projections.ledgers.exports import L_EXPORT
from projections.ledgers.honours import L_PROGRAMME
from projections.reading import Snapshot

READ_AT_ONCE: Final = 2000
SYSTEM: Final = Actor(Role.SYS)
Order = tuple[int, int, bool]  # year, version, with ballots
Scores = Mapping[tuple[str, UUID], RecordScore]


class FigureDiffers(Exception):
    """A published figure is not what the events say. position: where it was published.

    what: the record and the field; expected: what the events give; found: what was published.
    """

    def __init__(self, position: int, what: str, expected: Any, found: Any) -> None:
        super().__init__(
            f"position {position}: {what}: the events give {expected!r}, published is {found!r}"
        )
        self.position, self.what, self.expected, self.found = position, what, expected, found


class Figure(NamedTuple):
    """An event to be made again, and the ledgers as they stood before it."""

    recorded: Recorded
    known: Snapshot


@dataclass
class Recomputing:
    """log: must hold what the snapshot knows."""

    log: EventLog
    latest: Snapshot
    _ordered: dict[Order, Scores] = field(default_factory=dict)

    def __call__(self, told: Callable[[int], None] = lambda _: None) -> Counter[str]:
        """How many of each kind there are. FigureDiffers: the first that is another."""
        counts: Counter[str] = Counter()
        for row in _rows(self.log, self.latest.position, told):
            recorded = validated(*row)
            figure = Figure(recorded, self.latest.before(recorded.position - 1))
            command = _COMMANDS[type(recorded.event)](self, figure)
            _compare(recorded, None if command is None else self._decided(command, recorded))
            counts[recorded.name] += 1
        return counts

    def _decided(self, command: Command[Any], recorded: Recorded) -> Event[Any] | None:
        """What the command gives on the log as it stood then."""
        seen = Seen(lambda stream: _known(self.log, stream, recorded.position - 1))
        state = seen.load(ADDRESSEE[type(command)], recorded.stream)
        at = recorded.recorded_at
        context = Context(at, at, SYSTEM, recorded.stream, recorded.command)
        try:
            looked = looked_at(command, state, context, seen)
            outcome = command.decide(state, replace(context, looked=looked))
            return next((each for each in outcome if isinstance(each, Event)), None)
        except Refused:
            return None

    def _score(self, figure: Figure) -> Command[Any] | None:
        fact = figure.recorded.event
        wanted = self._scores(figure, fact.year)
        return wanted.get((fact.kind, fact.subject))

    def _completion(self, figure: Figure) -> Command[Any] | None:
        """Besides, that no score of the order was left out."""
        fact, (recorded, known) = figure.recorded.event, figure
        cycle = known.row(L_CYCLE, recorded.stream)
        if cycle is None:
            return None
        wanted = self._scores(figure, cycle.row.year)
        rows = known.all(L_PUBLISHED, year=cycle.row.year)
        published = {(r.kind, r.subject): r.digest for r in rows if r.version == fact.version}
        for (kind, subject), command in wanted.items():
            found = published.get((kind, subject))
            if found != command.digest:
                what = f"score of {kind} {subject}, version {fact.version}"
                raise FigureDiffers(recorded.position, what, command.digest, found)
        self._ordered.clear()
        return all_recorded(list(wanted.values()), fact.version, fact.ballots)

    def _scores(self, figure: Figure, year: int) -> Scores:
        """All that the cycle had ordered then; none, if it had ordered nothing."""
        fact, known = figure.recorded.event, figure.known
        cycle = next(iter(known.all(L_CYCLE, year=year)), None)
        order = year, fact.version, fact.ballots
        if order not in self._ordered:
            self._ordered = {order: self._reckoned(known, cycle, order)}
        return self._ordered[order]

    def _reckoned(self, known: Snapshot, cycle: CycleRow | None, order: Order) -> Scores:
        if cycle is None or (cycle.year, cycle.ordered, cycle.with_ballots) != order:
            return {}
        found = Assessing(self.log).ordered(known, cycle, order[1])
        return {(command.kind, command.subject): command for command in found}

    def _eligibility(self, figure: Figure) -> Command[Any] | None:
        return CheckEligibility()

    def _quota(self, figure: Figure) -> Command[Any] | None:
        known = figure.known.before(figure.recorded.event.position)
        programme = known.row(L_PROGRAMME, figure.recorded.stream)
        for cycle in known.all(L_CYCLE, year=programme.row.year) if programme else ():
            if programme and cycle.complete and cycle.computed:
                base = Closing(self.log).base(known, cycle, programme.row)
                return FixQuota(base=base, version=cycle.version, position=known.position)
        return None

    def _package(self, figure: Figure) -> Command[Any] | None:
        """ADR 0016."""
        package = figure.known.row(L_EXPORT, figure.recorded.stream)
        known = figure.known.before(figure.recorded.event.position)
        cycle = final_cycle(known, package.row.year) if package else None
        return None if cycle is None else Closing(self.log).prepared(known, cycle)


_COMMANDS: Final[Mapping[type[Any], Callable[[Recomputing, Figure], Command[Any] | None]]] = {
    ScoreRecorded: Recomputing._score,
    ScoresComputed: Recomputing._completion,
    EligibilityChecked: Recomputing._eligibility,
    QuotaFixed: Recomputing._quota,
    ExportPrepared: Recomputing._package,
}
NAMES: Final = {kind.name for kind in _COMMANDS}


def _rows(log: EventLog, last: int, told: Callable[[int], None]) -> Iterator[Row]:
    for after in range(0, last, READ_AT_ONCE):
        rows = log.stored(after, min(READ_AT_ONCE, last - after))
        yield from (row for row in rows if row[3] in NAMES)
        told(after + len(rows))


def _known(log: EventLog, stream: UUID, last: int) -> Known:
    known = ABSENT
    for recorded in log.history(stream, last=last):
        known = known.after(recorded.event)
    return known


def _compare(recorded: Recorded, expected: Event[Any] | None) -> None:
    """FigureDiffers: names the first field that differs."""
    found = recorded.event.model_dump(mode="json")
    wanted = None if expected is None else expected.model_dump(mode="json")
    for path, one, other in _differences(recorded.name, wanted, found):
        raise FigureDiffers(recorded.position, f"{path} of {recorded.stream}", one, other)


def _differences(path: str, expected: Any, found: Any) -> Iterator[tuple[str, Any, Any]]:
    match expected, found:
        case dict(), dict():
            for name in dict.fromkeys((*expected, *found)):
                yield from _differences(f"{path}/{name}", expected.get(name), found.get(name))
        case list(), list() if len(expected) == len(found):
            for at, pair in enumerate(zip(expected, found, strict=True)):
                yield from _differences(f"{path}/{at}", *pair)
        case _ if expected != found:
            yield path, expected, found
