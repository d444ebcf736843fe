"""A first look through the whole file, before anything is written: is it what the mapping says?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from application.importing.mapping import CODED, TIMES, LogMapping
from application.importing.problems import InvalidInput, Problem, listed
from application.importing.source import ForeignLog, Row
from application.importing.text import NOT_UTF8, is_broken, unfit_text
from application.importing.times import Times, Unreadable, Unsure


@dataclass(slots=True)
class Census:
    """What is in the file.

    sizes: the rows of each case. strays: rows that belong to no case, by line. tainted: cases to
    which such a row may belong, with its line.
    """

    rows: int = 0
    sizes: Counter[str] = field(default_factory=Counter)
    strays: dict[int, Problem] = field(default_factory=dict)
    tainted: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _TimeColumn:
    read: int = 0
    unreadable: int = 0
    example: str = ""


@dataclass(slots=True)
class _Findings:
    """What the mapping does not account for."""

    words: dict[str, dict[str, int]] = field(default_factory=dict)  # column → word → first line
    times: dict[str, _TimeColumn] = field(default_factory=dict)
    unsure: dict[str, Problem] = field(default_factory=dict)  # the first of each kind


def listed_words(mapping: LogMapping) -> dict[str, Mapping[str, Any]]:
    """The columns whose words must be listed, each with its list."""
    coded = {name: getattr(mapping.words, name) for name in CODED}
    return {"activity": mapping.activities} | {
        name: words for name, words in coded.items() if words
    }


def case_of(log: ForeignLog, row: Row) -> str | Problem:
    """The source's own id of the case of a well-formed row, or why there is none."""
    case = log.cell(row, "case")
    if case is None:
        return NO_CASE
    return NOT_UTF8 if is_broken(case) else case


def taken(log: ForeignLog, mapping: LogMapping) -> Census:
    """InvalidInput: the mapping and the file contradict each other."""
    census, findings, torn = Census(), _Findings(), []
    words, times = listed_words(mapping), Times(mapping.source)
    for row in log.rows():
        census.rows += 1
        if log.malformed(row):
            torn.append(row)
            census.strays[row.line] = _malformed(len(row.cells), len(log.header))
            continue
        case = case_of(log, row)
        if isinstance(case, Problem):
            census.strays[row.line] = case
            continue
        census.sizes[case] += 1
        _look(log, row, words, times, findings)
    _taint(census, torn)
    if wrong := [*_told(findings, mapping), *_unexpected(census, mapping)]:
        raise InvalidInput(*wrong)
    return census


def _look(
    log: ForeignLog,
    row: Row,
    words: Mapping[str, Mapping[str, Any]],
    times: Times,
    findings: _Findings,
) -> None:
    for name, known in words.items():
        word = log.cell(row, name)
        if word is not None and word not in known and unfit_text(word) is None:
            findings.words.setdefault(name, {}).setdefault(word, row.line)
    for name in TIMES:
        text = log.cell(row, name)
        if text is None:
            continue
        column = findings.times.setdefault(name, _TimeColumn())
        try:
            times.read(text)
            column.read += 1
        except Unreadable:
            column.unreadable, column.example = column.unreadable + 1, column.example or text
        except Unsure as unsure:
            findings.unsure.setdefault(unsure.problem.code, _in_line(row.line, unsure.problem))


def _taint(census: Census, torn: Iterable[Row]) -> None:
    """Of a malformed row no cell is sure: it may belong to any case that one of its cells names."""
    for row in torn:
        for text in row.cells:
            if (case := text.strip()) in census.sizes:
                census.tainted.setdefault(case, row.line)


def _told(findings: _Findings, mapping: LogMapping) -> Iterator[Problem]:
    for name, words in findings.words.items():
        yield _words_unlisted(name, words)
    yield from findings.unsure.values()
    for name, column in findings.times.items():
        if column.unreadable > 1 and not column.read and not findings.unsure:
            yield _no_time_fits(mapping, name, column)


def _unexpected(census: Census, mapping: LogMapping) -> Iterator[Problem]:
    found = {"rows": census.rows, "cases": len(census.sizes)}
    for name, count in found.items():
        expected = getattr(mapping.expect, name)
        if expected is not None and expected != count:
            yield Problem(
                "total_differs",
                f"文件的{name}为{count}，映射文件 [expect] 写的是{expected}：文件不完整，或映射"
                "不是为它写的。请换文件或改正 [expect]。",
                f"The file has {count} {name}, the mapping expects {expected}: the file is not"
                " whole, or the mapping is for another. Take the right one, or correct [expect].",
            )


NO_CASE: Final = Problem(
    "no_case",
    "此行没有事件编号，请补上。",
    "The row does not say which case it belongs to; fill it in.",
)


def _malformed(cells: int, columns: int) -> Problem:
    return Problem(
        "row_malformed",
        f"此行有{cells}格，首行有{columns}列，请改正。",
        f"The row has {cells} cells, the first line {columns} columns; correct it.",
    )


def word_unlisted(name: str, word: str) -> Problem:
    return _words_unlisted(name, {word: 0})


def _in_line(line: int, problem: Problem) -> Problem:
    hans, en = f"第{line}行：{problem.hans}", f"Line {line}: {problem.en}"
    return problem._replace(hans=hans, en=en)


def _words_unlisted(name: str, words: Mapping[str, int]) -> Problem:
    table = "activities" if name == "activity" else f"words.{name}"
    code = "activity_unlisted" if name == "activity" else "word_unlisted"
    line = min(words.values())
    where = (f"（首见于第{line}行）", f" (first in line {line})") if line else ("", "")
    return Problem(
        code,
        f"映射文件 [{table}] 没有列出{listed(list(words))}{where[0]}，请补上各自的含义。",
        f"The mapping's [{table}] does not list {listed(list(words))}{where[1]}; add what each is.",
    )


def _no_time_fits(mapping: LogMapping, name: str, column: _TimeColumn) -> Problem:
    theirs, form = mapping.columns.mapped[name], mapping.source.time
    return Problem(
        "no_time_fits",
        f"列“{theirs}”中没有一个值符合 source.time = \"{form}\"，如“{column.example}”。"
        "请改正格式或列名。",
        f'No value of the column "{theirs}" fits source.time = "{form}"; one is'
        f' "{column.example}". Correct the format, or the column.',
    )  # fmt: skip
