"""`gongzhi history` and `gongzhi log`: what happened."""

from typing import Any
from uuid import UUID

import click
import orjson

from application.handler import NotFound
from domain.kernel import SYSTEM, Label
from interfaces.causes import concern_of
from interfaces.cli.failures import Exit, say
from interfaces.cli.ledgers import AS_OF, moment
from interfaces.cli.output import local, show
from interfaces.cli.system import logged
from interfaces.http.feed import visible_events
from interfaces.http.records import event_body, unnamed_to

SHOWN_MAX = 400  # characters: a ruleset would fill ten screens
HEADINGS = {
    "position": Label("位置", "position"),
    "recorded_at": Label("记录时间（北京）", "recorded (Shanghai)"),
    "name": Label("事件", "event"),
    "actor": Label("角色", "role"),
    "data": Label("内容", "data"),
}


@click.command()
@click.argument("record", type=click.UUID)
@AS_OF
@click.pass_obj
def history(obj: dict[str, Any], record: UUID, as_of: str | None) -> None:
    """All events of one record, oldest first: who did what, and when.

    Tables show times in Shanghai, JSON and CSV in UTC.

    \b
    gongzhi history <id>                     一件事的来龙去脉
    gongzhi history <id> --as-of 4711        当时所知
    gongzhi --format json history <id>       全部内容，供程序读取
    """
    with logged(obj) as system:
        found = system.log.history(record, last=moment(system, as_of)[0])
        if not found:
            raise NotFound(record)
        unnamed = unnamed_to(SYSTEM, concern_of(system, found[0].name, record))
        events = [event_body(recorded, {}, unnamed) for recorded in found]
    _show(events, obj["how"])


@click.command()
@click.option(
    "--after", type=click.IntRange(0), default=0, help="从此位置之后 Beyond this position."
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@AS_OF
@click.pass_obj
def log(obj: dict[str, Any], after: int, limit: int, as_of: str | None) -> None:
    """The log itself, in order.

    Tables show times in Shanghai, JSON and CSV in UTC.

    \b
    gongzhi log                                  最初的20件事件
    gongzhi log --after 4711 --limit 5           某位置之后
    gongzhi log --as-of 2022-06-30T16:00:00Z     截至某一时点
    gongzhi --format json log --limit 100000     供程序读取
    """
    with logged(obj) as system:
        position, _ = moment(system, as_of)
        head = system.log.position() if position is None else position
        if after > head:
            told = Label(f"日志止于位置{head}。", f"The log ends at position {head}.")
            click.echo(say(told), err=True)
            raise SystemExit(int(Exit.NOT_FOUND))
        events, _ = visible_events(system, SYSTEM, after, limit, head)
    _show(events, obj["how"])


def _show(events: list[dict[str, Any]], how: str) -> None:
    if how == "json":
        show(events, how)
        return
    rows = [
        {
            "position": event["position"],
            "recorded_at": event["recorded_at"],
            "name": event["name"],
            "actor": event["actor"]["role"],
            "data": _data(event["data"], how),
        }
        for event in events
    ]
    show(rows, how, {name: say(heading) for name, heading in HEADINGS.items()})


def _data(data: dict[str, Any], how: str) -> str:
    """What is there, without what is not; in a table no more of it than can be taken in."""
    found = {name: value for name, value in data.items() if value is not None}
    if how != "table":
        return orjson.dumps(found).decode()
    text = orjson.dumps(local(found)).decode()
    return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}…"
