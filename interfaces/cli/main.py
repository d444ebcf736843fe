"""`gongzhi`: the command line. Each command imports what it needs, so that help comes at once."""

from pathlib import Path

import click

from interfaces.cli.failures import Telling
from interfaces.cli.output import FORMAT, FORMATS

COMMANDS = {
    "bundle": "interfaces.cli.proof:bundle",
    "checkpoint": "interfaces.cli.proof:checkpoint",
    "copy": "interfaces.cli.subjects:copy",
    "demo": "interfaces.cli.demo:demo",
    "do": "interfaces.cli.acting:do",
    "token": "interfaces.cli.acting:token",
    "serve": "interfaces.cli.serving:serve",
    "ask": "interfaces.cli.ask:ask",
    "audit": "interfaces.cli.ask:audit",
    "approvals": "interfaces.cli.approvals:approvals",
    "compare": "interfaces.cli.compare:compare",
    "dry-run": "interfaces.cli.dry_run:dry_run",
    "drift": "interfaces.cli.drift:drift",
    "dump": "interfaces.cli.dumping:dump",
    "explain": "interfaces.cli.scores:explain",
    "export": "interfaces.cli.exports:export",
    "history": "interfaces.cli.reading:history",
    "key": "interfaces.cli.proof:key",
    "ledger": "interfaces.cli.ledgers:ledger",
    "import": "interfaces.cli.importing:import_",
    "log": "interfaces.cli.reading:log",
    "paper": "interfaces.cli.papers:paper",
    "readers": "interfaces.cli.readers:readers",
    "rebuild": "interfaces.cli.rebuilding:rebuild",
    "receipt": "interfaces.cli.subjects:receipt",
    "score": "interfaces.cli.scores:score",
    "why": "interfaces.cli.why:why",
    "unpack": "interfaces.cli.proof:unpack",
    "vault": "interfaces.cli.vault:vault",
    "verify": "interfaces.cli.proof:verify",
    "witness": "interfaces.cli.proof:witness",
}


class Lazy(Telling):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        if FORMAT not in command.params:
            command.params.append(FORMAT)
        return command


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="GONGZHI_DATA",
    default=Path("data"),
    show_default=True,
    help="数据文件夹 Folder with the log, the read side and the keys.",
)
@click.option("--format", "how", type=click.Choice(FORMATS), default="table", show_default=True)
@click.version_option(package_name="gongzhi")
@click.pass_context
def main(ctx: click.Context, data: Path, how: str) -> None:
    """共治 Gongzhi：多元共治记录核心。Every figure provable as of any moment.

    \b
    gongzhi demo                     一键演示：生成一个社区的一年并启动服务
    gongzhi do case.report           办理任何业务：先看此命令有哪些项
    gongzhi ledger L-CASE --as-of 2022-12-31T16:00:00Z
    gongzhi explain 2022 <id>        解释某单位或党员的每一分

    \b
    Exit codes: 0 done; 2 wrong usage; 3 a rule refused it; 4 not found; 5 not allowed; 6 malformed;
    7 not available, try again; 8 a check found a difference; 130 interrupted.
    """
    ctx.obj = {"data": data, "how": how}
