"""`gongzhi do` and `gongzhi token`: act, and let others act."""

import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import click
import orjson
from pydantic import ValidationError

from application.handler import Instruction
from application.recorded import Receipt
from domain.kernel import Actor, Command
from domain.registry import ADDRESSEE, COMMANDS
from domain.roles import Role
from interfaces.cli.ledgers import pairs
from interfaces.cli.output import show
from interfaces.parsing import Invalid, faults_of, parsed
from interfaces.system import Settings, System
from interfaces.trials import tried

SCOPES = re.compile(r"county|town|self|(community|grid|body):[\w.-]+|unit:[0-9a-f-]{36}")
SCOPE_HELP = "county, town, community:FC01, grid:FC01001, unit:<id>, body:<code>, self"


def known(context: click.Context, option: click.Parameter, scopes: tuple[str, ...]) -> Any:
    """The scopes, if all are of a form that covers something."""
    for scope in scopes:
        if SCOPES.fullmatch(scope) is None:
            raise click.BadParameter(f"没有此范围 no such scope: {scope} ({SCOPE_HELP})")
    return scopes


@click.command()
@click.argument("name", required=False)
@click.argument("fields", nargs=-1)
@click.option("--id", "stream", type=click.UUID, help="编号 The record that it addresses.")
@click.option("--role", type=click.Choice([role.value for role in Role]), help="以何角色 As whom.")
@click.option("--person", type=click.UUID, help="本人编号 Who acts.")
@click.option("--body", help="所代表机构 For which body he acts.")
@click.option(
    "--scope", "scopes", multiple=True, default=("county",), callback=known, help=SCOPE_HELP
)
@click.option(
    "--json", "raw", help="整个命令的JSON The whole body as JSON; - reads standard input."
)
@click.option("--key", help="幂等键 Idempotency key: the same key repeats nothing.")
@click.option("--occurred-at", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z"]), help="发生时间")
@click.option("--dry-run", is_flag=True, help="只判定不写入 Decide and write nothing.")
@click.pass_obj
def do(
    obj: dict[str, Any],
    name: str | None,
    fields: tuple[str, ...],
    stream: UUID | None,
    role: str | None,
    person: UUID | None,
    body: str | None,
    scopes: tuple[str, ...],
    raw: str | None,
    key: str | None,
    occurred_at: datetime | None,
    dry_run: bool,
) -> None:
    """Issues any command. Without a name: all commands; with a name only: its fields.

    A field's value is JSON where it looks like it, else text. --dry-run shows what would be
    recorded.

    \b
    gongzhi do                                             有哪些命令，谁可办理，谁须同意
    gongzhi do case.accept                                 一个命令有哪些项
    gongzhi do person.register full_name=某人 --role CW --dry-run
    gongzhi do approval.grant --id <id> --role TOWN        同意一项申请（gongzhi approvals）
    gongzhi do case.report --json - < case.json            从标准输入读取
    """
    if name is None:
        _list(obj["how"])
        return
    if name not in COMMANDS:
        raise click.UsageError(f"没有命令 no such command: {name}; 'gongzhi do' lists all")
    if not fields and raw is None and COMMANDS[name].model_fields:
        _teach(name, obj["how"])
        return
    command = _command(name, fields, raw)
    actor = Actor(Role(role or min(COMMANDS[name].who)), person, body, None, scopes)
    instruction = Instruction(command, actor, stream, key, None, occurred_at, dry_run=dry_run)
    _tell(_handled(obj["data"], instruction), actor, obj["how"])


def _handled(data: Path, instruction: Instruction) -> Receipt:
    with System(Settings.of(data=data)) as system:
        receipt = system.handler.handle(instruction)
        system.erasing.finish()
    return receipt


def _tell(receipt: Receipt, actor: Actor, how: str) -> None:
    """The receipt; of a dry run the events that would have been recorded."""
    shown = ("stream", "version", "position", "pending")
    told, events = {name: getattr(receipt, name) for name in shown}, tried(receipt, actor)
    if how == "json" or not events:
        show([told | events], how)
        return
    if how == "table":
        show([told], how)
    show(events["events"], how)


def _command(name: str, fields: tuple[str, ...], raw: str | None) -> Command[Any]:
    """As strict as the API is, but that numbers and truths may be typed as text."""
    kind = COMMANDS[name]
    if raw is not None:
        return parsed(kind, sys.stdin.buffer.read() if raw == "-" else raw.encode())
    body = {name: _value(text) for name, text in pairs(fields).items()}
    try:
        typed = kind.model_validate(body)
    except ValidationError as error:
        raise Invalid(faults_of(error.errors())) from None
    return parsed(kind, typed.model_dump_json(by_alias=True, exclude_unset=True).encode())


def _value(text: str) -> Any:
    try:
        return orjson.loads(text) if text[:1] in '[{"tfn' else text
    except orjson.JSONDecodeError:
        return text


def _list(how: str) -> None:
    show(
        [
            {
                "command": name,
                "label": f"{kind.label.hans} {kind.label.en}",
                "who": " ".join(sorted(kind.who)),
                "approved_by": " ".join(sorted(kind.approved_by)),
            }
            for name, kind in sorted(COMMANDS.items())
        ],
        how,
    )


def _teach(name: str, how: str) -> None:
    kind = COMMANDS[name]
    click.echo(f"{name}: {kind.label.hans} {kind.label.en}\n{kind.__doc__ or ''}")
    opens = "opens a record" if kind.opens else f"--id of one of {ADDRESSEE[kind].collection}"
    click.echo(f"who: {' '.join(sorted(kind.who))}; {opens}\n")
    schema = kind.model_json_schema()
    show(
        [
            {
                "field": field,
                "required": field in schema.get("required", ()),
                "type": orjson.dumps(
                    {k: v for k, v in about.items() if k not in ("title", "description")}
                ).decode(),
            }
            for field, about in schema.get("properties", {}).items()
        ],
        how,
    )


@click.command()
@click.option(
    "--role", type=click.Choice([r.value for r in Role if r is not Role.SYS]), required=True
)
@click.option("--person", type=click.UUID, help="本人编号 Whose token it is.")
@click.option("--body", help="所代表机构 For which body he acts.")
@click.option("--scope", "scopes", multiple=True, required=True, callback=known, help=SCOPE_HELP)
@click.option("--hours", type=click.IntRange(1, 24 * 366), default=12, show_default=True)
@click.pass_obj
def token(
    obj: dict[str, Any],
    role: str,
    person: UUID | None,
    body: str | None,
    scopes: tuple[str, ...],
    hours: int,
) -> None:
    """Signs a bearer token with the data folder's own key, for the API of `gongzhi serve`.

    \b
    gongzhi token --role AUD --scope county                     审计人员，全县
    gongzhi token --role CW --scope community:FC01 --hours 8    社区工作者，一个工作日
    gongzhi token --role RES --person <id> --scope self         居民本人
    """
    from interfaces.http.auth import Issuer
    from interfaces.system import utc_now

    folder: Path = obj["data"]
    folder.mkdir(parents=True, exist_ok=True)
    actor = Actor(Role(role), person, body, None, scopes)
    click.echo(Issuer.of(folder).token(actor, utc_now(), timedelta(hours=hours)))
