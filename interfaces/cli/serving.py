"""`gongzhi serve`: the HTTP API over a data folder or a database."""

from typing import TYPE_CHECKING, Any

import click

from domain.kernel import Label
from interfaces.cli.failures import Exit, say

if TYPE_CHECKING:
    from interfaces.system import System


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.pass_obj
def serve(obj: dict[str, Any], host: str, port: int) -> None:
    """Serves the API until interrupted: its description at /openapi.json, liveness at /health.

    \b
    gongzhi serve                                    本机8000端口，数据在./data
    gongzhi --data county serve --port 9000          另一数据文件夹与端口
    """
    from interfaces.system import Settings, System

    with System(Settings.of(data=obj["data"])) as system:
        run(system, host, port)


def run(system: "System", host: str, port: int) -> None:
    """Serves until interrupted, and keeps ledgers, policies and timers going meanwhile."""
    import uvicorn

    from interfaces.http.app import create_app
    from interfaces.keeping import kept

    with kept(system):
        click.echo(f"http://{host}:{port}  (/openapi.json, /health, /ready; Ctrl-C)", err=True)
        try:
            uvicorn.run(
                create_app(system),
                host=host,
                port=port,
                log_level="warning",
                timeout_graceful_shutdown=25,
            )
        except KeyboardInterrupt:
            return  # the way in which it is meant to end
        except SystemExit:
            told = Label(
                f"无法监听{host}:{port}，请换 --port。", f"Cannot listen at {host}:{port}."
            )
            click.echo(say(told), err=True)
            raise SystemExit(int(Exit.UNAVAILABLE)) from None
