"""`gongzhi history` and `gongzhi log`: what happened."""

from typing import Any
from uuid import UUID

import click
import orjson

from domain.kernel import SYSTEM
from interfaces.cli.output import Exit, fail, show
from interfaces.http.feed import visible_events
from interfaces.http.records import event_body
from interfaces.system import Settings, System

COLUMNS = ("position", "recorded_at", "name", "actor", "data")


@click.command()
@click.argument("record", type=click.UUID)
@click.pass_obj
def history(obj: dict[str, Any], record: UUID) -> None:
    """All events of one record, oldest first: who did what, and when."""
    with System(Settings.of(data=obj["data"])) as system:
        events = [event_body(recorded, {}) for recorded in system.log.history(record)]
    if not events:
        fail(LookupError(f"查无此记录 no such record: {record}"))
    show(_rows(events, obj["how"]), obj["how"])


@click.command()
@click.option(
    "--after", type=click.IntRange(0), default=0, help="从此位置之后 Beyond this position."
)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.pass_obj
def log(obj: dict[str, Any], after: int, limit: int) -> None:
    """The log itself, in order."""
    with System(Settings.of(data=obj["data"])) as system:
        if after > system.log.position():
            click.echo(f"日志止于 the log ends at {system.log.position()}", err=True)
            raise SystemExit(int(Exit.NOT_FOUND))
        events, _ = visible_events(system, SYSTEM, after, limit)
    show(_rows(events, obj["how"]), obj["how"])


def _rows(events: list[dict[str, Any]], how: str) -> list[dict[str, Any]]:
    if how == "json":
        return events
    return [
        {
            "position": event["position"],
            "recorded_at": f"{event['recorded_at']:%Y-%m-%d %H:%M}",
            "name": event["name"],
            "actor": event["actor"]["role"],
            "data": orjson.dumps(
                {k: v for k, v in event["data"].items() if v is not None}
            ).decode(),
        }
        for event in events
    ]
