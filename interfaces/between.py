"""A ledger, or the scores of a year, at two moments or on two business dates: what was added, is
gone or has changed, each with the events that did it. For HTTP and the command line.

Only what the caller may read on both sides is told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from domain.kernel import Actor, Label
from domain.ruleset import rulebook_ref
from interfaces.causes import told
from interfaces.comparisons import change_body
from interfaces.ledgers import Page, Question, UnknownLedger, reckoned
from interfaces.rendering import cell, plain
from interfaces.scoping import COMPARED
from interfaces.system import System
from projections.asking import Asked, Computed, Parameter
from projections.between import RECKONED, STORED, Causes, RowPair, Side, changes, columns
from projections.comparing import Change
from projections.drift import causes
from projections.filters import Unanswerable, no_business_date
from projections.models import Row
from projections.reading import Snapshot
from projections.scores import YearScores

COLUMN: Final = Label("列", "A column")


@dataclass(frozen=True, slots=True)
class Than:
    """What a question is compared with: what was known at an earlier moment, or another day.

    position, at: None for the moment of the question itself.
    """

    position: int | None = None
    at: datetime | None = None
    on: date | None = None


def must_be_another(than: Than, snapshot: Snapshot, on: date | None) -> None:
    """Unanswerable: nothing to compare with, both clocks at once, or moments the wrong way."""
    if (than.position is None) == (than.on is None):
        raise Unanswerable(
            "one_other_clock",
            "请给出 as_of_before（先前的时点）或 valid_at_before（另一业务日期），只给其一。",
            "Give as_of_before (an earlier moment) or valid_at_before (another day), and one only.",
        )
    if than.on is not None and on is None:
        raise Unanswerable(
            "valid_at_missing",
            "与另一业务日期比较时，请同时给出 valid_at。",
            "To compare with another day, give valid_at too.",
        )
    if than.position is not None and than.position > snapshot.position:
        raise Unanswerable(
            "moments_out_of_order",
            "先前的时点须不晚于 as_of，请对调。",
            "The earlier moment lies after as_of; swap them.",
        )


class ComparedRow(Row, frozen=True, array_like=True, gc=False):
    """change: ADDED, GONE or CHANGED. before, after: the row by column; columns: those that
    differ."""

    change: str
    key: str
    before: Any
    after: Any
    columns: tuple[str, ...]


class _Ledger:
    """One comparison of a ledger, as something that can be asked like a computed ledger."""

    def __init__(self, question: Question, than: Than) -> None:
        name = question.ledger
        if name not in STORED and name not in RECKONED:
            raise UnknownLedger(name)
        self._name, self._than, self._question = name, than, question
        self._inner = RECKONED[name].parameters if name in RECKONED else {}
        self._columns = (STORED.get(name) or RECKONED[name]).row.__struct_fields__
        self._pairs: dict[str, RowPair] = {}
        self._sides: tuple[Side, ...] = ()

    @property
    def asked_as(self) -> Computed:
        model = STORED.get(self._name) or RECKONED[self._name]
        text = Parameter(COLUMN, str)
        known = {"as_of_before": text, "valid_at_before": text}
        parameters = dict.fromkeys(self._columns, text) | dict(self._inner) | known
        return Computed(COMPARED, model.title, ComparedRow, self._rows, parameters=parameters)

    def _rows(self, asked: Asked) -> Iterator[ComparedRow]:
        must_be_another(self._than, asked.snapshot, self._question.on)
        self._must_be_dated()
        said = asked.parameters
        filters = {n: said[n] for n in self._columns if n not in self._inner and said[n]}
        asked = replace(asked, parameters={name: said[name] for name in self._inner})
        before = self._before(asked)
        after = Side(asked, self._question.on, self._question.year)
        self._sides = before, after
        for pair in changes(self._name, before, after):
            if _matches(pair, filters):
                self._pairs[pair.key] = pair
                was, now = (side and side.row for side in pair[1:])
                yield ComparedRow(pair.change, pair.key, was, now, columns(pair))

    def _before(self, asked: Asked) -> Side:
        than, on, year = self._than, self._question.on, self._question.year
        if than.on is not None:
            return Side(replace(asked, on=than.on), than.on, year)
        assert than.position is not None  # noqa: S101 - must_be_another
        then = asked.snapshot.before(than.position)
        return Side(replace(asked, snapshot=then, now=than.at or asked.now), on, year)

    def _must_be_dated(self) -> None:
        stored = STORED.get(self._name)
        dated = stored.valid if stored else RECKONED[self._name].dated
        if self._question.on is not None and not dated:
            raise no_business_date(self._name)

    def events(self, snapshot: Snapshot, keys: Iterable[str]) -> list[tuple[int, ...]]:
        """Of rows that were told. snapshot: the one they were told from, still open."""
        before, after = (
            replace(s, asked=replace(s.asked, snapshot=snapshot.before(s.asked.snapshot.position)))
            for s in self._sides
        )
        causes = Causes(self._name, before, after)
        return [causes.of(self._pairs[key]) for key in keys]


def _matches(pair: RowPair, filters: Mapping[str, str]) -> bool:
    """Either side has the values asked for."""
    rows = [side.row for side in pair[1:] if side is not None]
    return any(
        all(cell(plain(getattr(row, name))) == text for name, text in filters.items())
        for row in rows
    )


def compared_page(
    system: System, snapshot: Snapshot, now: datetime, question: Question, *, than: Than
) -> Page:
    """UnknownLedger, UnknownFilter, BadValue, Unanswerable: there is no answer to it."""
    ledger = _Ledger(question, than)
    found = reckoned(system, snapshot, now, ledger.asked_as, question)
    with system.readside.at(found.position) as known:
        events = ledger.events(known, [row["key"] for row in found.rows])
    rows = [
        row | {"events": told(system, question.actor, positions)}
        for row, positions in zip(found.rows, events, strict=True)
    ]
    return replace(found, columns=(*found.columns, "events"), rows=rows)


def scores_compared(
    system: System,
    actor: Actor,
    language: str,
    change: Change,
    before: YearScores,
    after: YearScores,
) -> dict[str, Any]:
    """What became of one subject's score: every line and bar with the events that did it."""
    since, until = before.position, after.position
    rules: set[int] = set()
    if before.ruleset != after.ruleset:  # by other rules every line may be another
        history = system.log.history(rulebook_ref().id, last=until)
        rules = {recorded.position for recorded in history if recorded.position > since}

    def events(evidence: tuple[tuple[int, ...], tuple[int, ...]]) -> list[dict[str, Any]]:
        found = causes(system.log, *evidence, since, until)
        return told(system, actor, sorted(rules.union(found)))

    body = change_body(change, language)
    lines = [
        line | {"events": events(moved.evidence)}
        for line, moved in zip(body["lines"], change.lines, strict=True)
    ]
    turned = [
        {"rule": bar.rule, "barred": bar.barred, "events": events(bar.evidence)}
        for bar in change.bars
    ]
    whole = change.before is None or change.after is None
    every = sum((line.evidence for line in change.scored.sheet.lines), ()) if whole else ()
    came = {"events": events(((), every))}
    return {"change": _kind(change)} | body | {"lines": lines, "turned": turned} | came


def _kind(change: Change) -> str:
    if change.before is None:
        return "ADDED"
    return "GONE" if change.after is None else "CHANGED"
