"""`gongzhi`: the command line. Each command imports what it needs, so that help comes at once."""

from pathlib import Path

import click

from interfaces.cli.output import FORMATS, language

COMMANDS = {
    "demo": "interfaces.cli.demo:demo",
    "do": "interfaces.cli.acting:do",
    "token": "interfaces.cli.acting:token",
    "serve": "interfaces.cli.serving:serve",
    "approvals": "interfaces.cli.approvals:approvals",
    "explain": "interfaces.cli.scores:explain",
    "history": "interfaces.cli.reading:history",
    "ledger": "interfaces.cli.ledgers:ledger",
    "import": "interfaces.cli.importing:import_",
    "log": "interfaces.cli.reading:log",
    "rebuild": "interfaces.cli.rebuilding:rebuild",
    "score": "interfaces.cli.scores:score",
}


class Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from importlib import import_module

        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
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
    gongzhi do case.report --help    办理任何业务（命令即领域动作）
    gongzhi ledger L-CASE --as-of 2022-12-31T24:00+08:00
    gongzhi explain 2022 UNIT <id>   解释某单位的每一分
    """
    ctx.obj = {"data": data, "how": how, "language": language()}
