"""One page of any ledger, stored or computed, as the caller may see it. For HTTP and the CLI."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from hmac import compare_digest
from typing import Any, Final

import msgspec

from domain.kernel import Actor, Label, local_date
from interfaces.parsing import CONTROL, DATE, TIME, YEARS
from interfaces.rendering import cell, plain, row_body
from interfaces.scoping import community_filter, may_read, may_read_line
from interfaces.system import System
from projections.asking import Asked, Computed, Parameter
from projections.catalogue import READ_MODELS
from projections.computed import COMPUTED
from projections.filters import no_business_date
from projections.models import Model, Register, Row
from projections.reading import Snapshot
from projections.shown import extras

STORED: Final = {model.name: model for model in READ_MODELS}
ASKED: Final = {ledger.name: ledger for ledger in COMPUTED}
FETCHED_AT_ONCE: Final = 200
SCANNED_MAX: Final = 20_000  # rows looked at for one page, so that a narrow scope costs no more
CURSOR: Final = re.compile(r"[0-9]{1,18}")
PINNED: Final = re.compile(r"([0-9]{1,9})\.([0-9]{1,18})\.([0-9]{1,16})\.[0-9a-f]{16}")
SEAL_BYTES: Final = 8
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
NUMBER: Final = re.compile(r"-?[0-9]{1,18}")


class UnknownLedger(Exception):
    """There is no ledger of that name."""


class UnknownFilter(Exception):
    """The ledger has no such column to filter by, or the parameter means nothing to it."""

    def __init__(self, wrong: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(", ".join(sorted(wrong)))
        self.known = ", ".join(known)


class BadValue(Exception):
    """The value of the filter or parameter named is none that it can have."""


@dataclass(frozen=True, slots=True)
class Question:
    """filters: column or parameter → value as text. after: the cursor, where the last page ended.
    only: which of the rows that the caller may see he asks for. of_now: he names no moment, so that
    the pages after the first are of the first one's."""

    ledger: str
    actor: Actor
    filters: Mapping[str, str]
    on: date | None = None
    year: int | None = None
    limit: int = 100
    after: str | None = None
    only: Callable[[Any], bool] = lambda row: True
    of_now: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """row: of which kind the rows are. position: what it knows of the log. next: the next page's
    cursor; None: it was the last."""

    title: Label
    row: type[Row]
    columns: tuple[str, ...]
    position: int
    rows: list[dict[str, Any]]
    next: str | None


def titles() -> Iterator[tuple[str, Label, tuple[str, ...]]]:
    """Name, title and columns of every ledger."""
    for model in STORED.values():
        yield model.name, model.title, model.row.__struct_fields__
    for ledger in ASKED.values():
        yield ledger.name, ledger.title, ledger.row.__struct_fields__


def page(system: System, snapshot: Snapshot, now: datetime, question: Question) -> Page:
    """UnknownLedger, UnknownFilter, BadValue: there is no answer to such a question."""
    if question.ledger in STORED:
        model = STORED[question.ledger]
        rows, cursor = _stored(snapshot, model, question)
        if question.on is not None:
            rows = [row.as_on(question.on) for row in rows]
        # As known then, like the rows; and looked up once a page, for the rulebook is long.
        rules = cache(partial(system.rules_of_year, position=snapshot.position))
        more = extras(snapshot, question.ledger, rows, rules)
        shown = [row_body(row) | extra for row, extra in zip(rows, more, strict=True)]
        columns = tuple(shown[0]) if shown else model.row.__struct_fields__
        return Page(model.title, model.row, columns, snapshot.position, shown, cursor)
    if question.ledger not in ASKED:
        raise UnknownLedger(question.ledger)
    return reckoned(system, snapshot, now, ASKED[question.ledger], question)


def reckoned(
    system: System, snapshot: Snapshot, now: datetime, ledger: Computed, question: Question
) -> Page:
    """A page of what is computed when it is asked; the first, or one that goes on from it."""
    if question.after is None:
        return _computed(system, snapshot, now, ledger, question)
    start, position, then = _unpinned(system, question)
    if not question.of_now and (position, then) != (snapshot.position, now):
        raise BadValue("cursor")
    with system.readside.at(position) as pinned:
        return _computed(system, pinned, then, ledger, question, start)


def _stored(snapshot: Snapshot, model: Model, question: Question) -> tuple[list[Row], str | None]:
    if question.after is not None and not CURSOR.fullmatch(question.after):
        raise BadValue("cursor")
    filters = filters_of(model, question)
    turn: Any = snapshot.rows if isinstance(model, Register) else snapshot.entries
    rows: list[Row] = []
    seen = may_read_line(question.actor, model, snapshot)
    cursor, scanned = int(question.after) if question.after else None, 0
    while scanned < SCANNED_MAX:
        found = turn(model, filters, after=cursor, limit=FETCHED_AT_ONCE, valid_at=question.on)
        for line in found:
            scanned, cursor = scanned + 1, line.cursor
            if seen(line) and question.only(line.row):
                rows.append(line.row)
                if len(rows) == question.limit:
                    return rows, str(cursor)
        if len(found) < FETCHED_AT_ONCE:
            return rows, None
    return rows, str(cursor)


def filters_of(model: Model, question: Question) -> dict[str, Any]:
    columns = dict.fromkeys(column for columns in model.indexed for column in columns)
    _must_know(question, columns, tuple(columns))
    for name, text in question.filters.items():
        whole = model.kinds[name] == "integer"
        if CONTROL.search(text) or (whole and not NUMBER.fullmatch(text)):
            raise BadValue(name)
    filters: dict[str, Any] = dict(question.filters)
    if question.year is not None:
        filters["year"] = question.year
    only = community_filter(question.actor)
    if only and "community" in columns and not filters:
        filters["community"] = only
    return filters


def _must_know(question: Question, columns: Iterable[str], known: Sequence[str]) -> None:
    """What would be ignored is refused: an answer to another question is a wrong answer."""
    asked = {"year"} if question.year is not None else set()
    if unknown := (asked - set(known)) | (set(question.filters) - set(columns)):
        raise UnknownFilter(unknown, dict.fromkeys(known))


def _pinned(system: System, question: Question, start: int, position: int, now: datetime) -> str:
    """A cursor that asks as of the first page's moment, so that all pages are of one list.

    Sealed, so that nobody asks by it of another moment or goes on in another list.
    """
    place = f"{start}.{position}.{(now - EPOCH) // MICROSECOND}"
    filters = sorted(question.filters.items())
    asked = (question.ledger, filters, question.on, question.year)
    seal = system.vault.fingerprint(f"cursor/{place}/{asked}".encode())[:SEAL_BYTES]
    return f"{place}.{seal.hex()}"


def _unpinned(system: System, question: Question) -> tuple[int, int, datetime]:
    """BadValue: none of ours, or of another question."""
    found = PINNED.fullmatch(question.after or "")
    if found is None:
        raise BadValue("cursor")
    start, position, micros = map(int, found.groups())
    then = EPOCH + micros * MICROSECOND
    if not compare_digest(_pinned(system, question, start, position, then), found.group()):
        raise BadValue("cursor")
    return start, position, then


def _computed(
    system: System,
    snapshot: Snapshot,
    now: datetime,
    ledger: Computed,
    question: Question,
    start: int = 0,
) -> Page:
    rows = rows_of(system, snapshot, now, ledger, question)[1]
    end = start + question.limit
    shown = [row_body(row) for row in rows[start:end]]
    more = end < len(rows)
    next = _pinned(system, question, end, snapshot.position, now) if more else None
    columns = ledger.row.__struct_fields__
    return Page(ledger.title, ledger.row, columns, snapshot.position, shown, next)


def rows_of(
    system: System, snapshot: Snapshot, now: datetime, ledger: Computed, question: Question
) -> tuple[Asked, list[Row]]:
    """All that the caller may see of what is computed, and what it was asked with."""
    known = (*ledger.parameters, *ledger.row.__struct_fields__)
    _must_know(question, known, ("year", *known))
    if question.on is not None and not ledger.dated:
        raise no_business_date(ledger.name)
    year = question.year or (question.on or local_date(now)).year
    on, filters = question.on or date(year, 12, 31), dict(question.filters)
    said = {name: filters.pop(name) for name in ledger.parameters if name in filters}
    parameters = {
        name: _value(name, parameter, said[name]) if name in said else parameter.default
        for name, parameter in ledger.parameters.items()
    }
    may = partial(may_read, question.actor)
    whose = system.vault.recognised
    asked = Asked(snapshot, system.log, year, on, now, whose, parameters, may)
    seen = may(ledger.name, snapshot)
    rows = [row for row in ledger.rows(asked) if seen(row) and matches(row, filters)]
    return asked, rows


def matches(row: Row, filters: Mapping[str, str]) -> bool:
    return all(cell(plain(getattr(row, name))) == text for name, text in filters.items())


def _value(name: str, parameter: Parameter, text: str) -> Any:
    """What a parameter's text stands for."""
    try:
        value = msgspec.convert(text, parameter.kind, strict=False)
    except msgspec.ValidationError:
        raise BadValue(name) from None
    form = TIME if isinstance(value, datetime) else DATE
    dated = isinstance(value, date)
    if dated and not (form.fullmatch(text) and value.year in YEARS):
        raise BadValue(name)
    return value
