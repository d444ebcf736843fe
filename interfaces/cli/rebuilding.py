"""`gongzhi rebuild`: all ledgers anew from the log, proved equal, with a certificate."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from domain.kernel import Label
from interfaces.cli.failures import Exit, say
from interfaces.cli.output import show
from interfaces.cli.system import logged
from projections.epochs import Certificate
from projections.homes import Busy
from projections.rebuild import Differs


@click.command()
@click.option("--anyway", is_flag=True, help="即使不同也切换 Switch even if the rows differ.")
@click.option("--quiet", is_flag=True, help="不显示进度 No progress bar.")
@click.pass_obj
def rebuild(obj: dict[str, Any], anyway: bool, quiet: bool) -> None:
    """Builds every ledger anew beside the running one, compares, certifies and switches.

    Readers go on meanwhile. Exit code 8: the rows differ, nothing was switched.

    \b
    gongzhi rebuild                      重建、逐表比对、出具证书后切换
    gongzhi --format json rebuild        证书作为数据
    """
    from interfaces.cli.progress import bar

    title = say(Label("重建台账", "Rebuilding"))
    with logged(obj) as system, telling_what_differs(obj["how"]), bar(title, quiet) as told:
        certificate = system.rebuild(
            lambda progress: told(progress.position, progress.head), anyway=anyway
        )
    show(ledgers(certificate), obj["how"])
    click.echo(summary(certificate), err=True)


@contextmanager
def telling_what_differs(how: str) -> Iterator[None]:
    """Of a rebuild that does not switch: why, and the exit code for it."""
    try:
        yield
    except Busy:
        told = Label("另一重建正在进行，请稍后再试。", "Another rebuild is running; try again.")
        click.echo(say(told), err=True)
        raise SystemExit(int(Exit.UNAVAILABLE)) from None
    except Differs as difference:
        show(ledgers(difference.certificate), how)
        raise


def ledgers(certificate: Certificate) -> list[dict[str, Any]]:
    return [
        {"ledger": name, "rows": found.rows, "hash": found.hash, "verdict": str(found.verdict)}
        for name, found in certificate.ledgers.items()
    ]


def summary(certificate: Certificate) -> str:
    return say(
        Label(
            f"第{certificate.epoch}期：折叠{certificate.events}件事件至位置{certificate.position}，"
            f"{certificate.verdict}",
            f"Epoch {certificate.epoch}: {certificate.events} events folded up to position "
            f"{certificate.position}, {certificate.verdict}",
        )
    )
