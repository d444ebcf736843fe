"""How the command line answers: table, JSON or CSV, in the caller's language, with exit codes."""

import locale
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any, Final, NoReturn

import click
import orjson

from application.authority import Forbidden
from application.handler import NotFound, StaleVersion
from application.recorded import KeyReused, LogUnavailable, LostRace
from domain.kernel import Label, Refused
from interfaces.language import LANGUAGES, in_language, preferred
from interfaces.rendering import as_csv, cell as plain_cell

FORMATS: Final = ("table", "json", "csv")


class Exit(IntEnum):
    """What the exit code means."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 3  # a rule said no; nothing was written
    NOT_FOUND = 4
    FORBIDDEN = 5
    INVALID = 6  # the input is malformed
    UNAVAILABLE = 7  # try again
    DIFFERENT = 8  # a check found a difference


def language() -> str:
    """GONGZHI_LANG, else the locale's, else Simplified Chinese."""
    named = os.environ.get("GONGZHI_LANG")
    if named in LANGUAGES:
        return named
    return preferred((locale.getlocale()[0] or "").replace("_", "-"))


def say(label: Label) -> str:
    return in_language(label, language())


def show(rows: Iterable[Mapping[str, Any]], how: str, headings: Mapping[str, str] = {}) -> None:
    """Rows of the same keys as a table aligned for Chinese, as NDJSON or as CSV."""
    rows = list(rows)
    if how == "json":
        for row in rows:
            click.echo(orjson.dumps(row, default=str).decode())
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
    for column in columns:
        grid.add_column(headings.get(column, column), overflow="fold")
    for row in rows:
        grid.add_row(*(cell(row[column]) for column in columns))
    width = None if sys.stdout.isatty() else 200
    Console(width=width, highlight=False, markup=False).print(grid)


def cell(value: Any) -> str:
    match value:
        case bool():
            return "✓" if value else "✗"
        case _:
            return plain_cell(value)


def fail(error: Exception) -> NoReturn:
    """Tells a person what went wrong and what to do, on standard error, and exits."""
    text, code = _told(error)
    click.echo(text, err=True)
    raise SystemExit(int(code))


def _told(error: Exception) -> tuple[str, Exit]:
    match error:
        case Refused():
            return f"{in_language(error, language())} [{error.code}]", Exit.REFUSED
        case Forbidden():
            return f"{in_language(error, language())} [{error.code}]", Exit.FORBIDDEN
        case NotFound():
            return say(
                Label("查无此记录。[not_found]", "No such record. [not_found]")
            ), Exit.NOT_FOUND
        case StaleVersion():
            told = Label(
                f"记录已到第{error.current}版。[stale_version]",
                f"The record is at version {error.current}. [stale_version]",
            )
            return say(told), Exit.REFUSED
        case KeyReused():
            told = Label(
                "幂等键已用于另一请求。[key_reused]", "The key was used before. [key_reused]"
            )
            return say(told), Exit.REFUSED
        case LostRace() | LogUnavailable():
            told = Label(
                "暂不可用，请重试。[unavailable]", "Not available; try again. [unavailable]"
            )
            return say(told), Exit.UNAVAILABLE
        case _:
            return str(error), Exit.INVALID
