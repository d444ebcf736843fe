"""`gongzhi import`: cases that ran elsewhere, with their own times."""

import os
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import click

from application.importing import (
    Import,
    InvalidInput,
    Problem,
    Result,
    Results,
    read_mapping,
    write_report,
)
from application.recorded import LogUnavailable, LostRace
from domain.kernel import Label
from interfaces.cli.failures import Exit, fail, say
from interfaces.cli.output import show
from interfaces.system import Settings, System

TOLD_MAX: Final = 10  # problems shown; the report has all
RESULTS: Final = {
    Result.IMPORTED: Label("已导入", "imported"),
    Result.ALREADY: Label("此前已导入", "already imported"),
    Result.IMPORTABLE: Label("可导入（试运行）", "importable (dry run)"),
    Result.REFUSED: Label("未通过", "refused"),
    Result.NOT_REACHED: Label("未处理", "not reached"),
}
TITLES: Final = {False: Label("导入", "Importing"), True: Label("试运行", "Dry run")}
HEADINGS: Final = {
    "result": Label("结果", "result"),
    "cases": Label("事件", "cases"),
    "rows": Label("行", "rows"),
    "events": Label("日志记录", "events"),
}
FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)


class Asked(NamedTuple):
    file: Path
    mapping: Path
    dry_run: bool
    report: Path | None
    limit: int | None


@click.command("import")
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, required=True, help="映射文件 How FILE is to be read: TOML.")
@click.option("--dry-run", is_flag=True, help="只判定不写入 Decide every case and write nothing.")
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="逐行结果 The same file with two more columns: result, problem.",
)
@click.option(
    "--limit", type=click.IntRange(1), help="至多导入多少件 Import no more new cases than that."
)
@click.pass_obj
def import_(
    obj: dict[str, Any],
    file: Path,
    mapping: Path,
    dry_run: bool,
    report: Path | None,
    limit: int | None,
) -> None:
    """Brings in the cases of FILE, another system's log, as a mapping says.

    FILE is CSV in UTF-8, one row an activity. Rows of one case may stand anywhere; the case comes
    in as a whole or not at all, each step at its own time. Nothing is written unless the whole
    file is what the mapping says. Run it again after an interruption or a correction: what is here
    already is not repeated.

    \b
    gongzhi import log.csv --mapping map.toml --dry-run --report out.csv   试运行，看逐行结果
    gongzhi import log.csv --mapping map.toml --limit 10                   先导入十件看看
    gongzhi import log.csv --mapping map.toml --report out.csv             再导入其余

    docs/import.md explains the mapping; docs/examples/wabo.toml is one.

    Exit codes: 0 all is in; 3 some rows were refused, the report says which and why; 6 the file
    or the mapping is wrong, nothing was written; 7 the log is not available, run it again.
    """
    _must_be_readable_twice(file)
    _must_be_writable(report, file, mapping)
    with System(Settings.of(data=obj["data"])) as system:
        try:
            _import(system, Asked(file, mapping, dry_run, report, limit), obj["how"])
        except InvalidInput as error:
            for problem in error.problems:
                click.echo(_sentence(problem), err=True)
            raise SystemExit(int(Exit.INVALID)) from None
        except OSError as error:
            raise click.FileError(str(error.filename or file), error.strerror) from None


def _import(system: System, asked: Asked, how: str) -> NoReturn:
    began = time.monotonic()
    work = Import(asked.file, read_mapping(asked.mapping), system.handler, system.clock)
    results = Results(work.census)
    stopped = _run(work, results, asked)
    _tell(results, how, time.monotonic() - began)
    if asked.report is not None:
        write_report(work.log, results, asked.report, _sentence)
    if isinstance(stopped, Exception):
        fail(stopped)
    if stopped is not None:
        raise stopped
    raise SystemExit(int(Exit.REFUSED if results.reasons else Exit.DONE))


def _must_be_readable_twice(file: Path) -> None:
    if not file.is_file():
        raise click.UsageError("须为普通文件 FILE is read more than once: it must be a plain file")


def _must_be_writable(report: Path | None, *kept: Path) -> None:
    """Before anything is imported, not after."""
    if report is None:
        return
    if report.exists() and any(report.samefile(path) for path in kept):
        raise click.UsageError("报告不得覆盖原文件 the report must not replace what it is about")
    if not os.access(report.parent, os.W_OK):
        raise click.UsageError(f"无法写入 no folder to write to: {report.parent}")


def _run(work: Import, results: Results, asked: Asked) -> BaseException | None:
    """What stopped it before its end, if anything did: what is in by then is reported."""
    from interfaces.cli.progress import bar

    outcomes = work.run(dry_run=asked.dry_run, limit=asked.limit)
    try:
        with bar(say(TITLES[asked.dry_run])) as told:
            for done, outcome in enumerate(outcomes, start=1):
                results.add(outcome)
                told(done, len(work.census.sizes))
    except (LogUnavailable, LostRace, KeyboardInterrupt) as error:
        return error
    return None


def _sentence(problem: Problem) -> str:
    return f"{say(Label(problem.hans, problem.en))} [{problem.code}]"


def _tell(results: Results, how: str, seconds: float) -> None:
    people = how == "table"
    rows = [total._asdict() for total in results.totals()]
    for row in rows:
        row["result"] = say(RESULTS[row["result"]]) if people else row["result"]
    show(rows, how, {name: say(heading) for name, heading in HEADINGS.items()})
    for line, problem in sorted(results.reasons.items())[:TOLD_MAX]:
        where = Label(f"第{line}行", f"line {line}")
        click.echo(f"{say(where)}: {_sentence(problem)}", err=True)
    if (more := len(results.reasons) - TOLD_MAX) > 0:
        told = Label(f"另有{more}处，见 --report", f"and {more} more: --report has them all")
        click.echo(say(told), err=True)
    for code, count in sorted(Counter(note.code for note in results.notes.values()).items()):
        told = Label(f"按原样接受：{count}件", f"taken as they stand: {count}")
        click.echo(f"{say(told)} [{code}]", err=True)
    if people:
        click.echo(say(Label(f"用时{seconds:.1f}秒", f"{seconds:.1f} s")), err=True)
