"""How the command line answers: as a table for people, as JSON or CSV for programs."""

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import click
import orjson

from domain.kernel import SHANGHAI, Label
from interfaces.cli.failures import say
from interfaces.rendering import as_csv, cell as plain_cell

FORMATS: Final = ("table", "json", "csv")
PIPED_COLUMNS: Final = 200  # of a table that nobody looks at on a screen
# What a terminal obeys instead of showing it; a log that came from elsewhere may hold it.
TERMINAL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")


def _shown_as(ctx: click.Context, option: click.Parameter, how: str | None) -> None:
    if how is not None:
        ctx.obj["how"] = how


# Behind the command as well as before it, where the group has it.
FORMAT: Final = click.Option(
    ["--format"], type=click.Choice(FORMATS), expose_value=False, callback=_shown_as
)


def show(rows: Iterable[Mapping[str, Any]], how: str, headings: Mapping[str, str] = {}) -> None:
    """Rows of the same keys as a table aligned for Chinese, as NDJSON or as CSV."""
    rows = list(rows)
    if how == "json":
        for row in rows:
            click.echo(orjson.dumps(row, default=str, option=orjson.OPT_UTC_Z).decode())
    elif how == "csv":
        click.echo(as_csv(list(rows[0]), rows) if rows else "", nl=False)
    elif rows:
        table(list(rows[0]), rows, headings)
    else:
        click.echo(say(Label("（无记录）", "(no rows)")))


def table(
    columns: Sequence[str], rows: Iterable[Mapping[str, Any]], headings: Mapping[str, str]
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    grid = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    rows = list(rows)
    for column in columns:
        # The id that a line begins with is copied, so it stays in one piece.
        whole = column == columns[0] and any(ID.fullmatch(str(row[column])) for row in rows)
        grid.add_column(headings.get(column, column), overflow="fold", no_wrap=whole)
    for row in rows:
        grid.add_row(*(TERMINAL.sub("�", cell(row[column])) for column in columns))
    width = None if sys.stdout.isatty() else PIPED_COLUMNS
    console = Console(width=width, highlight=False, markup=False)
    with console.capture() as drawn:
        console.print(grid)
    click.echo(drawn.get(), nl=False)


def cell(value: Any) -> str:
    """A value as people read it: a time on the clock of Shanghai."""
    match value:
        case bool():
            return "✓" if value else "✗"
        case datetime() | str():
            return str(local(value))
        case _:
            return plain_cell(local(value))


def local(value: Any) -> Any:
    """The same with all its times as Shanghai's clocks showed them, to the minute."""
    match value:
        case datetime():
            return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        case str() if TIME.fullmatch(value):
            return local(datetime.fromisoformat(value))
        case dict():
            return {name: local(item) for name, item in value.items()}
        case list() | tuple():
            return [local(item) for item in value]
        case _:
            return value
