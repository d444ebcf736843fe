"""The report is the log itself with two more columns: it can be corrected and read again."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from application.importing import Problem, Results, write_report
from interfaces.system import System
from tests.application.foreign import HEADER, OPEN, WHOLE, Desk, as_csv, desk_system, row

BAD = row("B", "look", "yesterday")
TORN = ("C", "look")


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    yield from desk_system(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(system: System, tmp_path: Path) -> Desk:
    return Desk(system, tmp_path)


def code(problem: Problem) -> str:
    return problem.code


def reported(desk: Desk, content: bytes, *, limit: int | None = None) -> bytes:
    work = desk.work(content)
    results = Results(work.census)
    for outcome in work.run(limit=limit):
        results.add(outcome)
    out = desk.folder / "report.csv"
    write_report(work.log, results, out, code)
    assert not list(desk.folder.glob("*.part"))
    return out.read_bytes()


def told(report: bytes) -> list[tuple[str, str]]:
    lines = list(csv.reader(report.decode("utf-8-sig", "surrogateescape").splitlines()))
    assert tuple(lines[0]) == (*HEADER, "result", "problem")
    return [(line[-2], line[-1]) for line in lines[1:]]


def test_every_row_is_told_what_became_of_it(desk: Desk) -> None:
    assert told(reported(desk, as_csv([HEADER, *OPEN, *WHOLE, BAD, TORN]))) == [
        ("refused", "case_refused"),
        ("refused", "case_refused"),
        *[("imported", "")] * 5,
        ("refused", "time_unreadable"),
        ("refused", "row_malformed"),
    ]


def test_what_was_not_reached_is_told_too(desk: Desk) -> None:
    report = reported(desk, as_csv([HEADER, *OPEN, *WHOLE]), limit=1)
    assert told(report) == [*[("imported", "")] * 2, *[("not reached", "")] * 5]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_rest_is_the_file_as_it_was(desk: Desk, mark: bytes, newline: str) -> None:
    odd = row("B", "look", "05T09:00", who='de "Vries", J.\n(北)', note="\udcff\udcfe")
    content = mark + as_csv([HEADER, *OPEN, odd], newline)
    report = reported(desk, content)
    end = newline.encode()
    stripped = report.replace(b",result,problem" + end, end).replace(b",imported," + end, end)
    assert stripped == content


def test_a_corrected_report_is_read_like_the_file_it_was_made_from(desk: Desk) -> None:
    report = reported(desk, as_csv([HEADER, *OPEN, BAD, *WHOLE]))
    corrected = report.replace(b"yesterday", b"2021-03-06T08:00:00+08:00")
    again = reported(desk, corrected)
    assert told(again) == [*[("imported", "")] * 3, *[("already imported", "")] * 5]
    assert again.count(b"problem") == 1
