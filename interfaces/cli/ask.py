"""`gongzhi ask`: the standing questions, as of any moment."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from domain.kernel import SYSTEM
from interfaces.cli.failures import say
from interfaces.cli.ledgers import day_of, moment, more, pairs
from interfaces.cli.output import FORMAT, show
from interfaces.cli.progress import bar
from interfaces.cli.system import opened
from interfaces.ledgers import Question
from interfaces.questions import KNOWN, OF_AUDIT, answer, audit as every_answer
from projections.asking import Parameter, StandingQuestion


class Asking(click.Group):
    """One command a standing question, with its parameters as options."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(KNOWN)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _command(KNOWN[cmd_name]) if cmd_name in KNOWN else None


@click.group(cls=Asking, invoke_without_command=True)
@click.pass_context
def ask(ctx: click.Context) -> None:
    """Asks a standing question. Without a name: which there are.

    \b
    gongzhi ask                                                  有哪些常设问题
    gongzhi ask cases-closed-without-feedback --year 2022
    gongzhi ask cases-closed-without-feedback community=FC01     按列筛选
    """
    if ctx.invoked_subcommand is None:
        told = [
            {"question": name, "system": question.system, "title": say(question.title)}
            for name, question in KNOWN.items()
        ]
        show(told, ctx.obj["how"])


@click.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--as-of", help="时点 What the log knew: a position or an RFC 3339 time.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@click.option("--quiet", is_flag=True, help="不显示进度 No progress bar.")
@click.pass_obj
def audit(obj: dict[str, Any], year: int, as_of: str | None, limit: int, quiet: bool) -> None:
    """All audit questions of a year in one call (SYS-22).

    \b
    gongzhi audit 2022                                          逐一回答审计常设问题
    gongzhi audit 2022 --as-of 2023-01-11T00:00:00+08:00        截至某一时点所知
    gongzhi --format json audit 2022                            每题一行，供程序使用
    """
    with opened(obj) as system, bar("审计 Audit", quiet) as told:
        position, now = moment(system, as_of)
        with system.readside.at(position) as snapshot:
            found = []
            for each in every_answer(system, snapshot, now, SYSTEM, year, limit):
                found.append(each)
                told(len(found), len(OF_AUDIT))
    if obj["how"] == "json":
        answers = ({"question": q.name, "rows": page.rows, "next": page.next} for q, page in found)
        return show(answers, "json")
    for question, page in found:
        click.echo(f"\n{question.name}: {say(question.title)}")
        show(page.rows, obj["how"])
        more(page.next, limit)


def _command(question: StandingQuestion) -> click.Command:
    columns = ", ".join(question.row.__struct_fields__)
    return click.Command(
        question.name,
        params=[
            *(_option(name, parameter) for name, parameter in question.parameters.items()),
            *ALWAYS,
            *([VALID_AT] if question.dated else ()),
            FORMAT,
        ],
        callback=_asks(question),
        help=f"{question.system} {question.title.hans} {question.title.en}\n\n{columns}",
        short_help=question.title.en,
    )


def _option(name: str, parameter: Parameter) -> click.Option:
    about = f"{parameter.title.hans} {parameter.title.en}"
    default = "" if parameter.default is None else f" [{parameter.default}]"
    return click.Option([f"--{name.replace('_', '-')}", name], help=about + default)


VALID_AT = click.Option(
    ["--valid-at"], type=click.DateTime(["%Y-%m-%d"]), help="业务日期 What was true on that day."
)
ALWAYS = (
    click.Argument(["filters"], nargs=-1),
    click.Option(["--as-of"], help="时点 What the log knew: a position or an RFC 3339 time."),
    click.Option(["--year"], type=click.IntRange(2000, 2100), help="年度 Of which year."),
    click.Option(["--limit"], type=click.IntRange(1, 1_000_000), default=50, show_default=True),
)


def _asks(question: StandingQuestion) -> Callable[..., None]:
    @click.pass_obj
    def asks(
        obj: dict[str, Any],
        /,
        filters: tuple[str, ...],
        as_of: str | None,
        year: int | None,
        limit: int,
        valid_at: datetime | None = None,
        **parameters: str | None,
    ) -> None:
        said = {name: text for name, text in parameters.items() if text is not None}
        filtered = pairs(filters) | said
        asked = Question(question.name, SYSTEM, filtered, day_of(valid_at), year, limit)
        with opened(obj) as system:
            position, now = moment(system, as_of)
            with system.readside.at(position) as snapshot:
                found = answer(system, snapshot, now, asked)
        show(found.rows, obj["how"])
        more(found.next, limit)

    return asks
