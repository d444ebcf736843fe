"""`gongzhi ledger`: any ledger, as of any moment."""

from datetime import date, datetime
from typing import Any

import click

from domain.kernel import SYSTEM, Label
from interfaces.cli.output import Exit, say, show
from interfaces.cli.system import opened
from interfaces.ledgers import Question, UnknownFilter, UnknownLedger, page, titles
from interfaces.system import System

WIDE_MAX = 9  # columns that fit a screen


@click.command()
@click.argument("name", required=False)
@click.argument("filters", nargs=-1)
@click.option("--as-of", help="时点 What the log knew: a position or an RFC 3339 time.")
@click.option("--valid-at", help="业务日期 What was true on that day.")
@click.option("--year", type=click.IntRange(2000, 2100), help="年度 Of which year.")
@click.option("--by", default="community", show_default=True, help="L-RATES: grouped by what.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True)
@click.option("--all-columns", is_flag=True, help="所有列 Every column, also on a screen.")
@click.pass_obj
def ledger(
    obj: dict[str, Any],
    name: str | None,
    filters: tuple[str, ...],
    as_of: str | None,
    valid_at: str | None,
    year: int | None,
    by: str,
    limit: int,
    all_columns: bool,
) -> None:
    """Shows a ledger: `gongzhi ledger L-CASE state=SUSPENDED --as-of 2022-12-31T16:00Z`

    Without a name: all ledgers. Filters are column=value. CSV and JSON have every column.
    """
    if name is None:
        show(
            [{"ledger": n, "title": say(t), "columns": ", ".join(c)} for n, t, c in titles()],
            obj["how"],
        )
        return
    wanted = dict(text.partition("=")[::2] for text in filters)
    on = date.fromisoformat(valid_at) if valid_at else None
    with opened(obj) as system:
        question = Question(name.upper(), SYSTEM, wanted, on, year, by, limit)
        position, now = moment(system, as_of)
        try:
            with system.readside.at(position) as snapshot:
                found = page(system, snapshot, now, question)
        except UnknownLedger:
            raise click.UsageError(f"没有此台账 no such ledger: {name}") from None
        except UnknownFilter as unknown:
            raise click.UsageError(f"不能按此筛选 cannot filter by: {unknown}") from None
    rows = found.rows
    if obj["how"] == "table" and not all_columns:
        rows = [dict(list(row.items())[:WIDE_MAX]) for row in rows]
    show(rows, obj["how"])
    more(found.next, limit)


def more(next: str | None, limit: int) -> None:
    """Says that there are more rows than were shown."""
    if next is not None:
        told = Label(
            f"还有更多，请用 --limit {limit * 10}", f"There are more: --limit {limit * 10}"
        )
        click.echo(say(told), err=True)


def moment(system: System, as_of: str | None) -> tuple[int | None, datetime]:
    """The position that a position or a time stands for, None for now; and the time."""
    if as_of is None:
        return None, system.clock()
    if as_of.isdecimal():
        position = int(as_of)
        found = system.log.read(max(position - 1, 0), 1)
        then = found[0].recorded_at if found else system.clock()
    else:
        then = _time(as_of)
        position = system.log.position_at(then)
    if position > system.log.position() or then > system.clock():
        click.echo("该时点尚未到来 that moment has not come yet", err=True)
        raise SystemExit(int(Exit.INVALID))
    return position, then


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return found
    except ValueError:
        pass
    raise click.UsageError(
        f"时点须带时区，如 a time needs its zone: 2023-01-01T00:00:00+08:00, not {text}"
    )
