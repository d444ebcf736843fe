"""What became of each case and each row, and the report that says so beside each row."""

import csv
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from application.importing.census import Census, case_of
from application.importing.problems import Problem
from application.importing.source import ANNOTATIONS, ForeignLog, Row


class Result(StrEnum):
    """What became of a case, and so of its rows."""

    IMPORTED = "imported"
    ALREADY = "already imported"
    IMPORTABLE = "importable"  # a dry run: it would be imported
    REFUSED = "refused"
    NOT_REACHED = "not reached"  # beyond the limit, or the run was stopped


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case. events: what it has, or would have, in the log.

    problems: by line; why it was refused, or else what a person should know of it.
    """

    case: str
    result: Result
    rows: int
    events: int = 0
    problems: Mapping[int, Problem] = field(default_factory=dict)


class Total(NamedTuple):
    result: Result
    cases: int
    rows: int
    events: int


class Results:
    """Of one run, growing case by case. A row of no case is refused by itself.

    reasons: why something was refused, by line. notes: what is odd and was taken as it stands.
    """

    def __init__(self, census: Census) -> None:
        self._census = census
        self._results: dict[str, Result] = {}
        self._events = dict.fromkeys(Result, 0)
        self._refused_at: dict[str, int] = {}  # the first line that tells why
        self.reasons: dict[int, Problem] = dict(census.strays)
        self.notes: dict[int, Problem] = {}

    def add(self, outcome: Outcome) -> None:
        self._results[outcome.case] = outcome.result
        self._events[outcome.result] += outcome.events
        if outcome.result is Result.REFUSED:
            self._refused_at[outcome.case] = min(outcome.problems)
            self.reasons |= outcome.problems
        else:
            self.notes |= outcome.problems

    def of(self, case: str) -> Result:
        return self._results.get(case, Result.NOT_REACHED)

    def totals(self) -> list[Total]:
        """What occurs, in the order of `Result`; the rows add up to those of the file."""
        cases, rows = dict.fromkeys(Result, 0), dict.fromkeys(Result, 0)
        for case, size in self._census.sizes.items():
            cases[self.of(case)] += 1
            rows[self.of(case)] += size
        rows[Result.REFUSED] += len(self._census.strays)
        return [Total(r, cases[r], rows[r], self._events[r]) for r in Result if rows[r]]

    def beside(self, log: ForeignLog, row: Row) -> tuple[Result, Problem | None]:
        """What the report says of a row."""
        problem = self.reasons.get(row.line) or self.notes.get(row.line)
        case = None if row.line in self._census.strays else case_of(log, row)
        if not isinstance(case, str):
            return Result.REFUSED, problem
        if problem is None and case in self._refused_at:
            problem = _see(self._refused_at[case])
        return self.of(case), problem


def write_report(
    log: ForeignLog, results: Results, out: Path, say: Callable[[Problem], str]
) -> None:
    """The log itself with two more columns, put in place only when it is whole.

    A row with more or fewer cells than the first line is told in its own last two.
    """
    unfinished = out.with_name(f"{out.name}.part")
    encoding = "utf-8-sig" if log.bom else "utf-8"
    with unfinished.open("w", encoding=encoding, errors="surrogateescape", newline="") as file:
        writer = csv.writer(file, delimiter=log.delimiter, lineterminator=log.newline)
        writer.writerow([*log.header, *ANNOTATIONS])
        for row in log.rows():
            result, problem = results.beside(log, row)
            writer.writerow([*row.cells, result, "" if problem is None else say(problem)])
    os.replace(unfinished, out)


def _see(line: int) -> Problem:
    return Problem(
        "case_refused",
        f"同一事件因第{line}行未导入。",
        f"Its case was refused for line {line}.",
    )
