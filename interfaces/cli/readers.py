"""`gongzhi readers`: who could read a record, or a row of a ledger, at a moment."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import click

from application.authority import covers
from application.handler import NotFound
from domain.kernel import Actor, local_date
from domain.registry import OWNER
from interfaces.cli.ledgers import AS_OF, VALID_AT, day_of, moment
from interfaces.cli.output import show
from interfaces.cli.system import opened
from interfaces.readers import readers as all_readers, readers_of_row, row_of
from interfaces.system import System
from projections.reading import Snapshot


@click.command()
@click.argument("key")
@click.option("--ledger", help="台账 KEY is of a row of this ledger, else the id of a record.")
@AS_OF
@VALID_AT
@click.pass_obj
def readers(
    obj: dict[str, Any],
    key: str,
    ledger: str | None,
    as_of: str | None,
    valid_at: datetime | None,
) -> None:
    """Who could read this then: roles, scopes, persons, and who held a post that entitled to it.

    \b
    gongzhi readers <id>                                      现在谁能看
    gongzhi readers <id> --as-of 2022-06-30T16:00:00Z         当时谁能看
    gongzhi --format json readers <id> --ledger L-CASE        台账中的一行
    """
    with opened(obj) as system:
        position, now = moment(system, as_of)
        day = day_of(valid_at) or local_date(now)
        with system.readside.at(position) as snapshot:
            if ledger is not None:
                row = row_of(snapshot, ledger.upper(), key)
                found = readers_of_row(snapshot, ledger.upper(), row, day)
            else:
                found = _of_record(system, snapshot, _uuid(key), day)
    show([found] if obj["how"] == "json" else list(_flat(found)), obj["how"])


def _of_record(system: System, snapshot: Snapshot, id: UUID, day: date) -> dict[str, Any]:
    history = system.log.history(id, last=snapshot.position)
    if not history:
        raise NotFound(id)
    aggregate = OWNER[history[0].name]
    state = aggregate.replay(recorded.event for recorded in history)
    concern = aggregate.concerns(state, None)

    def may(actor: Actor) -> bool:
        return covers(actor, concern, reading=True)

    return all_readers(may, concern, concern.offices, snapshot, day)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise click.BadParameter(text, param_hint="KEY") from None


def _flat(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a scope, a person or a holder of a post."""
    for scope in found["scopes"]:
        yield {"through": "scope", "who": scope, "role": " ".join(found["roles"]), "post": ""}
    for person in found["persons"]:
        yield {"through": "self", "who": person, "role": "", "post": ""}
    for office in found["posts"]:
        yield {
            "through": office["scope"],
            "who": office["person"],
            "role": office["role"],
            "post": f"{office['post']} {office['body']} {office['start']}…{office['end'] or ''}",
        }
