"""Asking a figure why: one row of a ledger or one sheet, down to the bytes in the log."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from application.proof.checking import digest_of
from application.proof.tlog import line
from domain.kernel import Actor, Label, local_date
from interfaces.causes import concern_of, is_secret
from interfaces.language import in_language
from interfaces.ledgers import (
    ASKED,
    STORED,
    Question,
    UnknownFilter,
    UnknownLedger,
    filters_of,
    matches,
    rows_of,
)
from interfaces.rendering import plain
from interfaces.scoping import may_read_line
from interfaces.system import System
from projections.asking import Asked
from projections.explaining import of_row
from projections.figures import Figure
from projections.filters import Filters
from projections.models import Model, Register, Row
from projections.reading import Line, Snapshot

SCANNED_MAX: Final = 20_000


class NotOneRow(Exception):
    """What was said names no row, or several. code, told: which, and what to do."""

    def __init__(self, columns: Iterable[str], several: bool) -> None:
        super().__init__()
        known = ", ".join(columns)
        self.several, self.code = several, "several_rows" if several else "no_such_row"
        self.told = (
            Label(
                f"所给条件对应多行，请再加条件：{known}。",
                f"Several rows are so; say more of: {known}.",
            )
            if several
            else Label(
                f"没有这样的行，请核对条件：{known}。",
                f"There is no such row; check what you said of: {known}.",
            )
        )


def why(
    system: System, snapshot: Snapshot, now: datetime, question: Question
) -> tuple[Row, list[Figure]]:
    """The one row that the question's filters name, and its figures.

    UnknownLedger, UnknownFilter, BadValue: as for the ledger. NotOneRow.
    """
    if ledger := ASKED.get(question.ledger):
        asked, rows = rows_of(system, snapshot, now, ledger, question)
        row, behind = _one(rows, ledger.row), tuple[int, ...]()
    elif model := STORED.get(question.ledger):
        found = _one(list(_named(snapshot, model, question)), model.row)
        row, behind = found.row, (found.position,)
        if isinstance(model, Register):
            behind = tuple(snapshot.evidence_of(model, found.key))
        year = question.year or local_date(now).year
        on = question.on or date(year, 12, 31)
        asked = Asked(snapshot, system.log, year, on, now, system.vault.recognised)
    else:
        raise UnknownLedger(question.ledger)
    return row, list(of_row(asked, question.ledger, row, behind))


def _one(found: list[Any], row: type[Row]) -> Any:
    if len(found) != 1:
        raise NotOneRow(row.__struct_fields__, several=bool(found))
    return found[0]


def _named(snapshot: Snapshot, model: Model, question: Question) -> Iterator[Line[Any]]:
    """Rows of a stored ledger that the caller may see, by any of its columns; two at most.

    As a page of it shows them, on a day too: the body of 2022 under its name of 2022 (SYS-02).
    """
    columns = model.row.__struct_fields__
    if unknown := set(question.filters) - set(columns):
        raise UnknownFilter(unknown, columns)
    quick = {name for columns in model.indexed for name in columns}
    known = {name: text for name, text in question.filters.items() if name in quick}
    filters = filters_of(model, replace(question, filters=known))
    others = {name: text for name, text in question.filters.items() if name not in quick}
    seen, found = may_read_line(question.actor, model, snapshot), 0
    for each in _lines(snapshot, model, filters, question.on):
        row = each.row.as_on(question.on) if question.on else each.row
        if matches(row, others) and seen(each):
            yield each._replace(row=row)
            found += 1
            if found == 2:
                return


def _lines(
    snapshot: Snapshot, model: Model, filters: Filters, on: date | None
) -> Iterator[Line[Any]]:
    turn: Any = snapshot.rows if isinstance(model, Register) else snapshot.entries
    cursor = None
    while found := turn(model, filters, after=cursor, limit=SCANNED_MAX, valid_at=on):
        yield from found
        cursor = found[-1].cursor


def why_body(
    system: System, actor: Actor, snapshot: Snapshot, figures: Iterable[Figure], language: str
) -> dict[str, Any]:
    """The figures, and every event behind them with the entry of the tree that stands for it."""
    figures = list(figures)
    rows = system.log.at({position for each in figures for position in each.positions})
    system.handler.catch_up({stream for _, stream, *_ in rows})
    records = {stream: concern_of(system, name, stream) for _, stream, _, name, _ in rows}
    secret = {stream for stream, concern in records.items() if is_secret(actor, concern)}
    return {
        "position": snapshot.position,
        "figures": [_figure(each, language) for each in figures],
        "events": [_event(row, row[1] in secret) for row in rows],
    }


def _figure(figure: Figure, language: str) -> dict[str, Any]:
    return {
        "figure": figure.name,
        "value": plain(figure.value),
        "sentence": figure.sentence and in_language(figure.sentence, language),
        "rules": list(figure.rules),
        "ruleset": figure.ruleset,
        "inputs": [
            {"name": each.name, "value": plain(each.value), "events": list(each.positions)}
            for each in figure.inputs
        ],
    }


def _event(row: Any, secret: bool) -> dict[str, Any]:
    """entry: SHA-256 of the line that stands in the log (ADR 0017), which its proof is about."""
    position, _, _, name, _ = row
    return {
        "position": position,
        "event": None if secret else name,
        "entry": digest_of(line(row)).hex(),
        "log": f"/v1/log/{position}",
        "proof": f"/tlog/proofs/{position}",
    }
