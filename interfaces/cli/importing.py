"""`gongzhi import`: cases that ran elsewhere, with their own times."""

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

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
from interfaces.cli.output import Exit, fail, say, show
from interfaces.system import Settings, System

TOLD_MAX: Final = 10  # problems shown; the report has all
RESULTS: Final = {
    Result.IMPORTED: Label("已导入", "imported"),
    Result.ALREADY: Label("此前已导入", "already imported"),
    Result.IMPORTABLE: Label("可导入（试运行）", "importable (dry run)"),
    Result.REFUSED: Label("未通过", "refused"),
    Result.NOT_REACHED: Label("未处理", "not reached"),
}
HEADINGS: Final = {
    "result": Label("结果", "result"),
    "cases": Label("事件", "cases"),
    "rows": Label("行", "rows"),
    "events": Label("日志记录", "events"),
}
FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)


@click.command("import")
@click.argument("file", type=FILE)
@click.argument("mapping", type=FILE)
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
    """Brings in the cases of FILE, another system's log, as MAPPING says.

    FILE is CSV in UTF-8, one row an activity. Rows of one case may stand anywhere; the case comes
    in as a whole or not at all, each step at its own time. Nothing is written unless the whole
    file is what MAPPING says. Run it again after an interruption or a correction: what is here
    already is not repeated.

    \b
    gongzhi import log.csv map.toml --dry-run --report out.csv   先试运行，看逐行结果
    gongzhi import log.csv map.toml --report out.csv             再导入
    gongzhi import log.csv map.toml --limit 10                   先导入十件看看

    MAPPING is TOML: docs/import.md explains it, docs/examples/wabo.toml is one.

    Exit codes: 0 all is in; 3 some rows were refused, the report says which and why; 6 the file
    or the mapping is wrong, nothing was written; 7 the log is not available, run it again.
    """
    if report is not None and report.exists() and report.samefile(file):
        raise click.UsageError("报告不得覆盖原文件 the report must not replace FILE")
    with System(Settings.of(data=obj["data"])) as system:
        try:
            work = Import(file, read_mapping(mapping), system.handler, system.clock)
        except InvalidInput as error:
            _refuse(error.problems)
        results, began = Results(work.census), time.monotonic()
        try:
            with _progress(work, dry_run) as moved:
                for outcome in work.run(dry_run=dry_run, limit=limit):
                    results.add(outcome)
                    moved(outcome)
        except InvalidInput as error:
            _refuse(error.problems)
        except (LogUnavailable, LostRace) as error:
            fail(error)
        finally:
            if report is not None:
                write_report(work.log, results, report, _sentence)
    _tell(results, obj["how"], time.monotonic() - began)
    raise SystemExit(int(Exit.REFUSED if results.reasons else Exit.DONE))


def _refuse(problems: Iterable[Problem]) -> None:
    for problem in problems:
        click.echo(_sentence(problem), err=True)
    raise SystemExit(int(Exit.INVALID))


def _sentence(problem: Problem) -> str:
    return f"{say(Label(problem.hans, problem.en))} [{problem.code}]"


@contextmanager
def _progress(work: Import, dry_run: bool) -> Iterator[Any]:
    """A bar with what is done and how long it will take; only for eyes."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TimeRemainingColumn,
    )

    title = Label("试运行", "dry run") if dry_run else Label("导入", "importing")
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(say(title), total=len(work.census.sizes))
        yield lambda outcome: bar.advance(task)


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
