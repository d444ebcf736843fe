"""`gongzhi approvals`: what waits for consent."""

from typing import Any
from uuid import UUID

import click

from domain.kernel import SYSTEM, Actor
from domain.roles import Role
from interfaces.approvals import Whose, waiting
from interfaces.cli.acting import SCOPE_HELP, known
from interfaces.cli.ledgers import moment, more
from interfaces.cli.output import show
from interfaces.cli.system import opened
from interfaces.ledgers import page

COLUMNS = ("approval", "command", "requested_at", "role", "requester", "approvers", "community")


@click.command()
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role if role is not Role.SYS]),
    help="只列须该角色同意的 Only what waits for the consent of this role, in --scope.",
)
@click.option("--mine", is_flag=True, help="只列--person提出的 Only what --person asked for.")
@click.option("--person", type=click.UUID, help="本人编号 Who consents, or asked.")
@click.option(
    "--scope", "scopes", multiple=True, default=("county",), callback=known, help=SCOPE_HELP
)
@click.option("--as-of", help="时点 What waited then: a position or an RFC 3339 time.")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True)
@click.pass_obj
def approvals(
    obj: dict[str, Any],
    role: str | None,
    mine: bool,
    person: UUID | None,
    scopes: tuple[str, ...],
    as_of: str | None,
    limit: int,
) -> None:
    """What waits for consent: all of it, what a role may decide, or what a person asked for.

    \b
    gongzhi approvals                                    全部待审批事项
    gongzhi approvals --role TOWN --scope community:FC01 等镇党委办公室同意的
    gongzhi approvals --mine --person <id>               本人提出、仍在等待的
    gongzhi do approval.grant --id <id> --role TOWN      同意其中一项

    What was decided: gongzhi ledger APPROVALS state=GRANTED
    """
    if mine and person is None:
        raise click.UsageError("--mine须写明--person is whose? Say it with --person")
    if mine:
        question = waiting(Actor(SYSTEM.role, person), Whose.MINE, limit)
    elif role:
        question = waiting(Actor(Role(role), person, None, None, scopes), Whose.FOR_ME, limit)
    else:
        question = waiting(SYSTEM, None, limit)
    with opened(obj) as system:
        position, now = moment(system, as_of)
        with system.readside.at(position) as snapshot:
            found = page(system, snapshot, now, question)
    rows = found.rows
    if obj["how"] == "table":
        rows = [{name: row[name] for name in COLUMNS} for row in rows]
    show(rows, obj["how"])
    more(found.next, limit)
