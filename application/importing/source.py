"""The foreign log as a file: read row by row, as often as needed, never held in memory."""

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from application.importing.mapping import LogMapping
from application.importing.problems import InvalidInput, Problem, listed
from application.importing.text import is_broken

ANNOTATIONS: Final = ("result", "problem")  # the two columns that a report adds
BOM: Final = b"\xef\xbb\xbf"


class Row(NamedTuple):
    """line: where it begins in the file, from 1."""

    line: int
    cells: Sequence[str]


class ForeignLog:
    """A CSV file in UTF-8 under a mapping. A report can be read like the file it was made from.

    InvalidInput: it is not such a file, lacks a column, or has one that the mapping passes over.
    """

    def __init__(self, path: Path, mapping: LogMapping) -> None:
        self.path, self.delimiter = path, mapping.source.delimiter
        self._empty = mapping.source.empty | {""}
        self._state = _state(path)
        with path.open("rb") as file:
            first = file.readline()
        self.bom, self.newline = first.startswith(BOM), "\r\n" if first[-2:] == b"\r\n" else "\n"
        header = next(self._records(), Row(1, ())).cells
        used = {*mapping.columns.mapped.values(), *mapping.columns.ignore}
        self._width = len(header)
        annotated = tuple(header[-2:]) == ANNOTATIONS and used.isdisjoint(ANNOTATIONS)
        self.header = tuple(header[:-2] if annotated else header)
        self._index = self._indexes(mapping)

    def rows(self) -> Iterator[Row]:
        """All rows but the first; one of another width than the first is malformed."""
        records = self._records()
        next(records, None)
        for line, cells in records:
            whole = len(cells) == self._width
            yield Row(line, cells[: len(self.header)] if whole else cells)

    def malformed(self, row: Row) -> bool:
        return len(row.cells) != len(self.header)

    def cell(self, row: Row, name: str) -> str | None:
        """What a row says under one of our names; None for nothing, and for no such column."""
        index = self._index.get(name)
        if index is None:
            return None
        text = unicodedata.normalize("NFC", row.cells[index].strip())
        return None if text in self._empty else text

    def _records(self) -> Iterator[Row]:
        if _state(self.path) != self._state:
            raise changed(self.path)
        with self.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            reader, before, width = csv.reader(file, delimiter=self.delimiter, strict=True), 0, 0
            try:
                for cells in reader:
                    width = width or len(cells)
                    spans, begins = reader.line_num - before, before + 1
                    before = reader.line_num
                    if spans > 1 and len(cells) != width:
                        raise _quotes(begins, f"{len(cells)} ≠ {width}")
                    if cells:  # an empty line is no row
                        yield Row(begins, cells)
            except csv.Error as error:
                raise _quotes(before + 1, str(error)) from None

    def _indexes(self, mapping: LogMapping) -> dict[str, int]:
        mapped = mapping.columns.mapped
        if any(map(is_broken, self.header)):
            raise InvalidInput(_not_utf8())
        wanted = set(mapped.values())
        missing = sorted(wanted - set(self.header))
        twice = sorted(name for name in wanted if self.header.count(name) > 1)
        passed_over = [n for n in self.header if n not in wanted | mapping.columns.ignore]
        problems = [
            *([_no_such_column(missing, self.header)] if missing else []),
            *([_column_twice(twice)] if twice else []),
            *([_passed_over(passed_over)] if passed_over else []),
        ]
        if problems:
            raise InvalidInput(*problems)
        return {ours: self.header.index(theirs) for ours, theirs in mapped.items()}


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def changed(path: Path) -> InvalidInput:
    return InvalidInput(
        Problem(
            "file_changed",
            f"{path.name}在读取过程中被改动，请重新导入；已导入的事件不会重复。",
            f"{path.name} changed while it was read. Import it again: what went in is not"
            " repeated.",
        )
    )


def _quotes(line: int, what: str) -> InvalidInput:
    return InvalidInput(
        Problem(
            "quotes_unbalanced",
            f"从第{line}行起引号不成对，或分隔符不符（{what}），无法辨认各行。请改正文件或"
            " source.delimiter 后重新导入。",
            f"From line {line} on the quotes or the delimiter are wrong ({what}), so that rows"
            " cannot be told apart. Correct the file, or source.delimiter, and import it again.",
        )
    )


def _not_utf8() -> Problem:
    return Problem(
        "not_utf8",
        "文件首行不是UTF-8编码，请另存为“CSV UTF-8”后重试。",
        "The first line is not in UTF-8; save the file as CSV in UTF-8.",
    )


def _no_such_column(missing: list[str], header: Sequence[str]) -> Problem:
    found = listed(list(header))
    return Problem(
        "no_such_column",
        f"文件没有列{listed(missing)}；现有列：{found}。请改正映射文件 [columns]，"
        "或 source.delimiter。",
        f"The file has no column {listed(missing)}; it has {found}. Correct [columns] in the"
        " mapping, or source.delimiter.",
    )


def _column_twice(twice: list[str]) -> Problem:
    return Problem(
        "column_twice",
        f"列{listed(twice)}在文件中出现不止一次，请在文件中改名。",
        f"The column {listed(twice)} is there more than once; rename one in the file.",
    )


def _passed_over(columns: list[str]) -> Problem:
    line = f"ignore = [{', '.join(map(_quoted, columns))}]"
    return Problem(
        "column_unlisted",
        f"映射文件没有提到列{listed(columns)}。请映射，或在 [columns] 中写明不用：{line}",
        f"The mapping does not speak of the column {listed(columns)}. Map it, or say under"
        f" [columns] that it is not used: {line}",
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
