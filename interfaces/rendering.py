"""Score sheets and rows as plain data and as CSV, the same for HTTP and the command line."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

import msgspec
import orjson

from interfaces.language import in_language
from projections.models import Row
from projections.scores import Scored
from projections.scoring import AdjustmentLine, Bar, ScoreLine

# What a spreadsheet runs as a formula, also after white space; a plain number is none.
FORMULA: Final = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?%?", re.ASCII)


def row_body(row: Row) -> dict[str, Any]:
    """A ledger's row by column."""
    return {name: plain(getattr(row, name)) for name in row.__struct_fields__}


def plain(value: Any) -> Any:
    """Exact values as text where JSON has no exact one."""
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case Decimal() | Fraction() | UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case msgspec.Struct():
            return {name: plain(getattr(value, name)) for name in value.__struct_fields__}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case _ if is_dataclass(value):
            return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
        case _:
            raise TypeError(f"no plain form for {type(value).__name__}")


def summary_body(scored: Scored) -> dict[str, Any]:
    """One line of a score list."""
    sheet = scored.sheet
    return {
        "subject": str(scored.subject),
        "name": scored.name,
        "kind": sheet.subject_kind.value,
        "total": plain(sheet.total),
        "provisional": plain(sheet.provisional),
        "grade": sheet.grade,
        "objective": plain(sheet.objective),
        "earned": plain(sheet.earned),
        "out_of": plain(sheet.out_of),
        "objective_max": plain(sheet.objective_max),
        "complete": sheet.complete,
        "missing": list(sheet.missing),
        "bars": [bar.rule_id for bar in scored.barred],
    }


def sheet_body(scored: Scored, language: str) -> dict[str, Any]:
    """A whole sheet: every line with inputs, formula, points, evidence and its sentence."""
    sheet = scored.sheet
    return summary_body(scored) | {
        "ruleset": sheet.ruleset_version,
        "lines": [line_body(line, language) for line in sheet.lines],
        "ballot": {
            "points": plain(sheet.ballot.points),
            "max": plain(sheet.ballot.max),
            "applicable": sheet.ballot.applicable,
            "recorded": sheet.ballot.recorded,
        },
        "bonus": _adjustments(sheet.bonus_lines, language),
        "bonus_total": plain(sheet.bonus),
        "deductions": _adjustments(sheet.deduction_lines, language),
        "deductions_total": plain(sheet.deductions),
        "not_applicable": list(sheet.not_applicable),
        "rescaled": sheet.rescaled,
        "sentence": in_language(sheet.sentence, language),
        "checks": [bar_body(bar, language) for bar in scored.bars],
    }


def line_body(line: ScoreLine, language: str) -> dict[str, Any]:
    return {
        "line": line.line_id,
        "points": plain(line.points),
        "max": plain(line.max),
        "applicable": line.applicable,
        "recorded": line.recorded,
        "inputs": {name: plain(measure.value) for name, measure in line.inputs},
        "formula": line.formula,
        "sentence": in_language(line.sentence, language),
        "evidence": list(line.evidence),
    }


def _adjustments(lines: Iterable[AdjustmentLine], language: str) -> list[dict[str, Any]]:
    return [
        {
            "line": line.line_id,
            "points": plain(line.points),
            "recorded": line.recorded,
            "inputs": {name: plain(measure.value) for name, measure in line.inputs},
            "sentence": in_language(line.sentence, language),
            "evidence": list(line.evidence),
        }
        for line in lines
    ]


def bar_body(bar: Bar, language: str) -> dict[str, Any]:
    return {
        "rule": bar.rule_id,
        "bar": plain(bar.bar),
        "applies": bar.applies,
        "applicable": bar.applicable,
        "recorded": bar.recorded,
        "quote": bar.quote,
        "facts": {name: plain(measure.value) for name, measure in bar.inputs},
        "sentence": in_language(bar.sentence, language),
        "evidence": list(bar.evidence),
    }


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """RFC 4180 with a header; what a spreadsheet would run as a formula is marked as text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_harmless(cell(row[column])) for column in columns] for row in rows)
    return out.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def cell(value: Any) -> str:
    """A value as one cell of a table."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple() | dict():
            return orjson.dumps(value, default=str).decode()
        case _:
            return str(value)
