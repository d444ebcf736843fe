"""`gongzhi rebuild`: all ledgers anew from the log, proved equal, with a certificate."""

from typing import Any

import click

from domain.kernel import Label
from interfaces.cli.output import Exit, say, show
from interfaces.system import Settings, System
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
    """
    from interfaces.cli.progress import bar

    with System(Settings.of(data=obj["data"])) as system:
        try:
            with bar(say(Label("重建台账", "Rebuilding")), quiet) as told:
                certificate = system.rebuild(
                    lambda progress: told(progress.position, progress.head), anyway=anyway
                )
        except Busy:
            click.echo(say(Label("另一重建正在进行。", "Another rebuild is running.")), err=True)
            raise SystemExit(int(Exit.UNAVAILABLE)) from None
        except Differs as difference:
            click.echo(str(difference), err=True)
            show(ledgers(difference.certificate), obj["how"])
            raise SystemExit(int(Exit.DIFFERENT)) from None
    show(ledgers(certificate), obj["how"])
    click.echo(summary(certificate), err=True)


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
