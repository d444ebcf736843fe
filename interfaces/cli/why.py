"""`gongzhi why`: why one row of a ledger is what it is, down to the bytes in the log."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import click

from domain.kernel import SYSTEM
from interfaces.cli.ledgers import moment, pairs
from interfaces.cli.output import show
from interfaces.cli.system import opened
from interfaces.explaining import why as explained, why_body
from interfaces.language import language
from interfaces.ledgers import Question
from interfaces.rendering import row_body


@click.command()
@click.argument("name")
@click.argument("row", nargs=-1)
@click.option("--as-of", help="时点 What the log knew: a position or an RFC 3339 time.")
@click.option("--valid-at", type=click.DateTime(["%Y-%m-%d"]), help="业务日期 Of which day.")
@click.option("--year", type=click.IntRange(2000, 2100), help="年度 Of which year.")
@click.pass_obj
def why(
    obj: dict[str, Any],
    name: str,
    row: tuple[str, ...],
    as_of: str | None,
    valid_at: datetime | None,
    year: int | None,
) -> None:
    """Why a row of a ledger is what it is: arithmetic, rule, inputs, and the events behind them.

    ROW is column=value, as often as it takes to name one row. A due time prints its sum over the
    calendar, a rate its counts, a cadence its meetings.

    \b
    gongzhi why L-RATES group=FC01 --year 2022             三率如何得出
    gongzhi why L-DEADLINE record=<id> what=HANDLING       期限逐日推算
    gongzhi why L-CADENCE rule=R-08 number=1 community=FC01 --year 2022
    """
    on = valid_at.date() if valid_at else None
    question = Question(name.upper(), SYSTEM, pairs(row), on, year)
    with opened(obj) as system:
        position, now = moment(system, as_of)
        with system.readside.at(position) as snapshot:
            found, figures = explained(system, snapshot, now, question)
            body = why_body(system, SYSTEM, snapshot, figures, language())
    if obj["how"] == "json":
        show([body | {"row": row_body(found)}], "json")
    else:
        show_why(body, obj["how"])


def show_why(body: dict[str, Any], how: str) -> None:
    """The figures, then their inputs, then the events, a table each."""
    figures = body["figures"]
    show(({k: v for k, v in f.items() if k != "inputs"} for f in figures), how)
    show(_inputs(figures), how)
    show(({k: e[k] for k in ("position", "event", "entry")} for e in body["events"]), how)


def _inputs(figures: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return (
        {
            "figure": figure["figure"],
            "input": each["name"],
            "value": each["value"],
            "events": " ".join(map(str, each["events"])),
        }
        for figure in figures
        for each in figure["inputs"]
    )
