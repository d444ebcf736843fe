"""Standing questions asked of a log told event by event, without a store.

told = Told(); told.tell(stream, event, "2022-03-01 09:00"); asked(told, "name-of-a-question")
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

from application.log import EventLog
from application.recorded import ActorStamp, Recorded
from domain.kernel import SHANGHAI, Event
from domain.ruleset import RulesetAdopted, rulebook_ref, ruleset_2022
from interfaces.ledgers import ASKED
from interfaces.questions import KNOWN
from projections.asking import Asked
from projections.counts import Count, Counts, plus
from projections.models import Journal, Model, Register
from projections.reading import Line, Snapshot
from projections.rows import key_text

NOW = "2023-02-01 00:00"


def moment(text: str) -> datetime:
    """'2022-03-01 09:00' in Shanghai, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


@dataclass
class Told:
    """A log so far; `planted` stands for rows of ledgers whose events would be long to tell."""

    events: list[Recorded] = field(default_factory=list)
    planted: dict[Model, list[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        adopted = RulesetAdopted(ruleset=ruleset_2022(), document_no="【合成】1号")
        self.tell(rulebook_ref().id, adopted, "2022-01-04 08:00")

    def tell(
        self,
        stream: UUID,
        event: Event[Any],
        at: str = "2022-01-04 09:00",
        *,
        recorded: str | None = None,
        role: str = "CW",
        person: UUID | None = None,
    ) -> int:
        """at: when it happened; recorded: when the log took it, the same unless said."""
        position = len(self.events) + 1
        version = sum(e.stream == stream for e in self.events) + 1
        self.events.append(
            Recorded(
                position, stream, version, event.name, event, moment(recorded or at), moment(at),
                ActorStamp(role, person), UUID(int=position), stream,
            )
        )  # fmt: skip
        return position

    def plant(self, model: Model, *rows: Any) -> "Told":
        self.planted.setdefault(model, []).extend(rows)
        return self

    def history(self, stream: UUID, after: int = 0, last: int | None = None) -> list[Recorded]:
        until = len(self.events) if last is None else last
        return [e for e in self.events[:until] if e.stream == stream]

    def histories(self, streams: Iterable[UUID]) -> list[Recorded]:
        wanted = set(streams)
        return [e for e in self.events if e.stream in wanted]

    def read(self, after: int, limit: int) -> list[Recorded]:
        return self.events[after : after + limit]

    def position_at(self, at: datetime) -> int:
        return sum(e.recorded_at <= at for e in self.events)


@dataclass
class Known:
    """What a Snapshot would give: the ledgers as the log up to `position` makes them."""

    told: Told
    position: int

    @property
    def known_at(self) -> datetime:
        return self.told.events[self.position - 1].recorded_at

    def _lines(self, model: Model) -> list[Line[Any]]:
        events = self.told.events[: self.position]
        planted = [Line(row, 0, 0, None) for row in self.told.planted.get(model, ())]
        if isinstance(model, Journal):
            written = (
                (e.position, row) for e in events for w in model.writers(e.name) for row in w(e)
            )
            return planted + [Line(row, place, place, None) for place, row in written]
        rows = model.replay(events)
        return planted + [Line(row, 0, 0, key_text(key)) for key, row in rows.items()]

    def rows(
        self,
        model: Model,
        filters: Mapping[str, Any] | None = None,
        *,
        limit: int | None = None,
        newest_first: bool = False,
        valid_at: date | None = None,
    ) -> list[Line[Any]]:
        wanted = (filters or {}).items()
        found = [
            line
            for line in self._lines(model)
            if all(getattr(line.row, column) == value for column, value in wanted)
            and (valid_at is None or _in_force(model, line.row, valid_at))
        ]
        return (found[::-1] if newest_first else found)[:limit]

    entries = rows

    def all(
        self,
        model: Model,
        *,
        valid_at: date | None = None,
        beyond: str | None = None,
        **filters: Any,
    ) -> list[Any]:
        rows = [line.row for line in self.rows(model, filters, valid_at=valid_at)]
        if beyond is None or valid_at is None:
            return rows
        return [row for row in rows if (day := getattr(row, beyond)) and day > valid_at]

    def counts(
        self,
        model: Model,
        groups: tuple[str, ...],
        *,
        valid_at: date | None = None,
        within: tuple[tuple[str, str], ...] = (),
    ) -> dict[tuple[Any, ...], Counts]:
        found: dict[tuple[Any, ...], Counts] = {}
        for row in self.all(model, valid_at=valid_at):
            spans = ((getattr(row, first), getattr(row, last)) for first, last in within)
            inside = any(first and first <= valid_at <= last for first, last in spans)
            group = tuple(getattr(row, column) for column in groups)
            one = Counts(Count(1), Count(int(inside)))
            found[group] = plus(found.get(group, Counts()), one)
        return found

    def row(self, model: Register[Any], *key: Any) -> Line[Any] | None:
        found = (line for line in self._lines(model) if line.key == key_text(key))
        return next(found, None)

    def evidence(self, model: Register[Any], *key: Any) -> list[int]:
        return [e.position for e in self.told.events[: self.position] if key in model.touched(e)]

    def evidence_of(self, model: Register[Any], key: str) -> list[int]:
        events = self.told.events[: self.position]
        return [e.position for e in events if key in map(key_text, model.touched(e))]

    def before(self, position: int) -> "Known":
        return Known(self.told, min(position, self.position))


def _in_force(model: Model, row: Any, day: date) -> bool:
    first, *ends = (getattr(row, column) for column in model.valid)
    return first is not None and first <= day and all(end is None or day <= end for end in ends)


def recognised(text: str, stream: UUID) -> bytes:
    return text.encode()


def asked(
    told: Told, name: str, *, on: str | None = None, now: str = NOW, **parameters: Any
) -> list[Any]:
    """The rows of a standing question of 2022, or of a ledger that is one.

    parameters: their values, not as text.
    """
    question = {**ASKED, **KNOWN}[name]
    assert parameters.keys() <= question.parameters.keys()
    said = {p: about.default for p, about in question.parameters.items()} | parameters
    moment_of = moment(now)
    known = Known(told, told.position_at(moment_of))
    day = date.fromisoformat(on) if on else date(2022, 12, 31)
    about = Asked(
        cast(Snapshot, known), cast(EventLog, told), 2022, day, moment_of, recognised, said
    )
    return list(question.rows(about))
