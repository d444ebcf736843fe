"""Audit questions that ask twice: any ledger at two moments, a report and its rebuild (SYS-22)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from domain.kernel import Label, end_of_day
from projections.asking import Asked, Parameter, StandingQuestion
from projections.between import RECKONED, STORED, Side, changes
from projections.closing import ruleset_of
from projections.exporting import content, digest_of, final_cycle
from projections.ledgers.exports import L_EXPORT
from projections.ledgers.rolls import L_SNAPSHOT
from projections.metrics.year import of_year
from projections.models import Row
from projections.questions.audit import SYSTEM


class ChangedRow(Row, frozen=True, array_like=True, gc=False):
    """A row that stands there at one of the two moments only. known: THEN or NOW. row: by column,
    as JSON."""

    ledger: str
    known: str
    community: str | None
    unit: UUID | None
    row: str


def compared(asked: Asked) -> Iterator[ChangedRow]:
    """EX-05: a ledger as known then beside the same as known now.

    Of the rows that the asker may read in the ledger itself: here they are quoted as text.
    """
    ledger = asked.parameters["ledger"]
    then_at = asked.parameters["then"] or end_of_day(date(asked.year, 12, 31))
    reckoned = RECKONED.get(ledger)
    usual = {n: p.default for n, p in reckoned.parameters.items()} if reckoned else {}
    asked = replace(asked, parameters=usual)
    sides = Side(asked.as_known_at(then_at), year=asked.year), Side(asked, year=asked.year)
    pairs = list(changes(ledger, *sides))
    yield from (_told(ledger, "THEN", pair.before.row) for pair in pairs if pair.before)
    yield from (_told(ledger, "NOW", pair.after.row) for pair in pairs if pair.after)


def _told(ledger: str, known: str, row: Row) -> ChangedRow:
    by_column = {name: getattr(row, name) for name in row.__struct_fields__}
    text = msgspec.json.encode(by_column).decode()
    return ChangedRow(ledger, known, by_column.get("community"), by_column.get("unit"), text)


class ProvedRow(Row, frozen=True, array_like=True, gc=False):
    """recorded, rebuilt: obliged, exempt and registered members. at: the position they were
    counted at."""

    unit: UUID
    community: str
    at: int
    recorded: tuple[int, int, int]
    rebuilt: tuple[int, int, int] | None
    equal: bool


def snapshots_rebuilt(asked: Asked) -> Iterator[ProvedRow]:
    """The counts of 31 December, as they were recorded, and as the log makes them again."""
    rows = asked.snapshot.all(L_SNAPSHOT, year=asked.year)
    day = date(asked.year, 12, 31)
    for at in sorted({row.counted_at for row in rows}):
        known = of_year(asked.snapshot.before(at), asked.year, asked.ruleset, day)
        for row in rows:
            if row.counted_at == at:
                unit = known.units.get(row.unit)
                then = (row.obliged, row.exempt, row.registered)
                now = (len(unit.members), len(unit.exempt), len(unit.registered)) if unit else None
                yield ProvedRow(row.unit, row.community, at, then, now, then == now)


def _digest(asked: Asked, position: int) -> str | None:
    """Of what the log up to a position gives; None: the year's scores were not final then."""
    known = asked.snapshot.before(position)
    cycle = final_cycle(known, asked.year)
    if cycle is None:
        return None
    return digest_of(content(known, cycle, ruleset_of(asked.log, cycle)))


class ExportProofRow(Row, frozen=True, array_like=True, gc=False):
    """recorded, rebuilt: digests of the content. at: the position it is derived from."""

    package: UUID
    package_no: str
    state: str
    at: int
    recorded: str
    rebuilt: str | None
    equal: bool


def exports_rebuilt(asked: Asked) -> Iterator[ExportProofRow]:
    """SYS-19: what was delivered to the county, put together again from the log."""
    for row in asked.snapshot.all(L_EXPORT, year=asked.year):
        if row.content_hash is not None and row.log_position is not None:
            found = _digest(asked, row.log_position)
            what = row.package, row.package_no, row.state, row.log_position
            yield ExportProofRow(*what, row.content_hash, found, found == row.content_hash)


QUESTIONS: Final = (
    StandingQuestion(
        name="exports-rebuilt",
        system=SYSTEM,
        title=Label(
            "由日志重建的报送材料与已送达的是否一致？",
            "Does the export rebuilt from the log equal the one delivered?",
        ),
        row=ExportProofRow,
        rows=exports_rebuilt,
        dated=False,
    ),
    StandingQuestion(
        name="a-ledger-at-two-moments",
        system=SYSTEM,
        title=Label(
            "某台账在两个时点之间有何不同？",
            "What differs in a ledger between two moments?",
            "某台賬在兩個時點之間有何不同？",
        ),
        row=ChangedRow,
        rows=compared,
        parameters={
            "ledger": Parameter(
                Label("哪个台账", "Which ledger", "哪個台賬"),
                Literal[(*STORED, *RECKONED)],
                "L-REG",
            ),
            "then": Parameter(
                Label(
                    "先前的时点（不填为12月31日24时）", "The earlier moment; else the year's end"
                ),
                datetime,
            ),
        },
    ),
    StandingQuestion(
        name="registration-counts-rebuilt",
        system=SYSTEM,
        title=Label(
            "由日志重算的报到快照与当时所记是否一致？",
            "Do the registration counts rebuilt from the log equal those recorded?",
        ),
        row=ProvedRow,
        rows=snapshots_rebuilt,
        dated=False,
    ),
)
