"""`gongzhi ledger`: any ledger, as of any moment."""

from datetime import date, datetime
from typing import Any

import click

from domain.kernel import SYSTEM, Label
from interfaces.cli.failures import Exit, say
from interfaces.cli.output import show
from interfaces.cli.system import opened
from interfaces.ledgers import Question, page, titles
from interfaces.pinning import pinned
from interfaces.system import System
from projections.computed import GROUPS

WIDE_MAX = 9  # columns that fit a screen
AS_OF = click.option(
    "--as-of",
    help="时点 A position, a checkpoint (SIZE@ROOT) or an RFC 3339 time.",
)
VALID_AT = click.option(
    "--valid-at", type=click.DateTime(["%Y-%m-%d"]), help="业务日期 What was true on that day."
)


@click.command()
@click.argument("name", required=False)
@click.argument("filters", nargs=-1)
@AS_OF
@VALID_AT
@click.option("--year", type=click.IntRange(2000, 2100), help="年度 Of which year.")
@click.option("--by", type=click.Choice(GROUPS), help=f"L-RATES: groups; {GROUPS[0]} if not said.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True)
@click.option("--all-columns", is_flag=True, help="所有列 Every column, also on a screen.")
@click.pass_obj
def ledger(
    obj: dict[str, Any],
    name: str | None,
    filters: tuple[str, ...],
    as_of: str | None,
    valid_at: datetime | None,
    year: int | None,
    by: str | None,
    limit: int,
    all_columns: bool,
) -> None:
    """Shows a ledger. Without a name: all ledgers. Filters are column=value.

    Tables show times in Shanghai and the first columns; CSV and JSON have every column, in UTC.

    \b
    gongzhi ledger                                              有哪些台账
    gongzhi ledger L-CASE state=SUSPENDED                       按列筛选
    gongzhi ledger L-REG --year 2022 --as-of 2022-12-31T16:00:00Z
    gongzhi ledger UNITS --valid-at 2022-06-30                  当日在册的单位
    gongzhi --format csv ledger L-BAR --year 2022 --limit 100000
    """
    if name is None:
        show(
            [{"ledger": n, "title": say(t), "columns": ", ".join(c)} for n, t, c in titles()],
            obj["how"],
        )
        return
    said = pairs(filters) | ({"by": by} if by else {})
    question = Question(name.upper(), SYSTEM, said, day_of(valid_at), year, limit)
    with opened(obj) as system:
        position, now = moment(system, as_of)
        with system.readside.at(position) as snapshot:
            found = page(system, snapshot, now, question)
    rows = found.rows
    if obj["how"] == "table" and not all_columns:
        rows = [dict(list(row.items())[:WIDE_MAX]) for row in rows]
    show(rows, obj["how"])
    more(found.next, limit)


def day_of(valid_at: datetime | None) -> date | None:
    return valid_at.date() if valid_at else None


def pairs(words: tuple[str, ...]) -> dict[str, str]:
    """name=value, …"""
    if wrong := [word for word in words if "=" not in word]:
        raise click.UsageError(f"须写作“项=值” must be name=value: {wrong[0]}")
    return dict(word.partition("=")[::2] for word in words)


def more(next: str | None, limit: int) -> None:
    """Says that there are more rows than were shown."""
    if next is not None:
        told = Label(
            f"还有更多，请用 --limit {limit * 10}", f"There are more: --limit {limit * 10}"
        )
        click.echo(say(told), err=True)


def moment(system: System, as_of: str | None) -> tuple[int | None, datetime]:
    """The position that is meant by itself, a checkpoint or a time, None for now; and the time."""
    if as_of is None:
        return None, system.clock()
    size = int(as_of) if as_of.isdecimal() else pinned(system, as_of)
    if size is not None:
        position = size
        found = system.log.read(max(min(position, system.log.position()) - 1, 0), 1)
        then = found[0].recorded_at if found else system.clock()
    else:
        then = _time(as_of)
        position = system.log.position_at(then)
    if position > system.log.position() or then > system.clock():
        told = Label("该时点尚未到来，请改用已过去的时点。", "That moment has not come yet.")
        click.echo(say(told), err=True)
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
