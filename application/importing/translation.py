"""From the rows of one foreign case to the command that brings it in, or to what forbids it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError

from application.importing.census import listed_words, word_unlisted
from application.importing.mapping import CODED, OF_A_CASE, TIMES, LogMapping
from application.importing.problems import Problem
from application.importing.source import ForeignLog, Row
from application.importing.text import unfit_text
from application.importing.times import Times, Unreadable, Unsure
from domain.case import CaseOutcome, ImportCaseHistory, Step, StepKind

PASSED: Final = ("at", "started_at", "ended_at")  # a time limit may lie ahead, these may not


@dataclass(frozen=True, slots=True)
class Foreign:
    """A case that can be tried. lines: its rows in the file. notes: what a person should know."""

    case: str
    lines: tuple[int, ...]
    command: ImportCaseHistory
    notes: Mapping[int, Problem]


@dataclass(frozen=True, slots=True)
class Unfit:
    """A case that cannot be brought in. problems: by line."""

    case: str
    lines: tuple[int, ...]
    problems: Mapping[int, Problem]


class BadRow(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.en)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row that could be read. said: what it says of its case."""

    line: int
    cells: Sequence[str]
    at: datetime
    activity: str
    row: str | None
    group: str | None
    resource: str | None
    said: Mapping[str, Any]


class Translator:
    def __init__(self, log: ForeignLog, mapping: LogMapping, now: datetime) -> None:
        self._log, self._mapping, self._now = log, mapping, now
        self._times = Times(mapping.source)

    def translated(self, case: str, rows: Sequence[Row]) -> Foreign | Unfit:
        """All or nothing: one bad row makes the whole case unfit."""
        lines = tuple(row.line for row in rows)
        entries: list[_Entry] = []
        problems: dict[int, Problem] = {}
        for row in rows:
            try:
                entries.append(self._entry(row))
            except BadRow as bad:
                problems[row.line] = bad.problem
        problems |= _duplicates(entries)
        said, contradictions = _agreed(entries)
        problems |= contradictions
        if problems:
            return Unfit(case, lines, problems)
        entries.sort(key=lambda entry: entry.at)  # stable: ties stay in the order of the file
        early = self._early_end(said, entries[-1])
        if early and self._mapping.end.early == "refuse":
            return Unfit(case, lines, early)
        try:
            return Foreign(case, lines, self._command(case, entries, said), early)
        except ValidationError as error:
            return Unfit(case, lines, {lines[0]: _unfitting(error)})

    def _entry(self, row: Row) -> _Entry:
        cells = {name: self._log.cell(row, name) for name in self._mapping.columns.mapped}
        _must_be_text(filter(None, cells.values()))
        for name in ("activity", "at"):
            if cells[name] is None:
                raise BadRow(_missing(self._mapping.columns.mapped[name]))
        if unlisted := self._unlisted(cells):
            raise BadRow(unlisted)
        said: dict[str, Any] = {name: cells[name] for name in OF_A_CASE if cells.get(name)}
        moments = {name: self._moment(name, cells[name]) for name in TIMES if cells.get(name)}
        said |= {name: moment for name, moment in moments.items() if name != "at"}
        return _Entry(
            line=row.line,
            cells=row.cells,
            at=moments["at"],
            activity=cells["activity"] or "",
            row=cells.get("row"),
            group=cells.get("group"),
            resource=cells.get("resource"),
            said=said,
        )

    def _unlisted(self, cells: Mapping[str, str | None]) -> Problem | None:
        """The census has stopped the import for these, unless the file was changed since."""
        for name, words in listed_words(self._mapping).items():
            word = cells.get(name)
            if word is not None and word not in words:
                return word_unlisted(name, word)
        return None

    def _moment(self, name: str, text: str | None) -> datetime:
        try:
            moment = self._times.read(text or "")
        except Unreadable:
            raise BadRow(_unreadable(self._mapping.columns.mapped[name], text)) from None
        except Unsure as unsure:
            raise BadRow(unsure.problem) from None
        if name in PASSED and moment > self._now:
            raise BadRow(_ahead(self._mapping.columns.mapped[name], text))
        return moment

    def _early_end(self, said: Mapping[str, Any], last: _Entry) -> dict[int, Problem]:
        ended = said.get("ended_at")
        return {last.line: _ended_before(ended, last.at)} if ended and ended < last.at else {}

    def _command(
        self, case: str, entries: Sequence[_Entry], said: Mapping[str, Any]
    ) -> ImportCaseHistory:
        mapping = self._mapping
        coded = {n: getattr(mapping.words, n)[said[n]] for n in CODED if n in said}
        handler = coded.pop("department", "") or mapping.case.handler
        return ImportCaseHistory(
            **{**dict(mapping.case), **coded, "handler": handler},
            channel_ref=f"{mapping.source.prefix}{case}",
            external_ref=case,
            source_channel=said.get("channel"),
            department=said.get("department"),
            title=said.get("title"),
            text=said.get("text"),
            first_contact_due=said.get("contact_due_at"),
            due=said.get("due_at"),
            closed=said.get("ended_at"),
            outcome=self._outcome(entries),
            steps=tuple(self._steps(entries, said.get("started_at"))),
        )

    def _outcome(self, entries: Iterable[_Entry]) -> CaseOutcome | None:
        end = self._mapping.end
        after = [o for entry in entries if (o := end.outcome_after.get(entry.activity))]
        return after[-1] if after else end.outcome

    def _steps(self, entries: Sequence[_Entry], started: datetime | None) -> Iterable[Step]:
        """It is reported when it started or when its first row happened, whichever was earlier."""
        kinds, first = self._mapping.activities, entries[0].at
        if kinds[entries[0].activity] is not StepKind.REPORTED or (started and started < first):
            yield Step(kind=StepKind.REPORTED, happened_at=min(started or first, first))
        for entry in entries:
            yield Step(
                kind=kinds[entry.activity],
                happened_at=entry.at,
                activity=entry.activity,
                group=entry.group,
                resource=entry.resource,
            )


def _must_be_text(texts: Iterable[str]) -> None:
    for text in texts:
        if unfit := unfit_text(text):
            raise BadRow(unfit)


def _duplicates(entries: Iterable[_Entry]) -> dict[int, Problem]:
    """Rows that are there twice: cell for cell, or by the source's own number of the row."""
    seen: dict[object, int] = {}
    problems = {}
    for entry in entries:
        key = entry.row or tuple(entry.cells)
        if key in seen:
            problems[entry.line] = _duplicate(seen[key])
        seen.setdefault(key, entry.line)
    return problems


def _agreed(entries: Iterable[_Entry]) -> tuple[dict[str, Any], dict[int, Problem]]:
    """What the rows say of their case, and the rows that say otherwise than one before them."""
    said: dict[str, tuple[Any, int]] = {}
    problems = {}
    for entry in entries:
        for name, value in entry.said.items():
            before, line = said.setdefault(name, (value, entry.line))
            if before != value:
                problems[entry.line] = _contradicts(name, line)
    return {name: value for name, (value, _) in said.items()}, problems


def _missing(column: str) -> Problem:
    return Problem(
        "missing",
        f"“{column}”为空，请补上。",
        f'"{column}" is empty; fill it in.',
    )


def _unreadable(column: str, text: str | None) -> Problem:
    return Problem(
        "time_unreadable",
        f"“{column}”的值“{text}”不是映射文件所定格式的时间，请改正。",
        f'"{column}" is "{text}", no time of the format that the mapping names; correct it.',
    )


def _ahead(column: str, text: str | None) -> Problem:
    return Problem(
        "in_the_future",
        f"“{column}”的时间“{text}”尚未到来，请核对时间和时区。",
        f'"{column}" is "{text}", which lies in the future; check the time and its zone.',
    )


def _duplicate(line: int) -> Problem:
    return Problem(
        "duplicate_row",
        f"与第{line}行重复，请删去其一。",
        f"It repeats line {line}; remove one of the two.",
    )


def _contradicts(name: str, line: int) -> Problem:
    return Problem(
        "case_contradicts",
        f"同一事件的“{name}”与第{line}行不同，请改为一致。",
        f"Of the same case, {name} is another in line {line}; make them agree.",
    )


def _ended_before(ended: datetime, last: datetime) -> Problem:
    end, row = (moment.isoformat(" ", "milliseconds") for moment in (ended, last))
    return Problem(
        "ended_before_last_row",
        f"结束时间{end}早于最后一行{row}，请核对。",
        f"It ended {end}, before its last row {row}; check them.",
    )


def _unfitting(error: ValidationError) -> Problem:
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return Problem(
        "value_unfitting",
        f"{where}的值不合要求，请改正（{first['msg']}）。",
        f"{where} does not fit: {first['msg']}; correct it.",
    )
