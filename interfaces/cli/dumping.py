"""`gongzhi dump`: cases, processes, the log and ledgers in the formats of other tools."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, Final

import click
import orjson

from domain.kernel import SYSTEM, Label
from domain.registry import COLLECTIONS
from interfaces.cli.failures import say
from interfaces.cli.ledgers import moment
from interfaces.cli.output import show
from interfaces.cli.progress import Told, bar
from interfaces.cli.system import logged
from interfaces.eventlogs.records import ALL
from interfaces.ledgers import Page, Question, page, titles
from interfaces.system import System

LOG: Final = "log"
ROWS_AT_ONCE: Final = 10_000
EVENTS_AT_ONCE: Final = 1_000
LEDGERS: Final = frozenset(name for name, *_ in titles())
PROCESSES: Final = frozenset({*COLLECTIONS, ALL})


@click.command()
@click.argument("what")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--as-of", help="时点 A position or an RFC 3339 time.")
@click.option("--year", type=click.IntRange(2000, 2100), help="年度 Of which year (ledgers).")
@click.option("--quiet", is_flag=True, help="不显示进度 No progress bar.")
@click.pass_obj
def dump(
    obj: dict[str, Any], what: str, out: Path, as_of: str | None, year: int | None, quiet: bool
) -> None:
    """Writes processes, the log or a ledger to a file that other tools read.

    What: a kind of record (cases, orders …) or all, as .xes or .ocel.json; log, as CloudEvents in
    .ndjson; a ledger, as .csv or .parquet. Texts about people stay sealed; in .xes and .ocel.json
    people have pseudonyms.

    \b
    gongzhi dump cases cases.xes                    事件流程，供流程挖掘
    gongzhi dump all 2022.ocel.json                 全部流程及其关联对象
    gongzhi dump log log.ndjson --as-of 4711        日志，每行一件事件
    gongzhi dump L-REG reg.parquet --year 2022      台账，列有类型
    """
    write = _writer(what, out)
    with logged(obj) as system, bar(say(Label("导出", "Writing")), quiet) as told:
        if what.upper() in LEDGERS:
            system.catch_up()
        position, now = moment(system, as_of)
        last = system.log.position() if position is None else position
        question = Question(what.upper(), SYSTEM, {}, None, year, ROWS_AT_ONCE)
        with NamedTemporaryFile(dir=out.parent, prefix=f".{out.name}-", delete=False) as file:
            try:
                write(file, _Source(system, question, last, now, told))
                Path(file.name).replace(out)
            finally:
                Path(file.name).unlink(missing_ok=True)
    show([{"file": str(out), "position": last}], obj["how"])


class _Source:
    """What there is to write, a part at a time."""

    def __init__(
        self, system: System, question: Question, last: int, now: datetime, told: Told
    ) -> None:
        self.system, self.last, self.told = system, last, told
        self._question, self._now = question, now

    def pages(self) -> Iterator[Page]:
        with self.system.readside.at(self.last) as snapshot:
            question, rows = self._question, 0
            while True:
                found = page(self.system, snapshot, self._now, question)
                yield found
                rows += len(found.rows)
                self.told(rows, rows)
                if found.next is None:
                    return
                question = replace(question, after=found.next)

    def events(self) -> Iterator[dict[str, Any]]:
        from interfaces.http.feed import visible_events

        after = 0
        while after < self.last:
            found, after = visible_events(self.system, SYSTEM, after, EVENTS_AT_ONCE)
            yield from (event for event in found if event["position"] <= self.last)
            self.told(min(after, self.last), self.last)


Write = Callable[[IO[bytes], _Source], None]


def _writer(what: str, out: Path) -> Write:
    """How it is written, by what it is and what the file is called."""
    kind = out.name.partition(".")[2]
    if what in PROCESSES and kind in ("xes", "ocel.json"):
        return lambda file, source: _processes(file, source, what, kind)
    if what == LOG and kind == "ndjson":
        return _cloud_events
    if what.upper() in LEDGERS and kind in ("csv", "parquet"):
        return _parquet if kind == "parquet" else _csv
    raise click.UsageError(
        say(
            Label(
                "请写明对象与文件名：cases（等记录种类）或 all 存为 .xes 或 .ocel.json，log 存为 "
                ".ndjson，台账存为 .csv 或 .parquet。",
                "Name what and a file: cases (or another kind of record) or all to .xes or "
                ".ocel.json, log to .ndjson, a ledger to .csv or .parquet.",
            )
        )
    )


def _processes(file: IO[bytes], source: _Source, what: str, kind: str) -> None:
    from interfaces.eventlogs import ocel, xes
    from interfaces.eventlogs.records import records

    written = xes.written if kind == "xes" else ocel.written
    file.writelines(written(records(source.system, SYSTEM, what, source.last, source.told)))


def _cloud_events(file: IO[bytes], source: _Source) -> None:
    from interfaces.eventlogs.cloudevents import cloud_event

    origin = source.system.settings.origin
    file.writelines(orjson.dumps(cloud_event(e, origin)) + b"\n" for e in source.events())


def _parquet(file: IO[bytes], source: _Source) -> None:
    from interfaces.parquet import written

    written(file, source.pages())


def _csv(file: IO[bytes], source: _Source) -> None:
    from interfaces.rendering import as_csv

    for number, found in enumerate(source.pages()):
        text = as_csv(found.columns, found.rows)
        file.write((text if number == 0 else text.partition("\r\n")[2]).encode())
